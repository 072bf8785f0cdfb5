import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft, PackageLicense } from '../../model.ts';
import { FileListReader } from './files.ts';

const MAX_PACKAGES = 100_000;

/**
 * Reads apk's database of installed packages: `K:value` lines, a blank line between records (Alpine wiki, "Apk spec").
 * @throws PlimsollError `limit`
 */
export function parseInstalled({ path, bytes, isCut }: CatalogFile): ParsedFile {
  const packages: PackageDraft[] = [];
  const unknowns: string[] = isCut ? ['the list of packages is longer than is read'] : [];
  for (const record of records(bytes.toString('utf8'))) {
    if (packages.length >= MAX_PACKAGES)
      throw new PlimsollError('limit', `read apk database: more than ${MAX_PACKAGES} packages`);
    const draft = toDraft(record, path);
    if (draft) packages.push(draft);
    else unknowns.push(`a record without name or version (${JSON.stringify(record.fields.get('P') ?? '')})`);
  }
  return { packages, unknowns };
}

interface Record {
  readonly fields: ReadonlyMap<string, string>;
  readonly list: FileListReader;
}

function* records(text: string): Generator<Record> {
  let fields = new Map<string, string>();
  let list = new FileListReader();
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line === '') {
      if (fields.size > 0) yield { fields, list };
      fields = new Map();
      list = new FileListReader();
    } else if (line[1] === ':') {
      const key = line[0] as string;
      const value = line.slice(2);
      // Keys of files follow those of the package; `a` and the like have no other meaning.
      if (!list.read(key, value) && !fields.has(key)) fields.set(key, value);
    }
  }
  if (fields.size > 0) yield { fields, list };
}

function toDraft({ fields, list }: Record, path: string): PackageDraft | undefined {
  const field = (key: string): string => fields.get(key)?.trim() ?? '';
  const name = field('P');
  const version = field('V');
  if (!name || !version) return undefined;
  const depends = words(field('D'));
  const provides = words(field('p'));
  const metadata: JsonObject = {
    ...{ package: name, originPackage: field('o'), maintainer: field('m'), version },
    ...{ architecture: field('A'), url: field('U'), description: field('T') },
    ...{ size: numberOf(field('S')), installedSize: numberOf(field('I')) },
    ...{ pullDependencies: depends, provides },
    ...{ pullChecksum: field('C'), gitCommitOfApkPort: field('c') },
    files: list.records,
  };
  return {
    ...{ name, version, type: 'apk', evidence: 'installed', metadataType: 'apk-db-entry', metadata },
    licenses: licensesOf(field('L'), path),
    requires: depends.filter((one) => !one.startsWith('!')).map(withoutVersion),
    provides: provides.map(withoutVersion),
    files: list.paths,
    ...(field('m') && { supplier: `Person: ${field('m')}` }),
    ...(field('U') && { homepage: field('U') }),
    ...(field('T') && { description: field('T') }),
  };
}

// Older packages list names with blanks between them where newer ones have an SPDX expression.
function licensesOf(value: string, path: string): PackageLicense[] {
  const isExpression = /(?:^|[\s)])(?:AND|OR|WITH)[\s(]|[()]/.test(value);
  const values = isExpression ? [value] : words(value);
  return [...new Set(values)].map((one) => ({ value: one, type: 'declared', path }));
}

/** `so:libc.musl-x86_64.so.1=1`, `busybox~1.36`, `a>=2`: the name alone. */
function withoutVersion(dependency: string): string {
  const at = dependency.search(/[<>=~]/);
  return at < 0 ? dependency : dependency.slice(0, at);
}

function words(value: string): string[] {
  return value.split(/\s+/).filter(Boolean);
}

function numberOf(value: string): number {
  return Number.parseInt(value, 10) || 0;
}
