import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { pythonDraft } from './draft.ts';

const MAX_PINS = 10_000;

/** Reads the pins that a setup.py writes out: strings such as `'requests==2.31.0'`. Nothing is run. */
export function parseSetupPy({ bytes }: CatalogFile): ParsedFile {
  const pin =
    /["']([A-Za-z0-9][\w.-]{0,200})(?:\[[\w\s,.-]{0,200}\])?[ \t]{0,8}={2,3}[ \t]{0,8}(\d[\w.+!-]{0,100})[ \t]{0,8}(?=["';,])/g;
  const packages: PackageDraft[] = [];
  for (const match of bytes.toString('utf8').matchAll(pin)) {
    if (packages.length >= MAX_PINS) break;
    const [, name, version] = match as unknown as [string, string, string];
    const metadata = { name, versionConstraint: `==${version}` };
    packages.push(pythonDraft({ name, version }, 'declared', 'python-pip-requirements-entry', metadata));
  }
  return { packages };
}
