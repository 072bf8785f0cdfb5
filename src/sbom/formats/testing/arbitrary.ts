// Documents that keep the model's promises, of every shape: for properties that hold of all of them.
import fc from 'fast-check';
import type {
  DistributionRecord,
  ImageSourceRecord,
  Package,
  PackageLicense,
  Sbom,
  SbomSource,
} from '../../model.ts';
import { assemble } from '../assemble.ts';
import { PACKAGE_KINDS } from '../kinds.data.ts';
import { derivedRelationships } from '../relationships.ts';

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const digest = hex(64).map((h) => `sha256:${h}`);

/** @param text of names, values and paths: what a format can hold differs */
export function arbitrarySbom(text: fc.Arbitrary<string>): fc.Arbitrary<Sbom> {
  const path = fc
    .array(
      text.map((t) => t.replaceAll('/', '')).filter((t) => t !== ''),
      { minLength: 1, maxLength: 3 },
    )
    .map((parts) => parts.join('/'));
  return fc
    .record({
      source: source(text, path),
      distribution: fc.option(distribution(text), { nil: undefined }),
      scope: fc.constantFrom('squashed' as const, 'all-layers' as const),
      tool: fc.record({ name: text, version: text }),
    })
    .chain((head) => {
      const layers = head.source.image?.layers.length ?? 0;
      return fc
        .tuple(
          fc.array(draft(text, path, layers), { maxLength: 6 }),
          fc.uniqueArray(hex(16), { minLength: 8, maxLength: 8 }),
          fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 8 }),
          fc.array(fc.record({ path, cataloger: fc.constantFrom('npm', 'deb'), reason: text }), {
            maxLength: 2,
          }),
        )
        .map(([drafts, ids, needs, unknowns]) => finish(head, drafts, ids, needs, unknowns));
    });
}

type Head = Pick<Sbom, 'source' | 'scope' | 'tool'> & {
  readonly distribution: DistributionRecord | undefined;
};

function finish(
  { distribution: distro, ...head }: Head,
  drafts: readonly Omit<Package, 'id'>[],
  ids: readonly string[],
  needs: readonly (readonly [number, number])[],
  unknowns: Sbom['unknowns'],
): Sbom {
  const packages = drafts.map((d, i): Package => {
    const isOwned = drafts[0]?.type === 'deb' && i > 0 && d.type === 'npm';
    return { ...d, id: ids[i] as string, ...(isOwned && { ownedBy: ids[0] as string }) };
  });
  const dependencies = needs.flatMap(([a, b]) => {
    const [from, to] = [packages[a]?.id, packages[b]?.id];
    return from && to && from !== to ? [{ from, to, type: 'dependency-of' as const }] : [];
  });
  const relationships = [...derivedRelationships(head.source.id, packages), ...dependencies];
  return assemble(
    {
      ...head,
      ...(distro && { distribution: distro }),
      created: '2026-01-02T03:04:05Z',
      packages,
      relationships,
      unknowns,
    },
    [],
    'test',
  ).sbom;
}

function source(text: fc.Arbitrary<string>, path: fc.Arbitrary<string>): fc.Arbitrary<SbomSource> {
  const tree = fc.record({
    id: hex(16),
    name: text,
    version: fc.oneof(fc.constant(''), digest),
    type: fc.constantFrom('directory' as const, 'file' as const),
    path,
  });
  const image = fc
    .record({ id: hex(16), name: text, record: imageRecord(text) })
    .map(({ id, name, record }) => ({
      id,
      name,
      version: record.manifestDigest,
      type: 'image' as const,
      image: record,
    }));
  return fc.oneof(tree, image);
}

function imageRecord(text: fc.Arbitrary<string>): fc.Arbitrary<ImageSourceRecord> {
  const layers = fc.uniqueArray(fc.record({ diffId: digest, digest, size: fc.nat() }), {
    selector: (l) => l.diffId,
    minLength: 1,
    maxLength: 3,
  });
  return fc
    .record({
      userInput: text,
      imageId: digest,
      manifestDigest: digest,
      mediaType: text,
      tags: fc.array(text, { maxLength: 2 }),
      repoDigests: fc.array(
        digest.map((d) => `docker.io/library/nginx@${d}`),
        { maxLength: 1 },
      ),
      size: fc.nat(),
      layers,
      config: text.map((t) => Buffer.from(t).toString('base64')),
      architecture: text,
      os: text,
      labels: fc.dictionary(
        text.filter((k) => k !== '__proto__'),
        text,
        { maxKeys: 2 },
      ),
    })
    .map(({ layers: chosen, ...record }) => ({
      ...record,
      // The blobs' digests are those of the manifest.
      manifest: Buffer.from(JSON.stringify({ layers: chosen.map((l) => ({ digest: l.digest })) })).toString(
        'base64',
      ),
      layers: chosen.map((l) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...l })),
      labels: { ...record.labels },
    }));
}

