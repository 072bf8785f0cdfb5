/** What a kernel's header says, in the names of syft-json's `linux-kernel-archive`. */
export interface BootHeader {
  readonly architecture: string;
  readonly version: string;
  readonly extendedVersion?: string;
  readonly format?: string;
  readonly rwRootFS?: boolean;
  readonly rootDevice?: number;
  readonly videoMode?: string;
}

const MAX_VERSION = 512;

/** Reads the header of an x86 kernel (Linux, "The Linux/x86 Boot Protocol"); undefined where it is none. */
export function readBootHeader(head: Buffer): BootHeader | undefined {
  if (head.length < 0x230 || head.readUInt16LE(0x1fe) !== 0xaa55) return undefined;
  if (head.toString('latin1', 0x202, 0x206) !== 'HdrS') return undefined;
  const extendedVersion = versionText(head);
  const rootDevice = head.readUInt16LE(0x1fc);
  return {
    architecture: 'x86',
    version: extendedVersion.split(' ')[0] ?? '',
    ...(extendedVersion && { extendedVersion }),
    format: ((head[0x211] as number) & 1) === 1 ? 'bzImage' : 'zImage',
    ...(head.readUInt16LE(0x1f2) === 0 && { rwRootFS: true }),
    ...(rootDevice > 0 && { rootDevice }),
    videoMode: videoMode(head.readUInt16LE(0x1fa)),
  };
}

function versionText(head: Buffer): string {
  const pointer = head.readUInt16LE(0x20e);
  const at = pointer + 0x200;
  if (pointer === 0 || at >= head.length) return '';
  const end = head.indexOf(0, at);
  if (end < 0 || end - at > MAX_VERSION) return '';
  return head.toString('latin1', at, end).trim();
}

function videoMode(value: number): string {
  const names: Readonly<Record<number, string>> = {
    65533: 'Prompt for Videomode',
    65534: 'Extended VGA',
    65535: 'Normal VGA',
  };
  return names[value] ?? `Video mode ${value}`;
}
