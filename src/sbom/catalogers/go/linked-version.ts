// A version that the linker was told (`-ldflags "-X main.version=1.2.3"`) where the flags themselves are not recorded:
// `go build -trimpath` leaves them out. What -X sets is a variable whose text ends in NUL; no other string of Go does.
import { fieldsOf, findSection, type Program, readAddress } from '../../../codec/executable/index.ts';

const DATA_SECTIONS = ['.data', '__data'];
/** Variables that -X sets lie in data that holds pointers: a few hundred kilobytes in the largest programs. */
const MAX_DATA_BYTES = 8 * 1024 * 1024;
const MAX_VERSION_BYTES = 64;
const MIN_VERSION_BYTES = 5;
const VERSION = /^v?\d{1,6}\.\d{1,6}\.\d{1,6}(?:[-+][0-9A-Za-z.+-]{1,50})?$/;

/**
 * The one version among the variables that the linker set; where one is the beginning of all others (`1.1.5`,
 * `1.1.5-1+deb12u1`) that one. Undefined where they disagree, and where the parts of a large file were not kept.
 */
export function linkedVersion(program: Program): string | undefined {
  const found = [...new Set(linkedVersions(program).map((text) => text.replace(/^v/, '')))];
  const shortest = found.sort((a, b) => a.length - b.length)[0];
  if (shortest === undefined || !found.every((text) => text.startsWith(shortest))) return undefined;
  return `v${shortest}`;
}

function linkedVersions(program: Program): string[] {
  const section = DATA_SECTIONS.map((name) => findSection(program, name)).find((s) => s !== undefined);
  if (!section || section.size > MAX_DATA_BYTES) return [];
  const data = program.read(section.offset, section.size);
  if (!data) return [];
  const { pointerSize, isLittleEndian } = program;
  const { word } = fieldsOf(data, isLittleEndian, pointerSize);
  const versions: string[] = [];
  for (let at = 0; at + 2 * pointerSize <= data.length; at += pointerSize) {
    const length = word(at + pointerSize);
    if (length < MIN_VERSION_BYTES || length > MAX_VERSION_BYTES) continue;
    const text = endedText(program, word(at), length);
    if (text !== undefined && VERSION.test(text)) versions.push(text);
  }
  return versions;
}

function endedText(program: Program, address: number, length: number): string | undefined {
  const bytes = address > 0 ? readAddress(program, address, length + 1) : undefined;
  return bytes?.[length] === 0 ? bytes.toString('latin1', 0, length) : undefined;
}