function distribution(text: fc.Arbitrary<string>): fc.Arbitrary<DistributionRecord> {
  return fc.record(
    {
      id: fc.constantFrom('debian', 'alpine', 'rhel'),
      name: text,
      prettyName: text,
      idLike: fc.array(fc.constantFrom('debian', 'fedora', 'suse'), { maxLength: 2 }),
      version: text,
      versionId: text,
      versionCodename: text,
      variantId: text,
      buildId: text,
      imageId: text,
      homeUrl: fc.constantFrom('https://example.com/a', 'no reference'),
      supportUrl: fc.constantFrom('https://example.com/b#c', '#{x}'),
      bugReportUrl: text,
      cpeName: text,
    },
    { requiredKeys: ['id', 'name', 'prettyName', 'idLike'] },
  );
}

function license(text: fc.Arbitrary<string>, path: fc.Arbitrary<string>): fc.Arbitrary<PackageLicense> {
  return fc.record(
    {
      value: fc.oneof(text, fc.constantFrom('MIT', 'Apache-2.0')),
      type: fc.constantFrom('declared' as const, 'concluded' as const),
      spdxExpression: fc.constantFrom('MIT', 'MIT OR Apache-2.0', 'GPL-2.0-or-later', 'LicenseRef-x AND MIT'),
      urls: fc.array(fc.constantFrom('https://example.com/licence', 'not a url'), {
        minLength: 1,
        maxLength: 2,
      }),
      path,
    },
    { requiredKeys: ['value', 'type'] },
  );
}

function draft(
  text: fc.Arbitrary<string>,
  path: fc.Arbitrary<string>,
  layers: number,
): fc.Arbitrary<Omit<Package, 'id'>> {
  const layer = layers > 0 ? fc.nat(layers - 1).map((l) => ({ layer: l })) : fc.constant({});
  const location = fc
    .tuple(path, layer, fc.constantFrom('primary' as const, 'supporting' as const))
    .map(([p, l, evidence]) => ({ path: p, ...l, evidence }));
  const types = Object.keys(PACKAGE_KINDS).filter((t) => t !== 'cran') as Package['type'][];
  return fc.record(
    {
      name: text,
      version: fc.oneof(fc.constant(''), text),
      type: fc.oneof(fc.constantFrom('deb' as const, 'npm' as const), fc.constantFrom(...types)),
      language: fc.constantFrom('javascript', 'java'),
      foundBy: fc.constantFrom('', 'npm', 'dpkg'),
      purl: fc.constantFrom('', 'pkg:npm/%40a/b@1.0', 'pkg:deb/debian/x@1:2?arch=all&distro=debian-12'),
      cpes: fc.array(fc.constantFrom('cpe:2.3:a:x:y:1:*:*:*:*:*:*:*', 'cpe:/a:x:y', 'nonsense'), {
        maxLength: 3,
      }),
      licenses: fc.array(license(text, path), { maxLength: 3 }),
      locations: fc.uniqueArray(location, { maxLength: 3, selector: (l) => l.path }),
      evidence: fc.constantFrom('installed' as const, 'declared' as const, 'embedded' as const),
      metadataType: fc.constantFrom('dpkg-db-entry', 'x'),
      metadata: metadata(text),
      virtualPath: text,
      supplier: fc.oneof(
        text,
        text.map((t) => `Person: ${t}`),
        text.map((t) => `Organization: ${t}`),
      ),
      homepage: fc.oneof(text, fc.constant('https://example.com/')),
      description: text,
      introduced: fc
        .tuple(fc.nat(9), fc.constantFrom('yours' as const, 'base' as const, 'unknown' as const), text)
        .map(([at, origin, instruction]) => ({ layer: at, origin, instruction })),
    },
    {
      requiredKeys: [
        'name',
        'version',
        'type',
        'language',
        'foundBy',
        'purl',
        'cpes',
        'licenses',
        'locations',
        'evidence',
      ],
    },
  );
}

function metadata(text: fc.Arbitrary<string>): fc.Arbitrary<NonNullable<Package['metadata']>> {
  const scalar = fc.oneof(text, fc.nat(), fc.boolean(), fc.constant(null), fc.constant(''));
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 2 }),
    fc.dictionary(key(text), scalar, { maxKeys: 2 }).map((d) => ({ ...d })),
    fc.dictionary(key(text), text, { maxKeys: 2 }).map((d) => ({ ...d })),
  );
  return fc
    .dictionary(fc.oneof(key(text), fc.constantFrom('files', 'installedSize', 'a:b', '1')), value, {
      minKeys: 1,
      maxKeys: 4,
    })
    .map((d) => ({ ...d }));
}

function key(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return text.filter((k) => k !== '__proto__');
}
