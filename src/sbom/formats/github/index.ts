// GitHub's dependency submission: a manifest for each file that packages were read from. It cannot be read back. The
// commit (`sha`, `ref`, `job`) is for the workflow that submits it to fill in: an image does not know it.
import { canonicalJson, type JsonObject } from '../../../base/json.ts';
import { plural } from '../../../base/text.ts';
import type { Package, Sbom } from '../../model.ts';
import type { SbomFormat, Written } from '../format.ts';
import { dependenciesOf } from '../relationships.ts';

export const github: SbomFormat = {
  name: 'github',
  title: 'GitHub dependency snapshot',
  write: (sbom, { compact }): Written => {
    const named = sbom.packages.filter((p) => p.purl !== '');
    const without = sbom.packages.length - named.length;
    return {
      text: `${canonicalJson(snapshotOf(sbom, named), compact ? undefined : 2)}\n`,
      dropped: [
        ...(without > 0 ? [`${plural(without, 'package')} without a package URL`] : []),
        'licences, layers, owners and records of packages',
      ],
    };
  },
};

function snapshotOf(sbom: Sbom, packages: readonly Package[]): JsonObject {
  const { source, tool, created } = sbom;
  const needs = dependenciesOf(sbom);
  const purls = new Map(packages.map((p) => [p.id, p.purl]));
  const isNeeded = new Set([...needs.values()].flat());
  const manifests = new Map<string, { file: string; layer: string; resolved: JsonObject }>();
  for (const pkg of packages) {
    const place = pkg.locations[0];
    const file = place?.path ?? '';
    const layer = place?.layer === undefined ? '' : (source.image?.layers[place.layer]?.diffId ?? '');
    const name = source.image ? `${source.image.userInput}:/${file}` : file || source.name;
    const manifest = manifests.get(name) ?? { file: name, layer, resolved: {} };
    manifests.set(name, manifest);
    manifest.resolved[pkg.purl] = {
      package_url: pkg.purl,
      relationship: isNeeded.has(pkg.id) ? 'indirect' : 'direct',
      scope: 'runtime',
      dependencies: (needs.get(pkg.id) ?? []).flatMap((id) => purls.get(id) ?? []),
    };
  }
  return {
    version: 0,
    job: {},
    detector: { name: tool.name, version: tool.version, url: 'https://www.npmjs.com/package/plimsoll' },
    scanned: created,
    metadata: sbom.distribution
      ? { 'plimsoll:distro': `${sbom.distribution.id}@${sbom.distribution.versionId ?? ''}` }
      : {},
    manifests: Object.fromEntries(
      [...manifests].map(([name, { file, layer, resolved }]) => [
        name,
        {
          name,
          file: { source_location: file },
          metadata: layer ? { 'plimsoll:filesystem': layer } : {},
          resolved,
        },
      ]),
    ),
  };
}
