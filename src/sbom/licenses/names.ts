import { EXCEPTION_NAMES, LICENSE_COMPOUNDS, LICENSE_NAMES, LICENSE_URLS } from './names.data.ts';
import { exceptionIdOf, formatSpdx, licenseIdOf, parseSpdx } from './spdx.ts';

const MAX_LENGTH = 1024;
const MAX_TOKENS = 256;
const NAMES = new Map(Object.entries(LICENSE_NAMES));
const COMPOUNDS = new Map(Object.entries(LICENSE_COMPOUNDS));
const URLS = new Map(Object.entries(LICENSE_URLS));
const EXCEPTIONS = new Map(Object.entries(EXCEPTION_NAMES));

/**
 * The SPDX expression that a licence field means: an expression is kept (ids as listed, deprecated GNU ids renewed),
 * common names, Debian and Fedora short names, Python classifiers, addresses and lists of alternatives are mapped.
 * @returns undefined when it could mean more than one licence, or none that SPDX lists: "BSD", "GPL", "Apache"
 */
export function toSpdxExpression(value: string): string | undefined {
  if (value.length > MAX_LENGTH) return undefined;
  const text = value
    .replace(/[\s_"'`\u2018-\u201d]+/g, ' ')
    .trim()
    .replace(/[.;]$/, '')
    // R names the file with the year and the holder.
    .replace(/ \+ file licen[cs]e$/i, '');
  if (text === '') return undefined;
  const parsed = parseSpdx(text);
  if (parsed) return formatSpdx(parsed);
  return fromUrl(text) ?? fromName(text) ?? fromList(text);
}

// A list is an expression of names: brackets stay, each name is mapped, SPDX's grammar judges the whole.
function fromList(text: string): string | undefined {
  const expression = text
    .replace(LATER, '+')
    // DEP-5: a comma before the operator binds weaker than the operator.
    .split(/, (?=(?:and|or) )/i);
  const parts = expression.map((part, i) => {
    const [, operator = '', body = ''] = /^(and |or )?(.*)$/i.exec(part) ?? [];
    if ((i === 0) !== (operator === '')) return undefined;
    const mapped = mapOperands(body);
    return mapped && operator + (expression.length > 1 ? `(${mapped})` : mapped);
  });
  if (parts.includes(undefined)) return undefined;
  const parsed = parseSpdx(parts.join(' '));
  return parsed && formatSpdx(parsed);
}

function mapOperands(text: string): string | undefined {
  const tokens = text.split(/( (?:and|or) | ?\|\|? ?| ?\/ ?| ?& ?|[()])/i);
  if (tokens.length > MAX_TOKENS) return undefined;
  const mapped = tokens.map((token) => mapToken(token.trim()));
  return mapped.includes(undefined) ? undefined : mapped.join(' ');
}

function mapToken(token: string): string | undefined {
  if (token === '' || token === '(' || token === ')') return token;
  const lower = token.toLowerCase();
  if (lower === 'and' || token === '&') return 'AND';
  if (lower === 'or' || /^[|/]+$/.test(token)) return 'OR';
  const parsed = parseSpdx(token);
  const mapped = parsed ? formatSpdx(parsed) : fromName(token);
  return mapped?.includes(' OR ') ? `(${mapped})` : mapped;
}

const CLASSIFIER = /^license :: (?:osi approved :: )?/i;
// "or later", "or (at your option) any later version", "and newer".
const LATER =
  / ?,? (?:\(?(?:or|and) (?:\(?at your option,?\)? )?(?:any )?(?:later|newer|higher|greater|above)(?: versions?)?\)?)/gi;

// R writes `GPL (>= 2)`.
const R_AT_LEAST = / ?\(>= ?(\d(?:\.\d)*)\)/g;

// Other signs change the meaning, or are no part of any name.
const FOREIGN = /[^\w .,:;+()/\u2013\u2014-]/;

function fromName(text: string): string | undefined {
  if (FOREIGN.test(text.replace(R_AT_LEAST, ''))) return undefined;
  const key = keyOf(text);
  const name = COMPOUNDS.get(key) ?? NAMES.get(key) ?? licenseIdOf(key);
  return name ? renew(name) : (fromGnu(key) ?? fromException(key));
}

// An id found by its name is renewed like one that was written.
function renew(id: string): string | undefined {
  const parsed = parseSpdx(id);
  return parsed && formatSpdx(parsed);
}

/** Lower case, words joined by `-`, versions bare, without words that name no licence. */
function keyOf(text: string): string {
  return text
    .replace(CLASSIFIER, '')
    .replace(LATER, '+')
    .replace(R_AT_LEAST, ' $1+')
    .toLowerCase()
    .replace(/\b(?:v|ver|vers|version|v\.) ?\.?(?=\d)/g, ' ')
    .replace(/([a-z])v(?=\d)/g, '$1-')
    .replace(/\b(?:the|licen[cs]es?|terms|version|[vs])\b/g, ' ')
    .replace(/[^a-z0-9.+]+/g, '-')
    .replace(/-\+/g, '+')
    .replace(/^[-.]+|[-.]+$/g, '');
}

// The GNU family: a name, a number, and whether later numbers are allowed. Without a number it says too little.
const GNU_NAMES = new Map(
  Object.entries({
    gpl: 'GPL',
    'gnu-gpl': 'GPL',
    'gnu-general-public': 'GPL',
    'general-public': 'GPL',
    lgpl: 'LGPL',
    'gnu-lgpl': 'LGPL',
    'gnu-lesser-general-public': 'LGPL',
    'gnu-library-general-public': 'LGPL',
    'gnu-library-or-lesser-general-public': 'LGPL',
    'gnu-lesser': 'LGPL',
    'lesser-general-public': 'LGPL',
    agpl: 'AGPL',
    'gnu-agpl': 'AGPL',
    'gnu-affero-general-public': 'AGPL',
    'affero-general-public': 'AGPL',
    fdl: 'GFDL',
    gfdl: 'GFDL',
    'gnu-fdl': 'GFDL',
    'gnu-free-documentation': 'GFDL',
  }),
);
const GNU = /^([a-z-]+?)(?:-(niv))?-?(\d(?:\.\d){0,2})?(\+|-(?:only|or-later|plus))?$/;
// "GNU General Public License v2 (GPLv2)" says it twice.
const TWICE = /^(.*(?:public|documentation).*?)-((?:gnu-)?(?:[al]?gpl|g?fdl).*)$/;

function fromGnu(key: string): string | undefined {
  const [, long, alias] = TWICE.exec(key) ?? [];
  if (!long || !alias) return readGnu(key);
  const [first, second] = [readGnu(long), readGnu(alias)];
  if (first === second || second === undefined) return GNU_NAMES.has(alias) ? first : second && first;
  return first === undefined && sameFamily(long, alias) ? second : undefined;
}

function sameFamily(a: string, b: string): boolean {
  const family = (key: string): string | undefined => GNU_NAMES.get(GNU.exec(key)?.[1] ?? '');
  return family(a) !== undefined && family(a) === family(b);
}

function readGnu(key: string): string | undefined {
  const [, name = '', invariant, number, suffix] = GNU.exec(key) ?? [];
  const family = GNU_NAMES.get(name);
  if (!family) return undefined;
  const later = suffix !== undefined && suffix !== '-only';
  const version = number ? fullVersion(number) : later ? FIRST_VERSIONS[family] : undefined;
  return (
    version &&
    licenseIdOf(`${family}-${version}${invariant ? '-no-invariants' : ''}-${later ? 'or-later' : 'only'}`)
  );
}

const FIRST_VERSIONS: Readonly<Record<string, string>> = { GPL: '1.0', LGPL: '2.0' };

function fullVersion(number: string): string {
  return number.length === 1 ? `${number}.0` : number.split('.').slice(0, 2).join('.');
}

/** Debian's `GPL-2+ with Autoconf exception`. */
function fromException(key: string): string | undefined {
  const match = /^(.+?)-with-(?:the-)?(.+?)$/.exec(key);
  const base = match && fromName(match[1] as string);
  if (!base || base.includes(' ')) return undefined;
  const what = match[2] as string;
  const name = what.replace(/-(?:linking-)?exceptions?$/, '');
  const number = /-(\d)\./.exec(base)?.[1];
  const exception = exceptionIdOf(what) ?? EXCEPTIONS.get(name) ?? EXCEPTIONS.get(`${name}-${number}`);
  return exception && `${base} WITH ${exception}`;
}

const SHORT_HOSTS =
  /^(?:opensource\.org\/licenses?|spdx\.org\/licenses|licenses\.nuget\.org|choosealicense\.com\/licenses)\/([a-z0-9.+-]+)$/;
const CREATIVE_COMMONS =
  /^creativecommons\.org\/licenses\/([a-z-]+)\/(\d\.\d)(?:\/(?:legalcode|deed)(?:\.[a-z]+)?)?$/;

function fromUrl(text: string): string | undefined {
  const match = /^(?:(?:https?:)?\/\/|(?=www\.))(\S+)$/i.exec(text);
  if (!match) return undefined;
  const address = (match[1] as string)
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/(?:\.(?:html?|txt|php|md))+$/, '');
  const known = URLS.get(address);
  if (known) return known;
  const id = SHORT_HOSTS.exec(address)?.[1];
  if (id) return licenseIdOf(id) && renew(id);
  const [, kind, version] = CREATIVE_COMMONS.exec(address) ?? [];
  return kind && licenseIdOf(`CC-${kind}-${version}`);
}
