import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { parseConffiles } from './lists.ts';
import { parseStanzas, type Stanza } from './stanza.ts';

const MAX_PACKAGES = 100_000;

/** Reads a status file: a stanza a package; those whose files are gone are left out. */
export function parseStatus({ bytes, isCut }: CatalogFile): ParsedFile {
  const packages: PackageDraft[] = [];
  const unknowns: string[] = isCut ? ['the list of packages is longer than is read'] : [];
  for (const stanza of parseStanzas(bytes.toString('utf8'))) {
    if (packages.length >= MAX_PACKAGES)
      throw new PlimsollError('limit', `read dpkg status: more than ${MAX_PACKAGES} packages`);
    if (!isInstalled(stanza)) continue;
    const draft = toDraft(stanza);
    if (draft) packages.push(draft);
    else unknowns.push(`a record without name or version (it begins ${beginning(stanza)})`);
  }
  return { packages, unknowns };
}

// Status is what is wanted, a flag, and the state: `hold ok installed`. What is only half configured, waits for triggers
// or is marked for removal still has its files. Distroless records have no such field.
function isInstalled(stanza: Stanza): boolean {
  const words = (stanza.get('Status') ?? '').split(/\s+/);
  const state = words[2];
  if (state) return state !== 'config-files' && state !== 'not-installed';
  return !words.includes('deinstall') && !words.includes('purge');
}

function toDraft(stanza: Stanza): PackageDraft | undefined {
  const name = stanza.get('Package');
  const version = stanza.get('Version');
  if (!name || !version) return undefined;
  const source = /^(\S+)(?:\s+\(([^()]+)\))?/.exec(stanza.get('Source') ?? '');
  const architecture = stanza.get('Architecture') ?? '';
  const maintainer = stanza.get('Maintainer');
  const homepage = stanza.get('Homepage');
  const metadata: JsonObject = {
    package: name,
    source: source?.[1] ?? '',
    version,
    sourceVersion: source?.[2] ?? '',
    architecture,
    maintainer: maintainer ?? '',
    installedSize: Number.parseInt(stanza.get('Installed-Size') ?? '0', 10) || 0,
    ...listField('provides', stanza.get('Provides')),
    ...listField('depends', stanza.get('Depends')),
    ...listField('preDepends', stanza.get('Pre-Depends')),
    files: parseConffiles(stanza.get('Conffiles') ?? ''),
  };
  return {
    name,
    version,
    type: 'deb',
    evidence: 'installed',
    metadataType: 'dpkg-db-entry',
    metadata,
    requires: [...names(stanza.get('Pre-Depends')), ...names(stanza.get('Depends'))],
    provides: names(stanza.get('Provides')),
    ...(maintainer && { supplier: `Person: ${maintainer}` }),
    ...(homepage && { homepage }),
    ...descriptionOf(stanza),
  };
}

function descriptionOf(stanza: Stanza): { description?: string } {
  const description = stanza.get('Description')?.split('\n')[0];
  return description ? { description } : {};
}

function listField(key: string, value: string | undefined): JsonObject {
  const items = split(value);
  return items.length > 0 ? { [key]: items } : {};
}

/** Package names of a dependency field: alternatives each, without versions and architectures. */
function names(value: string | undefined): string[] {
  return split(value)
    .flatMap((item) => item.split('|').map((one) => (/^\s*([^\s(:[<]+)/.exec(one)?.[1] ?? '').trim()))
    .filter(Boolean);
}

function split(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

function beginning(stanza: Stanza): string {
  const [key, value] = [...stanza][0] ?? ['', ''];
  return JSON.stringify(`${key}: ${value}`.slice(0, 60));
}
