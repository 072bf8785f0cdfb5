import { formatPurl } from '../../../codec/purl/index.ts';
import { parentOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { parseRelease, releaseMetadata } from './release.ts';

const MAX_FILES = 10_000;
const MAX_DEPTH = 12;

/** JDKs and JREs, by the `release` file in their folder. */
export const jvm: Cataloger = {
  id: 'jvm',
  version: 1,
  title: 'Java runtimes (JDK and JRE release files)',
  evidence: ['installed'],
  files: [{ glob: '**/release', bytes: 256 * 1024 }],
  parse: parseFile,
  complete: (found, view) => found.map((one) => withFiles(one, view)),
};

function parseFile({ path, bytes }: CatalogFile): ParsedFile {
  const release = parseRelease(bytes.toString('utf8'));
  return release ? { packages: [draftOf(release, path)] } : {};
}

function draftOf(release: Readonly<Record<string, string>>, path: string): PackageDraft {
  const { fullVersion, javaRuntimeVersion, javaVersion = '', sourceRepo } = release;
  const version = fullVersion ?? javaRuntimeVersion ?? javaVersion;
  const product = productOf(release, path);
  return {
    name: product.name,
    version,
    type: 'binary',
    evidence: 'installed',
    purl: formatPurl({
      type: 'generic',
      namespace: product.vendor,
      name: product.name,
      version,
      ...(sourceRepo && { qualifiers: { repository_url: sourceRepo } }),
    }),
    cpes: cpesOf(product, version),
    metadataType: 'java-jvm-installation',
    metadata: { release: releaseMetadata(release), files: [] },
  };
}

interface Product {
  readonly vendor: string;
  readonly name: string;
}

// Oracle's own builds of old did not name who made them; their licence and their advisories are others than OpenJDK's.
function productOf(release: Readonly<Record<string, string>>, path: string): Product {
  const maker = (release.implementor ?? '').toLowerCase();
  const isOracle = release.buildType === 'commercial' || maker.startsWith('oracle');
  const isJre = release.imageType === 'JRE' || /(?:^|[/_-])jre(?:[\d._/-]|$)/i.test(parentOf(path));
  if (isOracle && !/openjdk|open-jdk/i.test(path)) return { vendor: 'oracle', name: isJre ? 'jre' : 'jdk' };
  if (maker.includes('azul')) return { vendor: 'azul', name: 'zulu' };
  return { vendor: 'oracle', name: 'openjdk' };
}

// NVD writes Java 8's updates into the update field: 1.8.0_411 is 1.8.0 update411.
function cpesOf({ vendor, name }: Product, version: string): string[] {
  const match = /^(\d+(?:\.\d+)*)(?:_(\d+))?/.exec(version);
  if (!match) return [];
  const update = match[2] ? `update${match[2]}` : '*';
  const cpe = (v: string, product: string): string =>
    `cpe:2.3:a:${v}:${product}:${match[1]}:${update}:*:*:*:*:*:*`;
  if (name === 'jdk' || name === 'jre')
    return ['java_se', 'jre', ...(name === 'jdk' ? ['jdk'] : [])].map((product) => cpe('oracle', product));
  return name === 'zulu' ? [cpe('azul', 'zulu'), cpe('oracle', 'openjdk')] : [cpe(vendor, name)];
}

function withFiles(found: FoundPackage, view: CatalogView): FoundPackage {
  const folder = parentOf(found.path);
  if (folder === '') return found;
  const files: string[] = [];
  collect(folder, view, files, 0);
  const metadata = { ...found.draft.metadata, files: files.sort().map((file) => `/${file}`) };
  return { ...found, draft: { ...found.draft, metadata } };
}

function collect(folder: string, view: CatalogView, files: string[], depth: number): void {
  for (const name of view.list(folder)) {
    if (files.length >= MAX_FILES) return;
    const path = `${folder}/${name}`;
    // Links lead out of the installation, or back into it.
    if (view.resolve(path) !== path) continue;
    if (depth < MAX_DEPTH && view.list(path).length > 0) collect(path, view, files, depth + 1);
    else files.push(path);
  }
}
