import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openExecutable } from '../../../codec/executable/index.ts';
import { BASE, buildElf } from '../../../codec/executable/testing/build.ts';
import type { LayerEntry } from '../../../image/layers/types.ts';
import type { ParsedFile } from '../../cataloger.ts';
import { graalvm } from './index.ts';

function catalog(bytes: Buffer): ParsedFile {
  const executable = openExecutable('elf', bytes.length, [{ offset: 0, bytes }]);
  return graalvm.parseExecutable?.({ path: 'app', entry: {} as LayerEntry, executable }) ?? {};
}

const NAMES = Buffer.from('\0sbom\0sbom_length\0__svm_version_info\0');

/** A program whose data is the document and then its length, both named by symbols. */
function image(document: Buffer, length = document.length): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(length));
  const build = (at: number): Buffer => {
    const symbols = Buffer.alloc(72);
    for (const [i, [name, address]] of [
      ['sbom', at + 8],
      ['sbom_length', at],
    ].entries() as Iterable<[number, [string, number]]>) {
      symbols.writeUInt32LE(NAMES.indexOf(`\0${name}\0`) + 1, 24 + i * 24);
      symbols.writeBigUInt64LE(BigInt(address), 32 + i * 24);
    }
    return buildElf([
      { name: '.dynsym', bytes: symbols },
      { name: '.dynstr', bytes: NAMES },
      { name: '.data', bytes: Buffer.concat([size, document]), isWritable: true },
    ]);
  };
  return build(build(0).indexOf(Buffer.concat([size, document])) + BASE);
}

const SBOM = {
  bomFormat: 'CycloneDX',
  components: [
    {
      type: 'library',
      group: 'io.netty',
      name: 'netty-common',
      version: '4.1.100',
      purl: 'pkg:maven/io.netty/netty-common@4.1.100',
    },
    { type: 'library' },
    7,
  ],
};

describe('graalvm', () => {
  it('reads the libraries of a native image', () => {
    expect(catalog(image(gzipSync(JSON.stringify(SBOM)))).packages).toEqual([
      {
        name: 'netty-common',
        version: '4.1.100',
        type: 'graalvm-native-image',
        language: 'java',
        evidence: 'embedded',
        purl: 'pkg:maven/io.netty/netty-common@4.1.100',
        metadataType: 'java-archive',
        metadata: {
          virtualPath: '',
          pomProperties: {
            path: '',
            name: 'netty-common',
            groupId: 'io.netty',
            artifactId: 'netty-common',
            version: '4.1.100',
          },
        },
      },
    ]);
  });

  it('refuses bombs, garbage and lengths beyond the file', () => {
    expect(() => catalog(image(gzipSync(Buffer.alloc(33 * 1024 * 1024, 0x20))))).toThrow(/bytes of JSON/);
    expect(() => catalog(image(Buffer.alloc(64, 7)))).toThrow(/not gzip data/);
    expect(() => catalog(image(gzipSync('{}'), 1 << 20))).toThrow(/does not lie in/);
  });

  it('says nothing of other programs', () => {
    expect(catalog(buildElf([{ name: '.data', bytes: Buffer.alloc(8) }]))).toEqual({ packages: [] });
  });
});
