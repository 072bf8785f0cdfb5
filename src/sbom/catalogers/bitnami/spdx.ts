import { isObject, type JsonObject, type JsonValue, parseJsonObject } from '../../../base/json.ts';
import { parsePurl } from '../../../codec/purl/index.ts';
import { parentOf } from '../../../image/layers/path.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft, PackageLicense } from '../../model.ts';

/** Reads the SPDX document that Bitnami puts beside each of its components. @throws PlimsollError `malformed`, `limit` */
export function parseBitnamiSpdx({ path, bytes }: CatalogFile): ParsedFile {
  const document = parseJsonObject(bytes, path);
  const packages = objects(document.packages);
  const drafts = new Map<string, PackageDraft>();
  const unknowns: string[] = [];
  for (const one of packages) {
    const draft = draftOf(one, path, unknowns);
    if (draft) drafts.set(text(one.SPDXID), draft);
  }
  const contains = relations(document);
  return {
    packages: [...drafts].map(([id, draft]) => withContents(id, draft, { drafts, contains, document, path })),
    unknowns,
  };
}

interface Contents {
  readonly drafts: ReadonlyMap<string, PackageDraft>;
  readonly contains: ReadonlyMap<string, readonly string[]>;
  readonly document: JsonObject;
  readonly path: string;
}

function draftOf(one: JsonObject, path: string, unknowns: string[]): PackageDraft | undefined {
  const references = objects(one.externalRefs);
  const locator = (type: string): string[] =>
    references.filter((r) => r.referenceType === type).map((r) => text(r.referenceLocator));
  const purl = locator('purl').find((p) => p.startsWith('pkg:bitnami/'));
  if (!purl) return undefined;
  try {
    const parsed = parsePurl(purl);
    const version = parsed.version ?? text(one.versionInfo);
    return {
      ...{ name: parsed.name, version, type: 'bitnami', evidence: 'installed', purl },
      cpes: locator('cpe23Type'),
      licenses: licensesOf(one, path),
      metadataType: 'bitnami-sbom-entry',
      metadata: metadataOf(parsed.name, version, parsed.qualifiers ?? {}, parentOf(path)),
    };
  } catch {
    unknowns.push(`a package URL that is none (${JSON.stringify(purl.slice(0, 100))})`);
    return undefined;
  }
}

/** `1.25.3-4` is version 1.25.3 in Bitnami's fourth build of it. */
export function metadataOf(
  name: string,
  full: string,
  { arch = '', distro = '' }: Readonly<Record<string, string>>,
  folder: string,
): JsonObject {
  const hyphen = full.lastIndexOf('-');
  const [version, revision] = hyphen > 0 ? [full.slice(0, hyphen), full.slice(hyphen + 1)] : [full, ''];
  return { name, arch, distro, revision, version, path: `/${folder}`, files: [] };
}

function licensesOf(one: JsonObject, path: string): PackageLicense[] {
  const declared = text(one.licenseDeclared) || text(one.licenseConcluded);
  return ['', 'NOASSERTION', 'NONE'].includes(declared) ? [] : [{ value: declared, type: 'declared', path }];
}

function relations(document: JsonObject): ReadonlyMap<string, readonly string[]> {
  const contains = new Map<string, string[]>();
  for (const { spdxElementId, relatedSpdxElement, relationshipType } of objects(document.relationships)) {
    if (relationshipType !== 'CONTAINS') continue;
    const list = contains.get(text(spdxElementId)) ?? [];
    list.push(text(relatedSpdxElement));
    contains.set(text(spdxElementId), list);
  }
  return contains;
}

// Files are named from the folder that the document lies in.
function withContents(
  id: string,
  draft: PackageDraft,
  { drafts, contains, document, path }: Contents,
): PackageDraft {
  const inside = new Set(contains.get(id) ?? []);
  const parts = [...inside].flatMap((one) => drafts.get(one) ?? []);
  const files = objects(document.files)
    .filter((file) => inside.has(text(file.SPDXID)))
    .map((file) => `${parentOf(path)}/${text(file.fileName).replace(/^(?:\.?\/)+/, '')}`);
  return {
    ...draft,
    requires: parts.map((part) => `${part.name}@${part.version}`),
    files,
    metadata: { ...draft.metadata, files: files.map((file) => `/${file}`) },
  };
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
