export type ExecutableFormat = 'elf' | 'pe' | 'macho' | 'macho-universal';

/** What a file is by its first four bytes. A universal Mach-O and a Java class share their magic: few architectures tell. */
export function sniffExecutable(head: Buffer): ExecutableFormat | undefined {
  if (head.length < 4) return undefined;
  const magic = head.readUInt32BE(0);
  if (magic === 0x7f454c46) return 'elf';
  if (head[0] === 0x4d && head[1] === 0x5a) return 'pe';
  if ([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe].includes(magic)) return 'macho';
  if (magic === 0xcafebabe && head.length >= 8 && head.readUInt32BE(4) < 30) return 'macho-universal';
  return undefined;
}
