// The licence policy hook: which packages may be shipped, by lists of licences.
import { PlimsollError } from '../../base/error.ts';
import type { Package } from '../model.ts';
import { toSpdxExpression } from './names.ts';
import { type LicenseExpression, type LicenseLeaf, parseSpdx } from './spdx.ts';

export type LicenseVerdict = 'allowed' | 'denied' | 'unknown';

export interface LicensePolicy {
  /** SPDX ids, with `WITH` where an exception is meant. With any here, what is not listed is denied. */
  readonly allow?: readonly string[];
  /** SPDX ids, one licence each. */
  readonly deny?: readonly string[];
}

export interface LicenseFinding {
  readonly package: { readonly id: string; readonly name: string; readonly version: string };
  /** The SPDX expression; undefined where the licence is unknown or is none that SPDX lists. */
  readonly expression?: string;
  /** What the package says of its licence. */
  readonly value?: string;
  readonly verdict: LicenseVerdict;
}

type PolicyPackage = Pick<Package, 'id' | 'name' | 'version' | 'licenses'>;

/**
 * Judges each licence of each package: one row a licence, and one for a package that names none. Of alternatives (`OR`)
 * one allowed suffices, of what holds together (`AND`) one denied decides. Versions count as in spdx-satisfies:
 * `GPL-2.0-or-later` in a list covers `GPL-3.0-only`; an exception (`WITH`) must be named to be meant. A denied `GPL-3.0`
 * (the old spelling) means `-only` and `-or-later`.
 * @throws PlimsollError `usage` for an entry that is not an SPDX licence
 */
export function licensePolicy(packages: readonly PolicyPackage[], policy: LicensePolicy): LicenseFinding[] {
  const deny = (policy.deny ?? []).map(entryOf);
  const allow = (policy.allow ?? []).map(entryOf);
  return packages.flatMap(({ id, name, version, licenses }) => {
    const pkg = { id, name, version };
    if (licenses.length === 0) return [{ package: pkg, verdict: 'unknown' as const }];
    return licenses.map(({ value, spdxExpression }): LicenseFinding => {
      const expression = spdxExpression ?? toSpdxExpression(value);
      const parsed = expression === undefined ? undefined : parseSpdx(expression);
      if (!expression || !parsed) return { package: pkg, value, verdict: 'unknown' };
      return { package: pkg, expression, value, verdict: verdictOf(parsed, allow, deny) };
    });
  });
}

interface Entry extends LicenseLeaf {
  /** Written without `-only` or `-or-later`: both are meant. */
  readonly bare: boolean;
}

const BARE = /^(?:A?GPL|LGPL|GFDL)-\d\.\d$/i;

function entryOf(text: string): Entry {
  const expression = toSpdxExpression(text);
  const parsed = expression === undefined ? undefined : parseSpdx(expression);
  if (parsed?.kind === 'license') return { ...parsed, bare: BARE.test(text.trim()) };
  throw new PlimsollError('usage', `licence policy: ${JSON.stringify(text)} is not one SPDX licence`, {
    hint: 'write an id of the SPDX licence list, such as MIT or GPL-3.0-only',
  });
}

function verdictOf(
  expression: LicenseExpression,
  allow: readonly Entry[],
  deny: readonly Entry[],
): LicenseVerdict {
  if (expression.kind === 'license') return leafVerdict(expression, allow, deny);
  const verdicts = expression.parts.map((part) => verdictOf(part, allow, deny));
  const order: readonly LicenseVerdict[] =
    expression.kind === 'or' ? ['allowed', 'unknown', 'denied'] : ['denied', 'unknown', 'allowed'];
  return order.find((verdict) => verdicts.includes(verdict)) as LicenseVerdict;
}

function leafVerdict(leaf: LicenseLeaf, allow: readonly Entry[], deny: readonly Entry[]): LicenseVerdict {
  // An "or later" licence is denied only where no version of it is left to choose.
  if (deny.some((entry) => covers(entry, leaf))) return 'denied';
  if (allow.some((entry) => meets(entry, leaf))) return 'allowed';
  if (leaf.id.includes('LicenseRef-')) return 'unknown';
  return allow.length > 0 ? 'denied' : 'allowed';
}

interface Versioned {
  readonly name: string;
  readonly number: readonly number[];
  readonly later: boolean;
}

function versionOf({ id, orLater }: LicenseLeaf): Versioned {
  const match = /^(.*?)-(\d+(?:\.\d+)*)(-no-invariants|-invariants)?(-only|-or-later)?$/.exec(id);
  if (!match) return { name: id, number: [], later: orLater };
  return {
    // MIT-0 is no version of MIT.
    name: `${match[1]}-${match[3] ?? ''}`,
    number: (match[2] as string).split('.').map(Number),
    later: orLater || match[4] === '-or-later',
  };
}

/** Every version that the leaf offers is in the entry. */
function covers(entry: Entry, leaf: LicenseLeaf): boolean {
  if (entry.exception !== leaf.exception) return false;
  const [listed, offered] = [versionOf(entry), versionOf(leaf)];
  if (listed.name !== offered.name) return false;
  const order = compareNumbers(offered.number, listed.number);
  return listed.later ? order >= 0 : order === 0 && (entry.bare || !offered.later);
}

/** Some version that the leaf offers is in the entry. */
function meets(entry: Entry, leaf: LicenseLeaf): boolean {
  if (entry.exception !== leaf.exception) return false;
  const [listed, offered] = [versionOf(entry), versionOf(leaf)];
  if (listed.name !== offered.name) return false;
  const order = compareNumbers(offered.number, listed.number);
  return order === 0 || (listed.later && order > 0) || (offered.later && order < 0);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
