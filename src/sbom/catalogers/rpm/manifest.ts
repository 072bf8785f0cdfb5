import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { draftOf } from './package.ts';

/**
 * Reads `container-manifest-2`, which distroless images of Azure Linux have in place of a database: a line a package, ten
 * fields between tabs, as `rpm -qa --qf` wrote them.
 */
export function parseManifest({ bytes, isCut }: CatalogFile): ParsedFile {
  const unknowns = isCut ? ['the list of packages is longer than is read'] : [];
  const packages: PackageDraft[] = [];
  for (const line of bytes.toString('utf8').split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const draft = packageOfLine(line.split('\t'));
    if (draft) packages.push(draft);
    else unknowns.push(`a line that is no package (it begins ${JSON.stringify(line.slice(0, 60))})`);
  }
  return { packages, unknowns };
}

function packageOfLine(fields: readonly string[]): PackageDraft | undefined {
  const [name, evr, , , vendor, epoch, size, architecture, epochNumber, sourceRpm] = fields;
  const [, version, release] = /^(.+)-([^-]+)$/.exec(evr ?? '') ?? [];
  if (!name || !version || !release || sourceRpm === undefined) return undefined;
  const given = epoch === '(none)' ? Number.NaN : Number.parseInt(epochNumber ?? epoch ?? '', 10);
  const identity = {
    ...{ name, version, release },
    epoch: Number.isNaN(given) ? null : given,
    architecture: known(architecture),
    sourceRpm: known(sourceRpm),
    size: Number.parseInt(size ?? '', 10) || 0,
    vendor: known(vendor),
  };
  return draftOf(identity, { ...identity, files: [] });
}

function known(value: string | undefined): string {
  return value === undefined || value === '(none)' ? '' : value;
}
