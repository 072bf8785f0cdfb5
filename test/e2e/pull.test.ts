import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/base/digest.ts';
import { rawTar } from '../support/raw-tar.ts';
import { imageOf } from '../support/sample-image.ts';
import { serveSlowly, type TrickleRegistry } from '../support/trickle-registry.ts';
import { finish, type Home, makeHome } from './command.ts';

const MB = 1024 * 1024;
const noise = Buffer.concat(
  Array.from({ length: 65_536 }, (_, i) => createHash('sha512').update(String(i)).digest()),
);
const image = imageOf([rawTar([{ name: 'noise', body: noise }])], { compression: 'none' });
const [layer] = image.layers as [(typeof image.layers)[number]];
const FAST = { chunk: 4 * MB, pause: 0 };

describe('plimsoll pull', () => {
  let home: Home;
  let registry: TrickleRegistry;
  let name: string;
  const store = (...parts: string[]): string => join(home.dir, 'data/plimsoll/store', ...parts);
  const listed = (dir: string): string[] => readdirSync(store(dir)).filter((file) => !file.startsWith('.'));
  const layerRequests = () => registry.asked.filter((a) => a.digest === layer.digest);
  const wholeInStore = (counts: (name: string) => boolean = () => true): void => {
    for (const blob of [layer, image.config])
      expect(digestOf(readFileSync(store('blobs', blob.digest.replace(':', '/'))))).toBe(blob.digest);
    const left = ['partial', 'sessions'].flatMap((dir) => listed(dir).map((file) => `${dir}/${file}`));
    expect(left.filter(counts)).toEqual([]);
  };
  beforeEach(async () => {
    home = makeHome();
    registry = await serveSlowly(image, FAST);
    name = `${registry.host}/slow/image:v1`;
  });
  afterEach(async () => {
    await registry.close();
    home.remove();
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops on %s and goes on from there next time', async (signal) => {
    registry.pace({ chunk: 256 * 1024, pause: 5, stallAt: 2.5 * MB });
    const child = home.start(['pull', name, '--allow-http-registry']);
    const ended = finish(child);
    for (let i = 0; i < 400 && registry.sent() < 2.5 * MB; i++) await sleep(50);
    await sleep(300);
    child.kill(signal);
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('interrupted') as string });
    expect((await home.run(['images', '-o', 'json'])).stdout).toBe('[]\n');
    const [partial = ''] = listed('partial').filter((file) => !file.endsWith('.lock'));
    const kept = statSync(store('partial', partial)).size;
    expect(kept).toBeGreaterThan(MB);

    registry.pace(FAST);
    const again = await home.run(['pull', name, '--allow-http-registry', '-o', 'json']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ digest: image.document.digest });
    expect(layerRequests().map((a) => a.from)).toEqual([0, kept]);
    wholeInStore();
    expect((await home.run(['check', name, '--fail-on', 'none', '-q'])).code).toBe(0);
  });

  it('survives being killed, and goes on from what arrived', async () => {
    registry.pace({ chunk: 256 * 1024, pause: 5, stallAt: 2.5 * MB });
    const child = home.start(['pull', name, '--allow-http-registry']);
    const ended = finish(child);
    for (let i = 0; i < 400 && registry.sent() < 2.5 * MB; i++) await sleep(50);
    child.kill('SIGKILL'); // as a power cut: no chance to put anything in order
    await ended;
    registry.pace(FAST);
    const again = await home.run(['pull', name, '--allow-http-registry']);
    expect(again).toMatchObject({ code: 0 });
    expect(layerRequests()[1]?.from).toBeGreaterThan(0);
    expect((await home.run(['prune'])).code).toBe(0);
    // A dead process may leave an empty claim on a blob that is whole by now; an hour later that goes too.
    wholeInStore((name) => !name.endsWith('.lock'));
  });

  it('by two processes at once fetches each blob once, and both end well', async () => {
    registry.pace({ chunk: 128 * 1024, pause: 30 });
    const args = ['pull', name, '--allow-http-registry', '-o', 'json'];
    const [a, b] = await Promise.all([home.run(args), home.run(args)]);
    for (const ran of [a, b]) {
      expect({ code: ran.code, stderr: ran.stderr }).toMatchObject({ code: 0 });
      expect(JSON.parse(ran.stdout)).toMatchObject({ digest: image.document.digest });
    }
    expect(layerRequests()).toHaveLength(1);
    wholeInStore();
    const images = JSON.parse((await home.run(['images', '-o', 'json'])).stdout) as object[];
    expect(images).toMatchObject([{ digest: image.document.digest, tag: 'v1' }]);
  });
});
