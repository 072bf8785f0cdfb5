// The SPDX licence list and grammar. The only file that knows which packages they come from.
import exceptionIds from 'spdx-exceptions/index.json' with { type: 'json' };
import parse from 'spdx-expression-parse';
import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import licenseIds from 'spdx-license-ids/index.json' with { type: 'json' };

/** One licence of an expression. `id` is of the SPDX list or a `LicenseRef-`. */
export interface LicenseLeaf {
  readonly kind: 'license';
  readonly id: string;
  /** A `+` that the id itself does not say: "or any later version". */
  readonly orLater: boolean;
  readonly exception?: string;
}

export interface LicenseChoice {
  readonly kind: 'and' | 'or';
  readonly parts: readonly LicenseExpression[];
}

export type LicenseExpression = LicenseLeaf | LicenseChoice;

const MAX_LENGTH = 2048;
const MAX_DEPTH = 32;
const LICENSES = new Map([...deprecatedIds, ...licenseIds].map((id) => [id.toLowerCase(), id]));
const EXCEPTIONS = new Map(exceptionIds.map((id) => [id.toLowerCase(), id]));
const OPERATORS = new Set(['and', 'or', 'with']);

/** The id as the SPDX list writes it, whatever the case. */
export function licenseIdOf(text: string): string | undefined {
  return LICENSES.get(text.toLowerCase());
}

/** The exception as the SPDX list writes it, whatever the case. */
export function exceptionIdOf(text: string): string | undefined {
  return EXCEPTIONS.get(text.toLowerCase());
}

/**
 * Parses an SPDX licence expression (SPDX 2.3, annex D), ids and operators in any case.
 * @returns undefined when it is none, is longer than 2 KiB or nested deeper than 32
 */
export function parseSpdx(text: string): LicenseExpression | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const canonical = canonicalTokens(text);
  if (canonical === undefined) return undefined;
  try {
    return fromNode(parse(canonical));
  } catch {
    return undefined;
  }
}

// The package wants ids exactly as listed, and reads some foreign characters as nothing: it gets only what belongs.
function canonicalTokens(text: string): string | undefined {
  const tokens = text.match(/[A-Za-z0-9.:-]+\+?|[()]|[^\sA-Za-z0-9.:()-]/g) ?? [];
  let depth = 0;
  const out: string[] = [];
  for (const token of tokens) {
    if (token === '(' && ++depth > MAX_DEPTH) return undefined;
    if (token === ')') depth--;
    const word = token === '(' || token === ')' ? token : canonicalWord(token);
    if (word === undefined) return undefined;
    out.push(word);
  }
  return out.length > 0 ? out.join(' ') : undefined;
}

function canonicalWord(token: string): string | undefined {
  if (OPERATORS.has(token.toLowerCase())) return token.toUpperCase();
  if (/^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/.test(token)) return token;
  const plus = token.endsWith('+') ? '+' : '';
  const name = plus ? token.slice(0, -1) : token;
  const id = licenseIdOf(name);
  return id ? id + plus : plus ? undefined : exceptionIdOf(name);
}

type Parsed = ReturnType<typeof parse>;

function fromNode(node: Parsed): LicenseExpression {
  if ('conjunction' in node) {
    const kind = node.conjunction;
    const parts = [fromNode(node.left), fromNode(node.right)];
    // `A OR (B OR C)` says no more than `A OR B OR C`.
    return { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) };
  }
  return modernLeaf(node.license, node.plus === true, node.exception);
}

// Ids that the list keeps only for old documents, with the expression that it names in their place.
const GNU = /^(A?GPL|LGPL|GFDL)-[\d.]+$/;
const WITH = /^(GPL-[23]\.0)-with-(GCC|autoconf|bison|classpath|font)-exception$/;
const WITH_IDS: Readonly<Record<string, string>> = {
  'GPL-2.0 autoconf': 'Autoconf-exception-2.0',
  'GPL-3.0 autoconf': 'Autoconf-exception-3.0',
  'GPL-2.0 GCC': 'GCC-exception-2.0',
  'GPL-3.0 GCC': 'GCC-exception-3.1',
  'GPL-2.0 bison': 'Bison-exception-2.2',
  'GPL-2.0 classpath': 'Classpath-exception-2.0',
  'GPL-2.0 font': 'Font-exception-2.0',
};

function modernLeaf(id: string, plus: boolean, exception: string | undefined): LicenseLeaf {
  const suffix = exception ? { exception } : {};
  if (GNU.test(id))
    return { kind: 'license', id: `${id}-${plus ? 'or-later' : 'only'}`, orLater: false, ...suffix };
  const old = WITH.exec(id);
  const known = old && WITH_IDS[`${old[1]} ${old[2]}`];
  if (known && !exception)
    return {
      kind: 'license',
      id: `${old[1]}-${plus ? 'or-later' : 'only'}`,
      orLater: false,
      exception: known,
    };
  return { kind: 'license', id, orLater: plus, ...suffix };
}

/** Writes an expression, brackets only where precedence needs them. */
export function formatSpdx(expression: LicenseExpression): string {
  if (expression.kind === 'license') {
    const { id, orLater, exception } = expression;
    return `${id}${orLater ? '+' : ''}${exception ? ` WITH ${exception}` : ''}`;
  }
  const operator = expression.kind === 'and' ? ' AND ' : ' OR ';
  return expression.parts
    .map((part) => {
      const text = formatSpdx(part);
      return part.kind === 'or' && expression.kind === 'and' ? `(${text})` : text;
    })
    .join(operator);
}
