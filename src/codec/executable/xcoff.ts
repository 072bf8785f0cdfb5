// AIX programs: "XCOFF Object File Format". Big endian always.
import { cString, fieldsOf, type Program, type ReadAt } from './program.ts';

const STYP_DATA = 0x40;
const STYP_TEXT = 0x20;

/** Reads the section table of an XCOFF file. */
export function readXcoff(read: ReadAt): Program | undefined {
  const head = read(0, 24);
  if (!head) return undefined;
  const pointerSize = head.readUInt16BE(0) === 0x01f7 ? 8 : 4;
  const [headSize, row] = pointerSize === 8 ? [24, 72] : [20, 40];
  const table = read(headSize + head.readUInt16BE(16), head.readUInt16BE(2) * row);
  if (!table) return undefined;
  const f = fieldsOf(table, false, pointerSize);
  const rows = Array.from({ length: table.length / row }, (_, i) => {
    const at = i * row;
    const flags = f.u32(at + (pointerSize === 8 ? 64 : 36));
    return {
      name: cString(table.subarray(at, at + 8), 0),
      address: f.word(at + 8 + pointerSize),
      size: f.word(at + 8 + 2 * pointerSize),
      offset: f.word(at + 8 + 3 * pointerSize),
      isWritable: (flags & STYP_DATA) !== 0,
      isExecutable: (flags & STYP_TEXT) !== 0,
    };
  }).filter((s) => s.offset > 0);
  return {
    architecture: pointerSize === 8 ? 'ppc64' : 'ppc',
    pointerSize,
    isLittleEndian: false,
    sections: rows,
    segments: rows,
    needed: [],
    notes: [],
    read,
  };
}
