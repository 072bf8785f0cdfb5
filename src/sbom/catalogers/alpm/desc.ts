import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';

/** Sections of a record of pacman's local database: `%NAME%`, then values a line, up to a blank one. */
export function parseSections(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd();
    const name = /^%([A-Z0-9]+)%$/.exec(line)?.[1];
    if (name) {
      current = [];
      sections.set(name, current);
    } else if (line === '') current = undefined;
    else current?.push(line);
  }
  return sections;
}

/** Reads a package's `desc`. @throws PlimsollError `malformed` where name or version is missing */
export function parseDesc({ bytes, path }: CatalogFile): ParsedFile {
  const sections = parseSections(bytes.toString('utf8'));
  const first = (name: string): string => sections.get(name)?.[0] ?? '';
  const list = (name: string): string[] => [...(sections.get(name) ?? [])];
  const name = first('NAME');
  const version = first('VERSION');
  if (!name || !version)
    throw new PlimsollError('malformed', 'read alpm record: it has no name or no version');
  const metadata: JsonObject = {
    ...{ basepackage: first('BASE'), package: name, version, description: first('DESC') },
    ...{ architecture: first('ARCH'), size: numberOf(first('SIZE')), packager: first('PACKAGER') },
    ...{ url: first('URL'), validation: first('VALIDATION'), reason: numberOf(first('REASON')) },
    ...{ files: [], backup: [] },
    ...(sections.has('PROVIDES') && { provides: list('PROVIDES') }),
    ...(sections.has('DEPENDS') && { depends: list('DEPENDS') }),
  };
  const draft: PackageDraft = {
    ...{ name, version, type: 'alpm', evidence: 'installed', metadataType: 'alpm-db-entry', metadata },
    licenses: list('LICENSE').map((value) => ({ value, type: 'declared', path })),
    requires: list('DEPENDS').map(withoutVersion),
    provides: list('PROVIDES').map(withoutVersion),
    ...(first('PACKAGER') && { supplier: `Person: ${first('PACKAGER')}` }),
    ...(first('URL') && { homepage: first('URL') }),
    ...(first('DESC') && { description: first('DESC') }),
  };
  return { packages: [draft] };
}

function withoutVersion(dependency: string): string {
  return (/^[^<>=:]+/.exec(dependency)?.[0] ?? dependency).trim();
}

function numberOf(value: string): number {
  return Number.parseInt(value, 10) || 0;
}
