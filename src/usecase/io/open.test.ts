import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleImage, writeSample } from '../../../test/support/sample-image.ts';
import { openLayoutSink } from '../../image/io/layout-sink.ts';
import { parseReference } from '../../image/reference.ts';
import { openImageOf, openSink, openSource, settleReference, storeName } from './open.ts';
import { openSession, type Session } from './session.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-open-'));
afterAll(() => rmSync(root, { recursive: true }));
const at = (name: string): string => join(root, name);
const open = (platform?: string): Session =>
  openSession({
    ...{ env: { PLIMSOLL_STORE: at('store'), PLIMSOLL_CACHE: at('cache') }, cwd: root, version: '0' },
    ...{ offline: true, platform },
  });
const image = sampleImage();

beforeAll(async () => {
  await writeSample(image, await open().store().sink('team/app:v1'));
  await writeSample(image, await openLayoutSink(at('layout'), 'v1'));
  mkdirSync(at('source'));
  writeFileSync(at('source/package.json'), '{}');
});

describe('settleReference()', () => {
  it('takes a file or folder first, then the store, then the registry', async () => {
    const transports: Record<string, string> = {
      [at('layout')]: 'oci',
      [at('source')]: 'dir',
      'team/app:v1': 'store',
      'docker.io/team/app:v1': 'store',
      [image.document.digest]: 'store',
      'team/app:v2': 'registry',
      'registry:team/app:v1': 'registry',
      [`dir:${at('layout')}`]: 'dir', // what was said is not second-guessed
      [`rootfs:${at('source')}`]: 'rootfs',
    };
    for (const [text, transport] of Object.entries(transports))
      expect((await settleReference(open(), text)).transport, text).toBe(transport);
  });

  it('says what is nowhere', async () => {
    await expect(settleReference(open(), at('nothing'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('openSource() and openSink()', () => {
  it('open what can be read as an image, and refuse the rest in words', async () => {
    const { source } = await openSource(open(), 'team/app:v1');
    expect((await source.root()).digest).toBe(image.document.digest);
    await expect(openSource(open(), `dir:${at('source')}`)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(openSource(open(), 'team/app:v2')).rejects.toMatchObject({ code: 'offline' });
    await expect(openSink(open(), `rootfs:${at('x')}`)).rejects.toMatchObject({ code: 'usage' });
    await expect(openSink(open(), 'team/app:v2')).rejects.toMatchObject({ code: 'offline' });
  });

  it('open one platform at a time', async () => {
    const { image: opened } = await openImageOf(open(), 'team/app:v1');
    expect(opened.manifest.digest).toBe(image.document.digest);
    await expect(openImageOf(open('all'), 'team/app:v1')).rejects.toMatchObject({ code: 'usage' });
    await expect(openImageOf(open('linux/s390x'), 'team/app:v1')).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

it('storeName() is the full name, or what stands for one', () => {
  expect(storeName(parseReference('nginx'))).toBe('docker.io/library/nginx:latest');
  expect(storeName(parseReference(image.document.digest))).toBe(image.document.digest.slice(7));
});
