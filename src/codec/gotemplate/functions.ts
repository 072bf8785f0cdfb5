import { compareBasic, equalBasic } from './compare.ts';
import { FunctionError } from './error.ts';
import { formatGoJson } from './json.ts';
import { formatDefault } from './print.ts';
import { sprintf } from './printf.ts';
import { asCollection, GoMap, GoNil, type GoValue, isTrue, sizeOf, typeName } from './value.ts';

export interface TemplateFunction {
  readonly min: number;
  readonly max: number;
  /** @throws FunctionError */
  readonly call: (args: readonly GoValue[], maxLength: number) => GoValue;
}

const MAX_PARTS = 100_000;
const fn = (min: number, max: number, call: TemplateFunction['call']): TemplateFunction => ({
  min,
  max,
  call,
});
const onText = (change: (text: string) => string): TemplateFunction => fn(1, 1, ([a]) => change(textOf(a)));

/** text/template's own functions and docker's (cli/templates). `and` and `or` are the executor's: they stop early. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  ['eq', fn(2, 64, ([a, ...rest]) => rest.some((b) => equalBasic(a, b)))],
  ['ne', fn(2, 2, ([a, b]) => !equalBasic(a, b))],
  ['lt', fn(2, 2, ([a, b]) => compareBasic(a, b) < 0)],
  ['le', fn(2, 2, ([a, b]) => compareBasic(a, b) <= 0)],
  ['gt', fn(2, 2, ([a, b]) => compareBasic(a, b) > 0)],
  ['ge', fn(2, 2, ([a, b]) => compareBasic(a, b) >= 0)],
  ['not', fn(1, 1, ([a]) => !isTrue(a))],
  ['len', fn(1, 1, ([a]) => lengthOf(a))],
  ['index', fn(1, 64, ([a, ...keys]) => indexAll(a, keys))],
  ['slice', fn(1, 3, ([a, ...bounds]) => sliceOf(a, bounds))],
  ['print', fn(0, 64, (args) => print(args))],
  ['println', fn(0, 64, (args) => `${args.map(formatDefault).join(' ')}\n`)],
  ['printf', fn(1, 64, ([format, ...args], max) => sprintf(textOf(format), args, max))],
  ['html', fn(0, 64, (args) => escapeHtml(evaluate(args)))],
  ['urlquery', fn(0, 64, (args) => escapeQuery(evaluate(args)))],
  ['json', fn(1, 1, ([a]) => formatGoJson(a))],
  ['prettyjson', fn(1, 1, ([a]) => formatGoJson(a, 2))],
  ['join', fn(2, 2, ([list, mark]) => joinList(list, textOf(mark)))],
  ['split', fn(2, 2, ([text, mark]) => splitText(textOf(text), textOf(mark)))],
  ['lower', onText((text) => text.toLowerCase())],
  ['upper', onText((text) => text.toUpperCase())],
  ['title', onText(titleCase)],
  [
    'pad',
    fn(3, 3, ([text, before, after], max) =>
      padText(textOf(text), countOf(before, max), countOf(after, max)),
    ),
  ],
  [
    'truncate',
    fn(2, 2, ([text, length]) => truncateText(textOf(text), countOf(length, Number.MAX_SAFE_INTEGER))),
  ],
]);

function textOf(value: GoValue): string {
  if (typeof value === 'string') return value;
  throw new FunctionError(`wrong type for value; expected string; got ${typeName(value)}`);
}

function countOf(value: GoValue, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new FunctionError(`${formatDefault(value)} is not a count from 0 to ${max}`);
}

function lengthOf(value: GoValue): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (!asCollection(value)) throw new FunctionError(`len of type ${typeName(value)}`);
  return sizeOf(value);
}

function indexAll(value: GoValue, keys: readonly GoValue[]): GoValue {
  if (value === undefined || value === null) throw new FunctionError('index of untyped nil');
  return keys.reduce(indexOne, value);
}

function indexOne(value: GoValue, key: GoValue): GoValue {
  const collection = asCollection(value);
  if (collection?.kind === 'map') {
    const found = collection.get(textOf(key));
    if (found !== undefined) return found;
    return value instanceof GoMap ? value.zero : value instanceof GoNil ? '' : undefined;
  }
  if (!collection && typeof value !== 'string')
    throw new FunctionError(
      value === undefined || value === null
        ? 'index of untyped nil'
        : `cannot index a value of type ${typeName(value)}`,
    );
  if (typeof key !== 'number' || !Number.isInteger(key))
    throw new FunctionError(`cannot index a list with ${typeName(key)}`);
  const items = collection?.kind === 'list' ? collection.items : Buffer.from(value as string);
  if (key < 0 || key >= items.length)
    throw new FunctionError(`index out of range: ${key} (there are ${items.length})`, true);
  return items[key];
}

function sliceOf(value: GoValue, bounds: readonly GoValue[]): GoValue {
  const collection = asCollection(value);
  if (typeof value !== 'string' && collection?.kind !== 'list')
    throw new FunctionError(`cannot slice a value of type ${typeName(value)}`);
  const bytes = typeof value === 'string' ? Buffer.from(value) : undefined;
  const items = collection?.kind === 'list' ? collection.items : [];
  const length = bytes?.length ?? items.length;
  const from = bounds.length > 0 ? countOf(bounds[0], length) : 0;
  const to = bounds.length > 1 ? countOf(bounds[1], length) : length;
  if (from > to) throw new FunctionError(`invalid slice index: ${from} > ${to}`);
  return bytes ? bytes.toString('utf8', from, to) : items.slice(from, to);
}

// fmt.Sprint: a blank between two operands when neither is a string.
function print(args: readonly GoValue[]): string {
  return args
    .map((a, i) => {
      const blank = i > 0 && typeof a !== 'string' && typeof args[i - 1] !== 'string';
      return `${blank ? ' ' : ''}${formatDefault(a)}`;
    })
    .join('');
}

// text/template's evalArgs: like print, but nil is what the template would print for it.
function evaluate(args: readonly GoValue[]): string {
  return print(args.map((a) => (a === undefined || a === null ? '<no value>' : a)));
}

function joinList(list: GoValue, mark: string): string {
  const collection = asCollection(list);
  if (collection?.kind !== 'list')
    throw new FunctionError(`wrong type for value; expected []string; got ${typeName(list)}`);
  return collection.items.map((item) => (typeof item === 'string' ? item : formatDefault(item))).join(mark);
}

function splitText(text: string, mark: string): string[] {
  const parts = mark === '' ? [...text] : text.split(mark, MAX_PARTS + 1);
  if (parts.length > MAX_PARTS) throw new FunctionError(`more than ${MAX_PARTS} parts`);
  return parts;
}

function titleCase(text: string): string {
  return text.replace(/(?<![\p{L}\p{Nd}_])\p{L}/gu, (letter) => letter.toUpperCase());
}

function padText(text: string, before: number, after: number): string {
  return text === '' ? '' : `${' '.repeat(before)}${text}${' '.repeat(after)}`;
}

function truncateText(text: string, length: number): string {
  const bytes = Buffer.from(text);
  return bytes.length < length ? text : bytes.toString('utf8', 0, length);
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '\0': '\ufffd',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\0]/g, (c) => HTML[c] as string);
}

function escapeQuery(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
