// What projects ask NuGet for: packages.lock.json, packages.config and central package versions.
import { isObject, type JsonObject, parseJsonObject } from '../../../base/json.ts';
import { parseXml, type XmlElement } from '../../../codec/xml.ts';
import type { PackageDraft } from '../../model.ts';
import { text, withoutMark } from './deps.ts';
import { nugetDraft } from './draft.ts';

export const LOCK_BYTES = 16 * 1024 * 1024;
export const CONFIG_BYTES = 4 * 1024 * 1024;

/** packages.lock.json: every target framework's packages, each once. @throws PlimsollError */
export function parsePackagesLock(bytes: Buffer): PackageDraft[] {
  const document = parseJsonObject(withoutMark(bytes), 'packages.lock.json', { maxBytes: LOCK_BYTES });
  const frameworks = isObject(document.dependencies) ? Object.values(document.dependencies) : [];
  const drafts = new Map<string, PackageDraft>();
  for (const framework of frameworks.filter(isObject))
    for (const [name, row] of Object.entries(framework)) {
      const draft = isObject(row) ? lockDraft(name, row, framework) : undefined;
      if (draft)
        drafts.set(`${draft.name}@${draft.version}`, drafts.get(`${draft.name}@${draft.version}`) ?? draft);
    }
  return [...drafts.values()];
}

function lockDraft(name: string, row: JsonObject, framework: JsonObject): PackageDraft | undefined {
  const version = text(row.resolved);
  // A project of the same solution has no version.
  if (version === '' || name === '') return undefined;
  const needs = isObject(row.dependencies) ? Object.keys(row.dependencies) : [];
  const resolved = needs.flatMap((other) => {
    const key = Object.keys(framework).find((k) => k.toLowerCase() === other.toLowerCase());
    const found = key === undefined ? undefined : framework[key];
    return key !== undefined && isObject(found) ? [`${key}@${text(found.resolved)}`] : [];
  });
  return nugetDraft(name, version, {
    evidence: 'declared',
    requires: resolved,
    metadataType: 'dotnet-packages-lock-entry',
    metadata: { name, version, contentHash: text(row.contentHash), type: text(row.type) },
  });
}

/** packages.config. @throws PlimsollError */
export function parsePackagesConfig(bytes: Buffer): PackageDraft[] {
  const root = parseXml(bytes.toString('utf8'), 'packages.config', { maxBytes: CONFIG_BYTES });
  return root.children.flatMap((e) => draftOf(e, 'package', 'id', 'version'));
}

/** Directory.Packages.props and the like. @throws PlimsollError */
export function parsePackagesProps(bytes: Buffer): PackageDraft[] {
  const root = parseXml(bytes.toString('utf8'), 'packages.props', { maxBytes: CONFIG_BYTES });
  const items = root.children.filter((e) => e.name === 'ItemGroup').flatMap((group) => group.children);
  return items.flatMap((e) => [
    ...draftOf(e, 'PackageVersion', 'Include', 'Version'),
    ...draftOf(e, 'PackageReference', 'Update', 'Version'),
  ]);
}

// A range or a variable of the build is no version.
function draftOf(element: XmlElement, tag: string, nameKey: string, versionKey: string): PackageDraft[] {
  const name = element.attributes[nameKey] ?? '';
  const version = (element.attributes[versionKey] ?? '').replace(/^\[([^,\]]+)\]$/, '$1');
  if (element.name !== tag || name === '' || !/^\d[\w.+-]*$/.test(version)) return [];
  return [nugetDraft(name, version, { evidence: 'declared' })];
}
