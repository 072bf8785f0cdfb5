// The SBOM that GraalVM puts into a native image (`--enable-sbom`): gzipped CycloneDX at the symbol `sbom`, its length
// at the symbol `sbom_length`.
import { gunzipSync } from 'node:zlib';
import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject, type JsonValue, parseJsonObject } from '../../../base/json.ts';
import { cString, type Program, readAddress, readSection } from '../../../codec/executable/index.ts';
import type { PackageDraft } from '../../model.ts';

const MAX_JSON_BYTES = 32 * 1024 * 1024;
const MAX_SBOM_BYTES = 8 * 1024 * 1024;
const MAX_NAMES = 16 * 1024 * 1024;
const MAX_COMPONENTS = 50_000;

/** The document inside of a program; undefined for other programs. @throws PlimsollError `malformed` or `limit` */
export function readNativeImageSbom(program: Program): JsonObject | undefined {
  const names = readSection(program, '.dynstr');
  if (!names || names.length > MAX_NAMES || names.indexOf('\0sbom_length\0') < 0) return undefined;
  const [at, lengthAt] = symbolAddresses(program, names, ['sbom', 'sbom_length']);
  if (at === undefined || lengthAt === undefined) return undefined;
  const length = lengthOf(program, lengthAt);
  const bytes = length > 0 && length <= MAX_SBOM_BYTES ? readAddress(program, at, length) : undefined;
  if (!bytes)
    throw new PlimsollError(
      'malformed',
      'read native image SBOM: it does not lie in what is kept of the file',
    );
  return parseJsonObject(gunzip(bytes), 'native image SBOM', { maxBytes: MAX_JSON_BYTES });
}

function lengthOf(program: Program, address: number): number {
  const bytes = readAddress(program, address, 8);
  if (!bytes) return 0;
  return Number(program.isLittleEndian ? bytes.readBigUInt64LE(0) : bytes.readBigUInt64BE(0));
}

// Symbols of 64-bit ELF files: a name's offset, four bytes of kind, the address, the size.
function symbolAddresses(
  program: Program,
  names: Buffer,
  wanted: readonly string[],
): readonly (number | undefined)[] {
  const table = program.pointerSize === 8 ? readSection(program, '.dynsym') : undefined;
  const found = new Map<string, number>();
  for (let at = 0; table && at + 24 <= table.length; at += 24) {
    const nameAt = program.isLittleEndian ? table.readUInt32LE(at) : table.readUInt32BE(at);
    const name = cString(names, nameAt, 32);
    if (!wanted.includes(name)) continue;
    const value = program.isLittleEndian ? table.readBigUInt64LE(at + 8) : table.readBigUInt64BE(at + 8);
    found.set(name, Number(value));
  }
  return wanted.map((name) => found.get(name));
}

function gunzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_JSON_BYTES });
  } catch (cause) {
    const isTooLong = cause instanceof RangeError;
    throw new PlimsollError(
      isTooLong ? 'limit' : 'malformed',
      `read native image SBOM: ${isTooLong ? `more than ${MAX_JSON_BYTES} bytes of JSON` : 'not gzip data'}`,
      { cause },
    );
  }
}

/** The libraries that were compiled into a native image. */
export function draftsOfNativeImage(document: JsonObject): PackageDraft[] {
  const components = Array.isArray(document.components) ? document.components : [];
  return components.slice(0, MAX_COMPONENTS).filter(isObject).flatMap(draftOf);
}

function draftOf(component: JsonObject): PackageDraft[] {
  const [name, version, group] = [component.name, component.version, component.group].map(text);
  if (!name) return [];
  const purl = text(component.purl);
  const cpe = text(component.cpe);
  return [
    {
      name,
      version: version ?? '',
      type: 'graalvm-native-image',
      language: 'java',
      evidence: 'embedded',
      ...(purl.startsWith('pkg:') && { purl }),
      ...(cpe.startsWith('cpe:') && { cpes: [cpe] }),
      metadataType: 'java-archive',
      metadata: {
        virtualPath: '',
        ...(group && {
          pomProperties: { path: '', name, groupId: group, artifactId: name, version: version ?? '' },
        }),
      },
    },
  ];
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
