export type ExecutableFormat = 'elf' | 'pe' | 'macho' | 'macho-universal' | 'xcoff';

/** How many of a file's first bytes {@link sniffExecutable} looks at. */
export const SNIFF_BYTES = 8;

/** What a file is by its first eight bytes. A universal Mach-O and a Java class share their magic: few architectures tell. */
export function sniffExecutable(head: Buffer): ExecutableFormat | undefined {
  if (head.length < SNIFF_BYTES) return undefined;
  const magic = head.readUInt32BE(0);
  if (magic === 0x7f454c46) return 'elf';
  if (head[0] === 0x4d && head[1] === 0x5a) return 'pe';
  if ([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe].includes(magic)) return 'macho';
  if ((magic === 0xcafebabe || magic === 0xcafebabf) && head.readUInt32BE(4) < 30) return 'macho-universal';
  // Two bytes of magic are few: a plausible number of sections must follow.
  const short = magic >>> 16;
  if ((short === 0x01df || short === 0x01f7) && (magic & 0xffff) > 0 && (magic & 0xffff) < 100)
    return 'xcoff';
  return undefined;
}
