import type { ElfSection, ElfSegment } from './elf-tables.ts';
import { fieldsOf, type Note, type ReadAt } from './program.ts';

const PT_NOTE = 4;
const SHT_NOTE = 7;
const MAX_NOTES = 256;
const MAX_NOTE_BYTES = 1024 * 1024;

/** Notes of the loaded program, and where it has none of the sections (ABI, "Note Section"). */
export function readNotes(
  read: ReadAt,
  isLittleEndian: boolean,
  segments: readonly ElfSegment[],
  sections: readonly ElfSection[],
): Note[] {
  const loaded = segments.filter((s) => s.type === PT_NOTE);
  const places = loaded.length > 0 ? loaded : sections.filter((s) => s.type === SHT_NOTE);
  const notes: Note[] = [];
  for (const place of places) {
    const bytes = place.size <= MAX_NOTE_BYTES ? read(place.offset, place.size) : undefined;
    if (bytes) splitNotes(bytes, isLittleEndian, 'align' in place && place.align === 8 ? 8 : 4, notes);
  }
  return notes;
}

function splitNotes(bytes: Buffer, isLittleEndian: boolean, align: number, notes: Note[]): void {
  const f = fieldsOf(bytes, isLittleEndian, 4);
  const padded = (n: number): number => Math.ceil(n / align) * align;
  for (let at = 0; at + 12 <= bytes.length && notes.length < MAX_NOTES; ) {
    const [nameSize, size, type] = [f.u32(at), f.u32(at + 4), f.u32(at + 8)];
    const start = padded(at + 12 + nameSize);
    if (start + size > bytes.length) return;
    const name = bytes.toString('latin1', at + 12, at + 12 + nameSize).replace(/\0+$/, '');
    notes.push({ name, type, description: bytes.subarray(start, start + size) });
    at = padded(start + size);
  }
}
