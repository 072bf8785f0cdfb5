import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildElf } from '../../../codec/executable/testing/build.ts';
import type { ParsedFile } from '../../cataloger.ts';
import { catalogFile, layerFile } from '../../testing/catalog-view.ts';
import { linuxKernel } from './index.ts';
import { isKernelName, kernelParser } from './kernel.ts';
import { parseModule } from './module.ts';

const PATH = 'lib/modules/6.1.0-56-cloud-amd64/kernel/drivers/net/wireguard.ko';
const MODINFO = [
  'version=1.0.0',
  'description=WireGuard secure network tunnel',
  'author=Jason A. Donenfeld <Jason@zx2c4.com>',
  'license=GPL v2',
  'srcversion=A54194B1D21918923AF110D',
  'depends=udp_tunnel,libcurve25519-generic',
  'name=wireguard',
  'vermagic=6.1.0-56-cloud-amd64 SMP preempt mod_unload modversions ',
  'parm=debug:how much to say',
  'parmtype=debug:int',
  'no pair',
  '=nothing',
].join('\0');

function moduleFile(modinfo: string): Buffer {
  return buildElf([{ name: '.modinfo', bytes: Buffer.from(`${modinfo}\0`) }]);
}

function kernel(path: string, ...chunks: Buffer[]): ParsedFile {
  const parser = kernelParser(path);
  for (const chunk of chunks) parser.write(chunk);
  return parser.finish();
}

/** What a boot loader reads of an x86 kernel. */
function bootSector(version: string): Buffer {
  const head = Buffer.alloc(0x4000);
  head.writeUInt16LE(1, 0x1f2);
  head.writeUInt16LE(0xffff, 0x1fa);
  head.writeUInt16LE(0xaa55, 0x1fe);
  head.write('HdrS', 0x202, 'latin1');
  head.writeUInt16LE(0x3000, 0x20e);
  head[0x211] = 1;
  head.write(`${version}\0`, 0x3200, 'latin1');
  return head;
}

describe('parseModule()', () => {
  it.each([
    ['', (bytes: Buffer) => bytes],
    ['.gz', (bytes: Buffer) => gzipSync(bytes)],
    ['.zst', (bytes: Buffer) => zstdCompressSync(bytes)],
  ])('reads what a module%s says of itself', (extension, pack) => {
    const { packages } = parseModule(catalogFile(`${PATH}${extension}`, pack(moduleFile(MODINFO))));
    expect(packages).toHaveLength(1);
    expect(packages?.[0]).toMatchObject({
      name: 'wireguard',
      version: '1.0.0',
      type: 'linux-kernel-module',
      purl: 'pkg:generic/wireguard@1.0.0',
      licenses: [{ value: 'GPL v2' }],
      provides: ['wireguard 6.1.0-56-cloud-amd64'],
      requires: [
        'linux-kernel@6.1.0-56-cloud-amd64',
        'udp_tunnel 6.1.0-56-cloud-amd64',
        'libcurve25519-generic 6.1.0-56-cloud-amd64',
      ],
      metadataType: 'linux-kernel-module',
    });
    expect(packages?.[0]?.metadata).toEqual({
      name: 'wireguard',
      version: '1.0.0',
      sourceVersion: 'A54194B1D21918923AF110D',
      path: `/${PATH}${extension}`,
      description: 'WireGuard secure network tunnel',
      author: 'Jason A. Donenfeld <Jason@zx2c4.com>',
      license: 'GPL v2',
      kernelVersion: '6.1.0-56-cloud-amd64',
      versionMagic: '6.1.0-56-cloud-amd64 SMP preempt mod_unload modversions ',
      parameters: { debug: { type: 'int', description: 'how much to say' } },
    });
  });

  it('knows a module packed with xz by its place', () => {
    const { packages } = parseModule(catalogFile('lib/modules/5.14.0/extra/a-b.ko.xz', 'any'));
    expect(packages?.[0]).toMatchObject({
      name: 'a_b',
      version: '',
      purl: 'pkg:generic/a_b',
      metadata: { name: 'a_b', kernelVersion: '5.14.0' },
    });
  });

  it('refuses what is no module, is damaged or unpacks without end', () => {
    const read = (content: Buffer): ParsedFile => parseModule(catalogFile('lib/modules/1/a.ko', content));
    expect(() => read(Buffer.from('text'))).toThrow(/it is none/);
    expect(() => read(buildElf([{ name: '.text', bytes: Buffer.alloc(9) }]))).toThrow(/it is none/);
    expect(() => read(gzipSync(moduleFile(MODINFO)).subarray(0, 50))).toThrow(/gzip is damaged/);
    expect(() => read(zstdCompressSync(Buffer.alloc(128 * 1024 * 1024 + 1)))).toThrow(/unpacks to more than/);
  });

  it('never fails otherwise, wherever a byte is wrong', () => {
    const file = moduleFile(MODINFO);
    for (let at = 0; at < file.length; at += 3) {
      const broken = Buffer.from(file);
      broken[at] = (broken[at] as number) ^ 0xff;
      try {
        parseModule(catalogFile('lib/modules/1/a.ko', broken));
      } catch (error) {
        expect((error as Error).message).toBe('read kernel module: it is none');
      }
    }
  });
});

