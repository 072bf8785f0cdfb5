// The order of versions, of every packaging system that plimsoll judges. A new one is a file and a line here.
import { PlimsollError } from '../base/error.ts';
import { compareApk } from './apk.ts';
import { compareComposer } from './composer.ts';
import { compareDeb } from './deb.ts';
import { compareGem } from './gem.ts';
import { compareGolang } from './golang.ts';
import { compareJvm } from './jvm.ts';
import { compareMaven } from './maven.ts';
import { compareNuget } from './nuget.ts';
import type { Order } from './order.ts';
import { comparePacman } from './pacman.ts';
import { comparePep440 } from './pep440.ts';
import { comparePortage } from './portage.ts';
import { compareRpm } from './rpm.ts';
import { compareSemver } from './semver.ts';

const COMPARATORS = {
  apk: compareApk,
  composer: compareComposer,
  deb: compareDeb,
  gem: compareGem,
  golang: compareGolang,
  jvm: compareJvm,
  maven: compareMaven,
  nuget: compareNuget,
  pacman: comparePacman,
  pep440: comparePep440,
  portage: comparePortage,
  rpm: compareRpm,
  semver: compareSemver,
} as const satisfies Readonly<Record<string, (a: string, b: string) => Order>>;

export type VersionScheme = keyof typeof COMPARATORS;

export const VERSION_SCHEMES: readonly VersionScheme[] = Object.keys(COMPARATORS) as VersionScheme[];

/**
 * Orders two versions as their packaging system does.
 * @throws PlimsollError `malformed` for what the scheme cannot order, `limit` for endless text, `usage` for no scheme
 * @example compareVersions('deb', '1.0~rc1', '1.0') // -1
 */
export function compareVersions(scheme: VersionScheme, a: string, b: string): Order {
  const comparator = Object.hasOwn(COMPARATORS, scheme) ? COMPARATORS[scheme] : undefined;
  if (!comparator)
    throw new PlimsollError('usage', `compare versions: ${JSON.stringify(scheme)} is no scheme`, {
      hint: `schemes: ${VERSION_SCHEMES.join(', ')}`,
    });
  return comparator(a, b);
}
