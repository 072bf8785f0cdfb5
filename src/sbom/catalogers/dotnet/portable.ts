// A Windows program or library, and what its version resource says of it.
import type { JsonObject } from '../../../base/json.ts';
import { type Executable, readPeVersion } from '../../../codec/executable/index.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { PackageDraft } from '../../model.ts';
import { nugetDraft } from './draft.ts';

const MAX_TEXT = 512;

/** The component that a PE file is; undefined where it names no version. */
export function portableDraft(path: string, executable: Executable): PackageDraft | undefined {
  const program = executable.format === 'pe' ? executable.programs[0] : undefined;
  const resource = program && readPeVersion(program);
  if (!resource) return undefined;
  const field = (key: string): string => (resource.strings[key] ?? '').slice(0, MAX_TEXT);
  const version = versionOf(field, resource.fileVersion ?? '0.0.0.0');
  if (version === '') return undefined;
  const vendor = field('CompanyName');
  const supplier = vendor ? { supplier: `Organization: ${vendor}` } : {};
  if (program.isManaged)
    return nugetDraft(assemblyName(path, field), version, {
      evidence: 'installed',
      ...supplier,
      metadataType: 'dotnet-portable-executable-entry',
      metadata: managedMetadata(field),
    });
  const name = field('ProductName') || field('FileDescription') || assemblyName(path, field);
  return {
    name,
    version,
    type: 'binary',
    evidence: 'embedded',
    purl: formatPurl({ type: 'generic', name, version }),
    ...supplier,
    metadataType: 'pe-binary',
    metadata: { versionResources: Object.keys(resource.strings).map((key) => ({ key, value: field(key) })) },
  };
}

function managedMetadata(field: (key: string) => string): JsonObject {
  return {
    assemblyVersion: field('Assembly Version') || field('AssemblyVersion'),
    legalCopyright: field('LegalCopyright'),
    comments: field('Comments'),
    internalName: field('InternalName'),
    companyName: field('CompanyName'),
    productName: field('ProductName'),
    productVersion: field('ProductVersion'),
  };
}

// An assembly is called by its file's name, which is nearly always that of its NuGet package; ProductName is for people.
function assemblyName(path: string, field: (key: string) => string): string {
  const isName = (name: string): boolean => /^[\w.-]+\.(?:dll|exe)$/i.test(name);
  const file = [field('OriginalFilename'), field('InternalName')].find(isName) ?? baseNameOf(path);
  return file.replace(/\.(?:dll|exe)$/i, '');
}

// ProductVersion is the package's (`13.0.3+0a2e291c0d9c0c7675d445703e51750363a549ef`), but some set only the file's: the
// greater in its first two numbers wins.
function versionOf(field: (key: string) => string, fixed: string): string {
  const product = plainVersion(field('ProductVersion'));
  const file = plainVersion(field('FileVersion')) || (fixed === '0.0.0.0' ? '' : plainVersion(fixed));
  if (product === '' || file === '') return product || file;
  const [a, b] = [product, file].map((v) => v.split(/[.-]/).map(Number)) as [number[], number[]];
  const isOlder = (a[0] ?? 0) < (b[0] ?? 0) || (a[0] === b[0] && (a[1] ?? 0) < (b[1] ?? 0));
  return isOlder ? file : product;
}

// `1, 2, 3, 4` and `6.0.100 @BuiltBy: x` are seen; what is added by `+` tells the build.
function plainVersion(text: string): string {
  const spaced = text.trim().replace(/\s*,\s*/g, '.');
  return /^v?(\d{1,9}(?:\.\d{1,9}){1,3}(?:-[0-9A-Za-z.-]{1,64})?)(?:[+\s(]|$)/.exec(spaced)?.[1] ?? '';
}