describe('kernelParser()', () => {
  const TEXT =
    '6.1.0-56-cloud-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)';

  it('reads the boot header of an x86 kernel', () => {
    const head = bootSector(TEXT);
    const { packages } = kernel('boot/vmlinuz-6.1', head.subarray(0, 100), head.subarray(100));
    expect(packages).toEqual([
      {
        name: 'linux-kernel',
        version: '6.1.0-56-cloud-amd64',
        type: 'linux-kernel',
        evidence: 'installed',
        purl: 'pkg:generic/linux-kernel@6.1.0-56-cloud-amd64',
        metadataType: 'linux-kernel-archive',
        metadata: {
          name: '',
          architecture: 'x86',
          version: '6.1.0-56-cloud-amd64',
          extendedVersion: TEXT,
          format: 'bzImage',
          videoMode: 'Normal VGA',
        },
        scope: 'linux-kernel',
      },
    ]);
  });

  it('finds the banner of an image, though chunks cut it', () => {
    const head = Buffer.alloc(4096);
    head.write('ARMd', 0x38, 'latin1');
    const body = Buffer.concat([
      head,
      Buffer.from('Linux version %s (%s)\0..Linux version 6.6.8-arm64 (builder@host) #1 SMP Mon Jan 1\n\0'),
      Buffer.alloc(5000),
    ]);
    const whole = kernel('boot/Image', body);
    expect(whole.packages?.[0]).toMatchObject({
      version: '6.6.8-arm64',
      metadata: { architecture: 'arm64', extendedVersion: '6.6.8-arm64 (builder@host) #1 SMP Mon Jan 1' },
    });
    for (let cut = 4090; cut < 4200; cut++)
      expect(kernel('boot/Image', body.subarray(0, cut), body.subarray(cut))).toEqual(whole);
  });

  it('reads the version of a packed kernel from its name', () => {
    const packed = gzipSync(Buffer.alloc(1000));
    expect(kernel('boot/vmlinuz-6.1.0-13-arm64', packed).packages?.[0]?.version).toBe('6.1.0-13-arm64');
    expect(kernel('boot/vmlinuz-linux', packed)).toEqual({});
  });

  it('finds nothing in other files of that name', () => {
    expect(kernel('etc/kernel', Buffer.from('Linux version 6.6.8 (x) y\n'))).toEqual({});
    expect(kernel('boot/vmlinuz-6.1', Buffer.alloc(0))).toEqual({});
    const hostile = bootSector('x');
    hostile.fill(0x41, 0x3200);
    expect(kernel('boot/vmlinuz', hostile)).toEqual({});
    hostile.writeUInt16LE(0xffff, 0x20e);
    expect(kernel('boot/vmlinuz', hostile)).toEqual({});
  });
});

describe('isKernelName()', () => {
  it.each([
    ['boot/vmlinuz-6.1', true],
    ['vmlinux', true],
    ['boot/kernel-5.10', true],
    ['boot/vmlinuz.old', false],
    ['usr/share/kernels', false],
    ['etc/kernel.conf', false],
  ])('of %s is %s', (path, expected) => {
    expect(isKernelName(path)).toBe(expected);
    expect(linuxKernel.stream?.(layerFile(path, 1)) !== undefined).toBe(expected);
  });
});
