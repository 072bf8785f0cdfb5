import type { JsonObject } from '../../../base/json.ts';
import { contentId } from '../../identity.ts';
import type { Package, PackageLocation, SbomSource } from '../../model.ts';
import { presumedEvidence } from '../assemble.ts';
import { parseExact } from '../exact-licence.ts';
import { readExtras } from '../extras.ts';
import { languageOf, packageTypeOf, typeOfPurl } from '../kinds.ts';
import { sourcePackageMetadata, withEpoch } from '../upstream.ts';
import { filled, objectOf, objectsOf, textOf, withoutSlash } from '../values.ts';
import { readLicences } from './licences.ts';
import { firstOf, type PropertyMap, readLocations, readMetadata, readProperties } from './properties.ts';

export interface ReadContext {
  /** Layer indices by diffID. */
  readonly layers: ReadonlyMap<string, number>;
  readonly sourceType: SbomSource['type'];
  /** Package ids by reference. */
  readonly ids: ReadonlyMap<string, string>;
  /** Paths by reference, where the document says them elsewhere. */
  readonly placedIn: ReadonlyMap<string, string>;
}

/** One component as a package. */
export function readComponent(component: JsonObject, context: ReadContext): Package {
  const properties = readProperties(component);
  const ref = textOf(component['bom-ref']);
  const purl = textOf(component.purl);
  const type = packageTypeOf(firstOf(properties, 'syft:package:type')) ?? guessType(component, purl);
  const metadataType = firstOf(properties, 'syft:package:metadataType');
  const version = withEpoch(textOf(component.version), type, purl);
  const name = nameOf(component, properties, purl);
  const metadata = readMetadata(properties);
  const upstream = metadata
    ? undefined
    : sourcePackageMetadata(type, { name, version }, trivySource(properties));
  const owner = firstOf(properties, 'plimsoll:ownedBy');
  const cpe = textOf(component.cpe);
  return {
    id: context.ids.get(ref) ?? contentId({ component }),
    name,
    version,
    type,
    language: properties.has('syft:package:type')
      ? firstOf(properties, 'syft:package:language')
      : languageOf(type),
    foundBy: firstOf(properties, 'syft:package:foundBy'),
    purl,
    cpes: [...(cpe ? [cpe] : []), ...(properties.get('syft:cpe23') ?? [])],
    licenses: readLicences(component.licenses, parseExact(firstOf(properties, 'plimsoll:licenses'))),
    locations: locationsOf(component, properties, context),
    ...(metadataType && { metadataType }),
    ...(metadata ? { metadata } : upstream),
    ...(owner && { ownedBy: context.ids.get(owner) ?? owner }),
    ...extrasOf(component, properties, presumedEvidence(type, context.sourceType)),
  };
}

function trivySource(properties: PropertyMap): { name: string; version: string } {
  const field = (key: string): string => firstOf(properties, `aquasecurity:trivy:Src${key}`);
  const epoch = field('Epoch') ? `${field('Epoch')}:` : '';
  const release = field('Release') ? `-${field('Release')}` : '';
  return { name: field('Name'), version: `${epoch}${field('Version')}${release}` };
}

function guessType(component: JsonObject, purl: string): Package['type'] {
  return purl === '' && component.type === 'application' ? 'binary' : typeOfPurl(purl);
}

// trivy splits names as package URLs do; an artifact of Maven is known by its own.
function nameOf(component: JsonObject, properties: PropertyMap, purl: string): string {
  const [group, name] = [textOf(component.group), textOf(component.name)];
  if (group === '' || properties.has('syft:package:type') || purl.startsWith('pkg:maven/')) return name;
  return `${group}/${name}`;
}

function locationsOf(
  component: JsonObject,
  properties: PropertyMap,
  { layers, placedIn }: ReadContext,
): PackageLocation[] {
  const own = readLocations(properties, layers);
  if (own.length > 0) return own;
  const layer = layers.get(firstOf(properties, 'aquasecurity:trivy:LayerDiffID'));
  const at = layer === undefined ? {} : { layer };
  const occurrences = objectsOf(objectOf(component.evidence).occurrences).map((o) => textOf(o.location));
  const path =
    firstOf(properties, 'aquasecurity:trivy:FilePath') || placedIn.get(textOf(component['bom-ref'])) || '';
  const paths = occurrences.length > 0 ? occurrences : [path];
  return [...new Set(paths.filter(Boolean).map(withoutSlash))].map((one) => ({
    path: one,
    ...at,
    evidence: 'primary',
  }));
}

function extrasOf(
  component: JsonObject,
  properties: PropertyMap,
  presumed: Package['evidence'],
): ReturnType<typeof readExtras> {
  const layer = firstOf(properties, 'plimsoll:introduced:layer');
  const supplier = textOf(objectOf(component.supplier).name) || textOf(component.publisher);
  const website = objectsOf(component.externalReferences).find((r) => r.type === 'website');
  const introduced = {
    layer: Number(layer),
    ...filled({
      instruction: firstOf(properties, 'plimsoll:introduced:instruction'),
      origin: firstOf(properties, 'plimsoll:introduced:origin'),
    }),
  };
  return readExtras(
    {
      evidence: firstOf(properties, 'plimsoll:evidence'),
      ...(/^\d{1,6}$/.test(layer) && { introduced }),
      virtualPath: firstOf(properties, 'plimsoll:virtualPath'),
      supplier: firstOf(properties, 'plimsoll:supplier') || (supplier && `Organization: ${supplier}`),
      homepage: firstOf(properties, 'plimsoll:homepage') || textOf(website?.url),
      description: textOf(component.description),
    },
    presumed,
  );
}
