// Notices that name a licence of the GNU family instead of giving its text, and Debian's pointers to its common texts.
import { licenseIdOf } from './spdx.ts';

interface Notice {
  readonly expression: string;
  readonly confidence: number;
}

const NOTICE = 0.9;
const POINTER = 0.6;
const BEFORE = 60;
const BEHIND = 320;

/**
 * @param anchors where "General Public License" or "Free Documentation License" ends
 * @param texts licences whose whole text was found: a pointer to one of their family says nothing new
 */
export function noticesIn(text: string, anchors: readonly number[], texts: readonly string[]): Notice[] {
  const notices = anchors.flatMap((at, i) => noticeAt(text, at, anchors[i + 1] ?? text.length));
  const apache = /Apache\s+License,?\s+(?:Version|v\.?)\s*2\.0/i.test(text)
    ? [{ expression: 'Apache-2.0', confidence: POINTER }]
    : [];
  const perl = /same\s+terms\s+as\s+Perl/i.test(text)
    ? [{ expression: 'GPL-1.0-or-later OR Artistic-1.0-Perl', confidence: NOTICE }]
    : [];
  const versioned = notices.filter(({ confidence }) => confidence === NOTICE);
  const families = new Set([...texts, ...versioned.map((n) => n.expression)].map(familyOf));
  if (perl.length > 0) for (const family of ['GPL', 'Artistic']) families.add(family);
  const rest = [...notices, ...pointers(text), ...apache].filter((n) => n.confidence < NOTICE);
  return [...versioned, ...perl, ...rest.filter(({ expression }) => !families.has(familyOf(expression)))];
}

function familyOf(expression: string): string {
  return /^[A-Za-z]+/.exec(expression)?.[0] ?? '';
}

function noticeAt(text: string, at: number, next: number): Notice[] {
  const before = plain(text.slice(Math.max(0, at - BEFORE), at));
  const behind = plain(text.slice(at, Math.min(at + BEHIND, next)));
  const family = / free documentation licen[cs]e$/i.test(before) ? 'GFDL' : gnuFamily(before);
  const [, number, tail = ''] =
    /^(?:(?! for more details| for details| along with ).){0,160}?\b(?:version|v) ?(\d(?:\.\d)?)(.*)$/i.exec(
      behind,
    ) ?? [];
  if (!number) return anyVersion(family, before);
  const later = /^.{0,60}?(?:any|or) (?:later|newer|higher|greater)/i.test(tail) || /^ ?\+/.test(tail);
  const invariant = /no invariant sections/i.test(tail) ? '-no-invariants' : '';
  const version = number.length === 1 ? `${number}.0` : number;
  const id = licenseIdOf(`${family}-${version}${invariant}-${later ? 'or-later' : 'only'}`);
  return id ? [{ expression: id, confidence: NOTICE }] : [];
}

function gnuFamily(before: string): string {
  const kind = /(lesser|library|affero) general public licen[cs]e$/i.exec(before)?.[1]?.toLowerCase();
  return kind === 'affero' ? 'AGPL' : kind ? 'LGPL' : 'GPL';
}

// "If the Program does not specify a version number, you may choose any version ever published": so say the licences.
function anyVersion(family: string, before: string): Notice[] {
  if (!/\b(?:under|terms|by) (?:\w+ ){0,8}(?:lesser |library )?general public licen[cs]e$/i.test(before))
    return [];
  const expression = { GPL: 'GPL-1.0-or-later', LGPL: 'LGPL-2.0-or-later' }[family];
  return expression ? [{ expression, confidence: POINTER }] : [];
}

function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9.+]+/g, ' ');
}

const COMMON: Readonly<Record<string, string>> = {
  'Apache-2.0': 'Apache-2.0',
  Artistic: 'Artistic-1.0-Perl',
  'CC0-1.0': 'CC0-1.0',
  'GFDL-1.2': 'GFDL-1.2-only',
  'GFDL-1.3': 'GFDL-1.3-only',
  'GPL-1': 'GPL-1.0-only',
  'GPL-2': 'GPL-2.0-only',
  'GPL-3': 'GPL-3.0-only',
  'LGPL-2': 'LGPL-2.0-only',
  'LGPL-2.1': 'LGPL-2.1-only',
  'LGPL-3': 'LGPL-3.0-only',
  'MPL-1.1': 'MPL-1.1',
  'MPL-2.0': 'MPL-2.0',
};

function pointers(text: string): Notice[] {
  return [...text.matchAll(/\/common-licenses\/([A-Z][A-Za-z0-9]*(?:-\d(?:\.\d)?)?)/g)].flatMap((match) => {
    const name = match[1] as string;
    return Object.hasOwn(COMMON, name) ? [{ expression: COMMON[name] as string, confidence: POINTER }] : [];
  });
}
