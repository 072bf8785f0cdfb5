import { readRelease } from '../image/os-release.ts';
import type { Distribution } from '../report/model.ts';
import { ROLLING, SUPPORT } from './distribution.data.ts';

/**
 * Says which distribution an image carries, from os-release or the older release files, and until when it gets
 * security updates. `read` gives a file's content by path, links followed; `now` in milliseconds since the epoch.
 */
export function detectDistribution(
  read: (path: string) => Buffer | undefined,
  now: number,
): Distribution | undefined {
  const fields = readRelease(read);
  const id = fields?.get('ID')?.toLowerCase() ?? '';
  if (!fields || !/^[a-z0-9._-]{1,64}$/.test(id)) return undefined;
  const version = fields.get('VERSION_ID') || undefined;
  const name = fields.get('PRETTY_NAME') || [fields.get('NAME') ?? id, version].filter(Boolean).join(' ');
  const endOfLife = findEndOfLife(supportId(id, name), version, now);
  return { id, ...(version && { version }), name: name.slice(0, 200), ...(endOfLife && { endOfLife }) };
}

// CentOS and CentOS Stream both call themselves "centos".
function supportId(id: string, name: string): string {
  return id === 'centos' && /stream/i.test(name) ? 'centos-stream' : id;
}

/** The last day with security updates, or undefined where no data is at hand. A day counts as past when it is over. */
export function findEndOfLife(
  id: string,
  version: string | undefined,
  now: number,
): Distribution['endOfLife'] {
  const table = SUPPORT.get(id);
  const date = table && version ? lookup(table.dates, version) : undefined;
  if (!table || !date) return undefined;
  return { date, past: Date.parse(date) + 86_400_000 <= now, data: table.source };
}

function lookup(dates: Readonly<Record<string, string>>, version: string): string | undefined {
  const match = /^(\d{1,8})(?:\.(\d{1,8}))?/.exec(version);
  // A pre-release (3.21_alpha2024, edge) is not the release that its number names.
  if (!match || /[_~-](alpha|beta|rc|dev)/i.test(version)) return undefined;
  const [, major = '', minor] = match;
  const known = (key: string): string | undefined => (Object.hasOwn(dates, key) ? dates[key] : undefined);
  return known(version) ?? (minor === undefined ? undefined : known(`${major}.${minor}`)) ?? known(major);
}

/** True for distributions without releases, where an end of life does not exist. */
export function isRolling(distribution: Distribution): boolean {
  return (
    ROLLING.has(distribution.id) ||
    (distribution.id === 'debian' && distribution.version === undefined) ||
    (distribution.id === 'alpine' && /_alpha|edge/.test(distribution.version ?? ''))
  );
}
