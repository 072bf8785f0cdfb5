import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { parseStanzas, type Stanza } from './stanza.ts';

const MAX_PACKAGES = 200_000;

/** Reads a status file: a stanza a package; those whose files are gone (`deinstall`) are left out. */
export function parseStatus({ bytes, isCut }: CatalogFile): ParsedFile {
  const packages: PackageDraft[] = [];
  const unknowns: string[] = isCut ? ['the list of packages is longer than is read'] : [];
  for (const stanza of parseStanzas(bytes.toString('utf8'))) {
    if (packages.length >= MAX_PACKAGES)
      throw new PlimsollError('limit', `read dpkg status: more than ${MAX_PACKAGES} packages`);
    if (/\bdeinstall\b/.test(stanza.get('Status') ?? '')) continue;
    const draft = toDraft(stanza);
    if (draft) packages.push(draft);
    else unknowns.push(`a record without name or version (it begins ${beginning(stanza)})`);
  }
  return { packages, unknowns };
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
    files: conffiles(stanza.get('Conffiles')),
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

function conffiles(value: string | undefined): JsonObject[] {
  return (value ?? '').split('\n').flatMap((line) => {
    const match = /^\s*(\/\S+)\s+([0-9a-f]{32})(?:\s|$)/.exec(line);
    return match
      ? [
          {
            path: match[1] as string,
            digest: { algorithm: 'md5', value: match[2] as string },
            isConfigFile: true,
          },
        ]
      : [];
  });
}

function beginning(stanza: Stanza): string {
  const [key, value] = [...stanza][0] ?? ['', ''];
  return JSON.stringify(`${key}: ${value}`.slice(0, 60));
}
