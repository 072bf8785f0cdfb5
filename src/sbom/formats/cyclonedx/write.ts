import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../../base/json.ts';
import { plural } from '../../../base/text.ts';
import type { Sbom } from '../../model.ts';
import { dependenciesOf, droppedRelationships } from '../relationships.ts';
import { filled } from '../values.ts';
import { type ComponentContext, referenceOf, writeComponent } from './component.ts';
import { isFileList } from './properties.ts';
import { writeOperatingSystem, writeSource } from './source.ts';

/** Of CycloneDX; the default first. */
export const CYCLONEDX_VERSIONS = ['1.7', '1.6', '1.5'] as const;

export interface CycloneDocument {
  /** In the shape of its JSON; the XML is written from it. */
  readonly document: JsonObject;
  readonly dropped: readonly string[];
}

/** An SBOM as CycloneDX of a version. Pure: the serial number follows from the content. */
export function cycloneDocument(sbom: Sbom, version: string = CYCLONEDX_VERSIONS[0]): CycloneDocument {
  const references = new Map(sbom.packages.map((p) => [p.id, referenceOf(p)]));
  const diffIds = (sbom.source.image?.layers ?? []).map((l) => l.diffId);
  const context: ComponentContext = { version, diffIds, references };
  const body: JsonObject = {
    $schema: `http://cyclonedx.org/schema/bom-${version}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion: version,
    version: 1,
    metadata: metadataOf(sbom),
    components: [
      ...sbom.packages.map((p) => writeComponent(p, context)),
      ...(sbom.distribution ? [writeOperatingSystem(sbom.distribution)] : []),
    ],
    dependencies: [...dependenciesOf(sbom)]
      .filter(([id]) => references.has(id))
      .map(([id, needs]) => ({
        ref: references.get(id) as string,
        dependsOn: needs.flatMap((need) => references.get(need) ?? []),
      })),
  };
  return {
    document: { ...body, serialNumber: `urn:uuid:${contentUuid(canonicalJson(body))}` },
    dropped: droppedBy(sbom),
  };
}

function metadataOf(sbom: Sbom): JsonObject {
  const properties = [
    ...(sbom.scope === 'squashed' ? [] : [{ name: 'plimsoll:scope', value: sbom.scope }]),
    ...sbom.unknowns.map((unknown) => ({ name: 'plimsoll:unknown', value: canonicalJson(unknown) })),
  ];
  return {
    ...filled({ timestamp: sbom.created }),
    tools: {
      components: [{ type: 'application', name: sbom.tool.name, ...filled({ version: sbom.tool.version }) }],
    },
    component: writeSource(sbom.source),
    ...(properties.length > 0 && { properties }),
  };
}

function droppedBy(sbom: Sbom): string[] {
  const lists = sbom.packages.filter((p) => isFileList('files', p.metadata?.files));
  return [
    ...(lists.length > 0 ? [`the file lists of ${plural(lists.length, 'package')}`] : []),
    ...droppedRelationships(sbom),
  ];
}

/** A UUID of version 5 (RFC 9562, 5.5) below a name space of plimsoll's own. */
export function contentUuid(content: string): string {
  const namespace = Buffer.from('8f1d3a6c2b7e4f0d9a5c6e1b0f2d4a38', 'hex');
  const bytes = createHash('sha1').update(namespace).update(content).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
