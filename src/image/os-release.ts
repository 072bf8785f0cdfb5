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
 * The fields of os-release, or what the older release files amount to.
 * @param read a file's content by path, links followed
 */
export function readRelease(
  read: (path: string) => Buffer | undefined,
): ReadonlyMap<string, string> | undefined {
  const release = read('etc/os-release') ?? read('usr/lib/os-release');
  return release ? parseOsRelease(release.toString('utf8')) : olderRelease(read);
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
