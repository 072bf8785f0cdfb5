// "Package Metadata for Executable Files" (systemd.io, also uapi-group.org): JSON in an ELF note of owner FDO.
import { isObject, type JsonObject, parseJson } from '../../../base/json.ts';
import type { Program } from '../../../codec/executable/index.ts';
import { readSection } from '../../../codec/executable/index.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import type { PackageDraft, PackageType } from '../../model.ts';

const OWNER = 'FDO';
const TYPE = 0xcafe1a7e;
const SECTION = '.note.package';
const MAX_BYTES = 64 * 1024;
const TYPES: Readonly<Record<string, PackageType>> = { rpm: 'rpm', deb: 'deb', apk: 'apk', alpm: 'alpm' };

/** The JSON of a program's package note. @throws PlimsollError `malformed` or `limit` */
export function readPackageNote(program: Program): JsonObject | undefined {
  const bytes = noteOf(program);
  if (!bytes) return undefined;
  const value = parseJson(withoutPadding(bytes), `${SECTION} section`, { maxBytes: MAX_BYTES });
  return isObject(value) ? value : undefined;
}

// Some toolchains write bare JSON into the section, without the head of a note.
function noteOf(program: Program): Buffer | undefined {
  const note = program.notes.find((n) => n.name === OWNER && n.type === TYPE);
  if (note) return note.description;
  const section = readSection(program, SECTION);
  return section?.[0] === 0x7b ? section : undefined;
}

function withoutPadding(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

/** The package that a note says its file is of; undefined where it does not say which. */
export function draftOfNote(note: JsonObject): PackageDraft | undefined {
  const field = (key: string): string => (typeof note[key] === 'string' ? (note[key] as string) : '');
  const [name, version, kind] = [field('name'), field('version'), field('type')];
  if (name === '' || version === '') return undefined;
  const license = field('license');
  const cpe = field('cpe');
  return {
    name,
    version,
    type: TYPES[kind] ?? 'binary',
    evidence: 'embedded',
    purl: purlOf(field, name, version),
    ...(cpe.startsWith('cpe:') && { cpes: [cpe] }),
    ...(license && { licenses: [{ value: license, type: 'declared' }] }),
    metadataType: 'elf-binary-package-note-json-payload',
    metadata: metadataOf(field),
  };
}

function purlOf(field: (key: string) => string, name: string, version: string): string {
  const { os, osVersion } = operatingSystem(field);
  const kind = field('type');
  const type = kind in TYPES ? kind : 'generic';
  const namespace = type === 'generic' || os === '' ? field('system') : os;
  return formatPurl({
    type,
    name,
    version,
    ...(namespace && { namespace: namespace.toLowerCase() }),
    qualifiers: {
      arch: field('architecture'),
      distro: os && osVersion ? `${os}-${osVersion}`.toLowerCase() : os.toLowerCase(),
    },
  });
}

// `os` and `osVersion`, or the product and version of `osCpe`: cpe:/o:fedoraproject:fedora:40, cpe:2.3:o:….
function operatingSystem(field: (key: string) => string): { os: string; osVersion: string } {
  const os = field('os');
  const osVersion = field('osVersion');
  const parts = (field('osCpe') || field('osCPE')).replace(/^cpe:2\.3:|^cpe:\//, '').split(':');
  if (os) return { os, osVersion: osVersion || (parts[3] ?? '') };
  return { os: parts[2] ?? '', osVersion: parts[3] ?? '' };
}

function metadataOf(field: (key: string) => string): JsonObject {
  const entries = ['type', 'architecture', 'os', 'osVersion', 'system', 'vendor', 'sourceRepo', 'commit'].map(
    (key): [string, string] => [key, field(key)],
  );
  const osCPE = field('osCpe') || field('osCPE');
  return Object.fromEntries(
    [...entries, ['osCPE', osCPE] as [string, string]].filter(([, value]) => value !== ''),
  );
}
