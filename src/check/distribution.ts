import type { Distribution } from '../report/model.ts';
import { ROLLING, SUPPORT } from './distribution.data.ts';

const MAX_LINES = 1000;
const MAX_VALUE = 4096;

/**
 * Parses os-release: shell assignments with single or double quotes, backslash escapes, comments; the last
 * assignment wins (freedesktop os-release(5)). Lines that are not assignments are passed over.
 */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n', MAX_LINES)) {
    const match = /^[ \t]*([A-Z0-9_a-z]{1,64})=(.*)$/.exec(line.replace(/\r$/, ''));
    if (match) fields.set(match[1] as string, unquote((match[2] as string).trim().slice(0, MAX_VALUE)));
  }
  return fields;
}

function unquote(value: string): string {
  const quote = value[0];
  if (quote === "'") return value.slice(1, endOf(value, "'"));
  if (quote !== '"') return value.replace(/\\(.)/g, '$1');
  let out = '';
  for (let i = 1; i < value.length && value[i] !== '"'; i++) {
    const escaped = value[i] === '\\' && '"$`\\'.includes(value[i + 1] ?? '-');
    if (escaped) i++;
    out += value[i];
  }
  return out;
}

function endOf(value: string, quote: string): number {
  const at = value.indexOf(quote, 1);
  return at < 0 ? value.length : at;
}

/**
 * Says which distribution an image carries, from os-release or the older release files, and until when it gets
 * security updates. `read` gives a file's content by path, links followed; `now` in milliseconds since the epoch.
 */
export function detectDistribution(
  read: (path: string) => Buffer | undefined,
  now: number,
): Distribution | undefined {
  const release = read('etc/os-release') ?? read('usr/lib/os-release');
  const fields = release ? parseOsRelease(release.toString('utf8')) : olderRelease(read);
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

function olderRelease(read: (path: string) => Buffer | undefined): ReadonlyMap<string, string> | undefined {
  const line = (path: string): string => read(path)?.toString('utf8').split('\n')[0]?.trim() ?? '';
  const alpine = /^\d+\.\d+/.exec(line('etc/alpine-release'))?.[0];
  if (alpine) return named('alpine', alpine, `Alpine Linux ${alpine}`);
  const redHat = line('etc/redhat-release');
  const version = /release (\d+)/.exec(redHat)?.[1];
  if (version) return named(redHatId(redHat), version, redHat);
  const debian = line('etc/debian_version');
  if (/^\d+/.test(debian)) return named('debian', /^\d+/.exec(debian)?.[0] ?? '', `Debian ${debian}`);
  return undefined;
}

function redHatId(text: string): string {
  if (/centos/i.test(text)) return 'centos';
  if (/fedora/i.test(text)) return 'fedora';
  if (/rocky/i.test(text)) return 'rocky';
  if (/alma/i.test(text)) return 'almalinux';
  if (/oracle/i.test(text)) return 'ol';
  return 'rhel';
}

function named(id: string, version: string, name: string): ReadonlyMap<string, string> {
  return new Map([
    ['ID', id],
    ['VERSION_ID', version],
    ['PRETTY_NAME', name],
  ]);
}
