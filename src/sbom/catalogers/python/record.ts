import type { JsonObject } from '../../../base/json.ts';

const MAX_FILES = 500_000;

/** Lines of RECORD: `path,sha256=…,size` in CSV (PyPA, "Recording installed projects"). */
export function parseRecord(text: string): JsonObject[] {
  const files: JsonObject[] = [];
  for (let from = 0; from < text.length && files.length < MAX_FILES; ) {
    let end = text.indexOf('\n', from);
    if (end < 0) end = text.length;
    const line = text.slice(from, end).replace(/\r$/, '');
    from = end + 1;
    const file = line === '' ? undefined : recordOf(line);
    if (file) files.push(file);
  }
  return files;
}

/** Lines of installed-files.txt: paths only, relative to the egg-info folder. */
export function parseInstalledFiles(text: string): JsonObject[] {
  return text
    .split('\n', MAX_FILES)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((path) => ({ path }));
}

function recordOf(line: string): JsonObject | undefined {
  const quoted = line.startsWith('"') ? /^"((?:[^"]|"")*)"(?:,|$)/.exec(line) : undefined;
  const comma = quoted ? quoted[0].length : line.indexOf(',') + 1;
  const path = quoted
    ? (quoted[1] as string).replaceAll('""', '"')
    : line.slice(0, comma ? comma - 1 : line.length);
  if (path === '') return undefined;
  const [digest = '', size = ''] = comma ? line.slice(comma).split(',') : [];
  const equals = digest.indexOf('=');
  return {
    path,
    ...(equals > 0 && { digest: { algorithm: digest.slice(0, equals), value: digest.slice(equals + 1) } }),
    ...(size && { size }),
  };
}
