import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { rawTar } from '../../../test/support/raw-tar.ts';
import { sampleImage, writeSample } from '../../../test/support/sample-image.ts';
import { openDockerArchiveSink, openOciArchiveSink } from './archive-sink.ts';
import { detectLocal } from './detect.ts';
import { openLayoutSink } from './layout-sink.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-detect-'));
afterAll(() => rmSync(root, { recursive: true }));
const at = (name: string): string => join(root, name);

it('detectLocal() knows each kind by its content', async () => {
  await writeSample(sampleImage(), await openLayoutSink(at('layout'), 'v1'));
  await writeSample(sampleImage({ compression: 'zstd' }), await openOciArchiveSink(at('oci.tar'), 'v1'));
  await writeSample(sampleImage(), await openDockerArchiveSink(at('docker.tar'), 'x:v1'));
  mkdirSync(at('rootfs/etc'), { recursive: true });
  writeFileSync(at('rootfs/etc/os-release'), 'ID=debian');
  mkdirSync(at('distroless/etc'), { recursive: true });
  mkdirSync(at('distroless/usr'));
  writeFileSync(at('distroless/etc/passwd'), '');
  mkdirSync(at('source'));
  writeFileSync(at('source/Dockerfile'), 'FROM scratch');
  for (const [name, version] of [
    ['skopeo-dir', 'Directory Transport Version: 1.1\n'],
    ['versioned', '1.2.3\n'],
  ] as const) {
    mkdirSync(at(name));
    writeFileSync(at(`${name}/version`), version);
    writeFileSync(at(`${name}/manifest.json`), '{}');
  }
  writeFileSync(at('other.tar'), rawTar([{ name: 'README', body: 'x' }]));
  writeFileSync(at('other.tar.gz'), gzipSync(rawTar([{ name: 'manifest.json', body: '[]' }])));
  writeFileSync(at('broken.gz'), gzipSync(Buffer.alloc(100_000)).subarray(0, 50));
  writeFileSync(at('evil.tar'), rawTar([{ name: '../manifest.json', body: '[]' }]));
  writeFileSync(at('empty'), '');
  const kinds = {
    layout: 'oci',
    'oci.tar': 'oci-archive',
    'docker.tar': 'docker-archive',
    rootfs: 'rootfs',
    distroless: 'rootfs',
    source: 'dir',
    'skopeo-dir': 'skopeo-dir',
    versioned: 'dir',
    'other.tar': 'file',
    'other.tar.gz': 'docker-archive',
    'broken.gz': 'file',
    'evil.tar': 'file',
    empty: 'file',
    nothing: undefined,
  };
  for (const [name, kind] of Object.entries(kinds)) expect(await detectLocal(at(name)), name).toBe(kind);
  expect(await detectLocal('/dev/null')).toBe('file');
});
