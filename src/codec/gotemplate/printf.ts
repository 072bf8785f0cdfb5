import { FunctionError } from './error.ts';
import { formatDefault, formatNested, formatNumber, type Scalar } from './print.ts';
import { quoteGo, quoteGoRune } from './quote.ts';
import { type GoValue, isNil, typeName } from './value.ts';

interface Directive {
  readonly verb: string;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

const DIRECTIVE = /%([-+# 0]*)(\*|\d*)(?:(\.)(\*|\d*))?(.|$)/gsu;
const MAX_WIDTH = 100_000;

/** Go's fmt.Sprintf for the verbs v s d q t x X o b c U e f g and %%. */
export function sprintf(format: string, args: readonly GoValue[], maxLength: number): string {
  let used = 0;
  let length = 0;
  const take = (): GoValue | typeof MISSING => (used < args.length ? args[used++] : MISSING);
  const text = format.replace(
    DIRECTIVE,
    (_, flags: string, width: string, dot: string, precision: string, verb: string) => {
      const directive = {
        verb,
        flags,
        width: measure(width, take),
        precision: dot ? (measure(precision, take) ?? 0) : undefined,
      };
      const piece = verb === '%' ? '%' : verb === '' ? '%!(NOVERB)' : formatDirective(directive, take());
      if ((length += piece.length) > maxLength) throw new FunctionError('the output is too long');
      return piece;
    },
  );
  return used < args.length && !/%\[/.test(format) ? `${text}%!(EXTRA ${extra(args.slice(used))})` : text;
}

const MISSING = Symbol('missing');

function extra(args: readonly GoValue[]): string {
  return args.map((a) => (isNil(a) ? '<nil>' : `${typeName(a)}=${formatDefault(a)}`)).join(', ');
}

function measure(text: string, take: () => GoValue | typeof MISSING): number | undefined {
  if (text === '' || text === undefined) return undefined;
  const value = text === '*' ? take() : Number(text);
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > MAX_WIDTH)
    throw new FunctionError(`printf: a width or precision is not a number up to ${MAX_WIDTH}`);
  return value;
}

function formatDirective(directive: Directive, value: GoValue | typeof MISSING): string {
  const { verb } = directive;
  if (value === MISSING) return `%!${verb}(MISSING)`;
  if (verb === 'T') return pad(typeName(value), directive);
  if (value === undefined || value === null)
    return verb === 'v' ? pad('<nil>', directive) : `%!${verb}(<nil>)`;
  return formatNested(value, (scalar) => formatScalar(scalar, directive));
}

function formatScalar(value: Scalar, directive: Directive): string {
  if (value === null) return '<nil>';
  if (typeof value === 'string') return formatString(value, directive);
  if (typeof value === 'boolean')
    return /[tv]/.test(directive.verb) ? pad(String(value), directive) : wrongVerb(value, directive);
  return Number.isInteger(value) ? formatInteger(value, directive) : formatFloat(value, directive);
}

function wrongVerb(value: Scalar, { verb }: Directive): string {
  return `%!${verb}(${typeName(value)}=${formatDefault(value)})`;
}

function formatString(value: string, directive: Directive): string {
  const { verb, precision } = directive;
  const cut = precision === undefined ? value : [...value].slice(0, precision).join('');
  switch (verb) {
    case 'v':
      return pad(directive.flags.includes('#') ? quoteGo(cut) : cut, directive);
    case 's':
      return pad(cut, directive);
    case 'q':
      return pad(quoteGo(cut), directive);
    case 'x':
    case 'X': {
      const hex = Buffer.from(value).subarray(0, precision).toString('hex');
      const text = directive.flags.includes('#') && hex ? `0x${hex}` : hex;
      return pad(verb === 'X' ? text.toUpperCase() : text, directive);
    }
    default:
      return wrongVerb(value, directive);
  }
}

const RADIX: Readonly<Record<string, number>> = { d: 10, v: 10, x: 16, X: 16, o: 8, b: 2, O: 8 };

function formatInteger(value: number, directive: Directive): string {
  const { verb, flags } = directive;
  if (verb === 'c') return pad(character(value), directive);
  if (verb === 'q') return pad(quoteGoRune(character(value)), directive);
  if (verb === 'U') return pad(`U+${value.toString(16).toUpperCase().padStart(4, '0')}`, directive);
  const radix = RADIX[verb];
  if (radix === undefined) return wrongVerb(value, directive);
  const digits = Math.abs(value)
    .toString(radix)
    .padStart(directive.precision ?? 1, '0');
  const marked = `${radixMark(directive)}${verb === 'X' ? digits.toUpperCase() : digits}`;
  return padNumber(signOf(value, flags), marked, directive);
}

function radixMark({ verb, flags }: Directive): string {
  if (verb === 'O') return '0o';
  if (!flags.includes('#')) return '';
  return { x: '0x', X: '0X', o: '0', b: '0b' }[verb] ?? '';
}

function character(value: number): string {
  const valid = value >= 0 && value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff);
  return valid ? String.fromCodePoint(value) : '\ufffd';
}

function formatFloat(value: number, directive: Directive): string {
  const { verb, flags, precision } = directive;
  const size = Math.abs(value);
  const digits = { e: 'e', E: 'e', f: 'f', F: 'f', g: 'g', G: 'g', v: 'g' }[verb];
  if (!digits) return wrongVerb(value, directive);
  if (precision !== undefined && precision > 100) throw new FunctionError('printf: a precision is over 100');
  const text =
    digits === 'e'
      ? exponent(size.toExponential(precision ?? 6))
      : digits === 'f'
        ? size.toFixed(precision ?? 6)
        : general(size, precision);
  return padNumber(signOf(value, flags), verb === 'E' || verb === 'G' ? text.toUpperCase() : text, directive);
}

function general(size: number, precision: number | undefined): string {
  if (precision === undefined) return formatNumber(size);
  return formatNumber(Number(size.toPrecision(Math.max(1, precision))));
}

function exponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

function signOf(value: number, flags: string): string {
  if (value < 0) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

function padNumber(sign: string, digits: string, directive: Directive): string {
  const zeros =
    directive.flags.includes('0') && !directive.flags.includes('-') && directive.precision === undefined;
  const missing = (directive.width ?? 0) - sign.length - digits.length;
  return zeros && missing > 0 ? `${sign}${'0'.repeat(missing)}${digits}` : pad(`${sign}${digits}`, directive);
}

function pad(text: string, { width = 0, flags }: Directive): string {
  const missing = Math.abs(width) - [...text].length;
  if (missing <= 0) return text;
  if (width < 0 || flags.includes('-')) return text + ' '.repeat(missing);
  return (flags.includes('0') ? '0' : ' ').repeat(missing) + text;
}
