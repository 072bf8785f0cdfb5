// The official CycloneDX schemas, as a judge that is not our code.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res', 'schema');

/** Path of a file of the schemas: `bom-1.6.SNAPSHOT.xsd`. */
export function schemaPath(name: string): string {
  return join(folder, name);
}

function schema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(schemaPath(name), 'utf8')) as Record<string, unknown>;
}

const ajv = new Ajv({ strict: false, allErrors: false });
(addFormats as unknown as { default?: (a: Ajv) => void } & ((a: Ajv) => void))(ajv);
ajv.addFormat('iri-reference', /^[^\s<>"{}|\\^`\x00-\x20]*$/);
ajv.addFormat('idn-email', /^[^@\s]+@[^@\s]+$/);
for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs'].map((n) => `${n}.SNAPSHOT.schema.json`))
  ajv.addSchema({ ...schema(name), $id: `http://cyclonedx.org/schema/${name}` });
const validators = new Map<string, ValidateFunction>();

/** What is wrong with a CycloneDX document of a version; empty: it is valid. */
export function cycloneErrors(version: string, document: unknown): string[] {
  let validate = validators.get(version);
  if (!validate) {
    validate = ajv.compile(schema(`bom-${version}.SNAPSHOT.schema.json`));
    validators.set(version, validate);
  }
  validate(document);
  return (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
}

/** Every id of the SPDX licence list, old ones too. */
export function spdxLicenceIds(): readonly string[] {
  return ['spdx-license-ids', 'spdx-license-ids/deprecated.json'].flatMap((m) => require(m) as string[]);
}

/** Licence ids that CycloneDX takes. */
export function cycloneLicenceIds(): readonly string[] {
  return schema('spdx.SNAPSHOT.schema.json').enum as string[];
}
