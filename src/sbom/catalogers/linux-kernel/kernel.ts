import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { ParsedFile, StreamParser } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { type BootHeader, readBootHeader } from './boot-header.ts';
import { KERNEL_SCOPE } from './names.ts';

/** The x86 setup code, in which the version is, is no longer than this. */
const HEAD_BYTES = 72 * 1024;
const BANNER = Buffer.from('Linux version ');
/** A banner that is cut in two by chunks is still found. */
const OVERLAP = 512;
// Its end is asked for: what chunks cut off would be taken for the whole.
const VERSION = /^Linux version (\d+\.\d+[!-~]{0,100}) ([ -~]{0,350})[\n\0]/;

/** True for names that kernels are installed under. */
export function isKernelName(path: string): boolean {
  const name = baseNameOf(path);
  if (name.startsWith('vmlinu')) return /^vmlinu[xz](-.*)?$/.test(name);
  if (name.startsWith('kernel')) return /^kernel(-.*)?$/.test(name);
  return name === 'bzImage' || name === 'zImage' || name === 'Image';
}

/** Looks for a kernel in a file: the x86 boot protocol's header, or the banner in an ELF or ARM image. */
export function kernelParser(path: string): StreamParser {
  const heads: Buffer[] = [];
  let headBytes = 0;
  let tail: Buffer = Buffer.alloc(0);
  let banner: string | undefined;
  return {
    write(chunk) {
      if (headBytes < HEAD_BYTES) {
        heads.push(Buffer.from(chunk.subarray(0, HEAD_BYTES - headBytes)));
        headBytes += (heads.at(-1) as Buffer).length;
      }
      if (banner !== undefined) return;
      banner = findBanner(Buffer.concat([tail, chunk.subarray(0, OVERLAP)])) ?? findBanner(chunk);
      tail = Buffer.from(chunk.subarray(-OVERLAP));
    },
    finish: () => kernelOf(path, Buffer.concat(heads), banner),
  };
}

// The banner's own format string and messages about it begin alike: only a version may follow.
function findBanner(bytes: Buffer): string | undefined {
  for (let at = bytes.indexOf(BANNER); at >= 0; at = bytes.indexOf(BANNER, at + 1)) {
    const text = bytes.toString('latin1', at, at + OVERLAP);
    if (VERSION.test(text)) return text;
  }
  return undefined;
}

function kernelOf(path: string, head: Buffer, banner: string | undefined): ParsedFile {
  const boot = readBootHeader(head);
  if (boot?.version) return { packages: [draftOf(boot)] };
  const architecture = architectureOf(head);
  const match = VERSION.exec(banner ?? '');
  if (match && architecture) {
    const extendedVersion = `${match[1]} ${match[2]}`.trim();
    return { packages: [draftOf({ architecture, version: match[1] as string, extendedVersion })] };
  }
  // Packed kernels of other architectures: the version in the name is all there is to read.
  const version = /^vmlinuz-(\d+\.\d+[\w.+~-]*)$/.exec(baseNameOf(path))?.[1];
  const isPacked = head.length > 2 && head.readUInt16BE(0) === 0x1f8b;
  return version && isPacked ? { packages: [draftOf({ architecture: '', version })] } : {};
}

/** By what an uncompressed image begins with; `''` for none. */
function architectureOf(head: Buffer): string {
  if (head.length < 64) return '';
  if (head.toString('latin1', 0x38, 0x3c) === 'ARMd') return 'arm64';
  if (head.readUInt32LE(0x24) === 0x016f2818) return 'arm';
  if (head.readUInt32BE(0) !== 0x7f454c46) return '';
  const machine = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18);
  return { 3: 'x86', 40: 'arm', 62: 'x86', 183: 'arm64' }[machine] ?? `elf-${machine}`;
}

function draftOf(boot: BootHeader): PackageDraft {
  const { version } = boot;
  return {
    ...{ name: 'linux-kernel', version, type: 'linux-kernel', evidence: 'installed' },
    purl: formatPurl({ type: 'generic', name: 'linux-kernel', version }),
    metadataType: 'linux-kernel-archive',
    metadata: { name: '', ...boot } as JsonObject,
    scope: KERNEL_SCOPE,
  };
}
