import { canonicalJson, type JsonObject } from '../../../base/json.ts';
import type { DistributionRecord, SbomSource } from '../../model.ts';
import { imagePurl, isSourceType, readImageRecord } from '../image-record.ts';
import { isIri } from '../iri.ts';
import { readDistribution, writeDistribution } from '../syft-json/source.ts';
import { filled, textOf } from '../values.ts';
import { firstOf, jsonOf, propertiesOf, readProperties, withPrefix } from './properties.ts';

/** `metadata.component`: what the document describes. */
export function writeSource(source: SbomSource): JsonObject {
  const { id, name, version, type, path, image } = source;
  const purl = image && imagePurl(image);
  return {
    'bom-ref': id,
    type: type === 'image' ? 'container' : 'file',
    name,
    ...filled({ version, purl }),
    properties: propertiesOf({
      'plimsoll:source:type': type,
      'plimsoll:source:path': path,
      'plimsoll:image': image ? canonicalJson(image) : '',
    }),
  };
}

/** Reads plimsoll's, syft's and trivy's way of saying what was looked at. */
export function readSource(component: JsonObject, reference: string): SbomSource {
  const properties = readProperties(component);
  const name = textOf(component.name);
  const version = textOf(component.version);
  const said = firstOf(properties, 'plimsoll:source:type');
  const type = isSourceType(said) ? said : component.type === 'container' ? 'image' : 'unknown';
  const exact = jsonOf(firstOf(properties, 'plimsoll:image'));
  const many = (key: string): string[] =>
    (properties.get(`aquasecurity:trivy:${key}`) ?? []).flatMap((v) => v.split(',')).filter(Boolean);
  const foreign = {
    userInput: name,
    imageId: many('ImageID')[0] ?? '',
    manifestDigest: /^sha\d+:/.test(version) ? version : '',
    layers: many('DiffID').map((diffId) => ({ diffId })),
    tags: many('RepoTag'),
    repoDigests: many('RepoDigest'),
    labels: {},
  };
  return {
    id: reference,
    name,
    version,
    type,
    ...filled({ path: firstOf(properties, 'plimsoll:source:path') }),
    ...(type === 'image' && {
      image: readImageRecord(Object.keys(exact).length > 0 ? exact : foreign),
    }),
  };
}

/** The `operating-system` component, as syft writes it. */
export function writeOperatingSystem(distribution: DistributionRecord): JsonObject {
  const { id, versionId, prettyName, homeUrl, supportUrl, bugReportUrl } = distribution;
  const { idLike: _, ...texts } = writeDistribution(distribution);
  const references = [
    { type: 'issue-tracker', url: bugReportUrl ?? '' },
    { type: 'website', url: homeUrl ?? '' },
    { type: 'support', url: supportUrl ?? '' },
  ].filter(({ url }) => isIri(url));
  return {
    'bom-ref': `os:${id}@${versionId ?? ''}`,
    type: 'operating-system',
    name: id,
    ...filled({ version: versionId, description: prettyName }),
    swid: { tagId: id, name: id, ...filled({ version: versionId }) },
    ...(references.length > 0 && { externalReferences: references }),
    properties: [
      ...propertiesOf(
        Object.fromEntries(
          Object.entries(texts).map(([key, value]) => [`syft:distro:${key}`, textOf(value)]),
        ),
      ),
      ...propertiesOf(
        Object.fromEntries(distribution.idLike.map((like, i) => [`syft:distro:idLike:${i}`, like])),
      ),
    ],
  };
}

export function readOperatingSystem(component: JsonObject): DistributionRecord | undefined {
  const properties = readProperties(component);
  const fields = Object.fromEntries(withPrefix(properties, 'syft:distro:'));
  const idLike = withPrefix(properties, 'syft:distro:idLike').map(([, value]) => value);
  const version = textOf(component.version);
  return readDistribution({
    ...(version && { versionID: version }),
    ...fields,
    id: fields.id ?? textOf(component.name).toLowerCase(),
    name: fields.name ?? textOf(component.name),
    idLike: idLike.filter(Boolean),
  });
}
