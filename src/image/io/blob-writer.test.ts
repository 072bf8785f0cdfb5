import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { run, warnSkipped } from '../../../test/support/peers.ts';
import { chunked, collect, sampleImage, writeSample } from '../../../test/support/sample-image.ts';
import { digestOf, hexOf } from '../../base/digest.ts';
import { writeBlob } from './blob-writer.ts';
import { openLayoutSink } from './layout-sink.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-blobs-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

describe('writeBlob()', () => {
  const bytes = Buffer.alloc(3_000_000, 'plimsoll');
  const descriptor = { digest: digestOf(bytes), size: bytes.length };
  const room = () => ({ root: join(root, String(count++)), keepPartials: true });
  const partial = (dir: string) => join(dir, 'partial', `sha256-${hexOf(descriptor.digest)}`);
  const final = (dir: string) => join(dir, 'blobs', 'sha256', hexOf(descriptor.digest));

  it('goes on from what an interrupted transfer left', async () => {
    const at = room();
    const controller = new AbortController();
    const interrupted = async function* (): AsyncGenerator<Buffer> {
      yield* chunked(bytes.subarray(0, 2_000_000));
      controller.abort();
      yield bytes.subarray(2_000_000);
    };
    await expect(writeBlob(at, descriptor, interrupted, controller.signal)).rejects.toThrow();
    expect(statSync(partial(at.root)).size).toBe(2_000_000);
    const offsets: number[] = [];
    await writeBlob(at, descriptor, (offset) => {
      offsets.push(offset);
      return chunked(bytes.subarray(offset));
    });
    expect(offsets).toEqual([2_000_000]);
    expect(readFileSync(final(at.root))).toEqual(bytes);
    expect(readdirSync(join(at.root, 'partial'))).toEqual([]);
  });

  it('starts over when the partial was wrong', async () => {
    const at = room();
    mkdirSync(join(at.root, 'partial'), { recursive: true });
    writeFileSync(partial(at.root), Buffer.alloc(1_000_000, 'garbage'));
    const offsets: number[] = [];
    await writeBlob(at, descriptor, (offset) => {
      offsets.push(offset);
      return chunked(bytes.subarray(offset));
    });
    expect(offsets).toEqual([1_000_000, 0]);
    expect(readFileSync(final(at.root))).toEqual(bytes);
  });

  it('asks again when the source ends early, and gives up when nothing more comes', async () => {
    const at = room();
    const stingy = (offset: number) => chunked(bytes.subarray(offset, offset + 1_100_000));
    await writeBlob(at, descriptor, stingy);
    expect(readFileSync(final(at.root))).toEqual(bytes);
    const other = room();
    const stuck = (offset: number) => chunked(bytes.subarray(offset, 500_000));
    await expect(writeBlob(other, descriptor, stuck)).rejects.toMatchObject({ code: 'size-mismatch' });
    expect(statSync(partial(other.root)).size).toBe(500_000);
    const drip = (offset: number) => chunked(bytes.subarray(offset, offset + 10));
    await expect(writeBlob(other, descriptor, drip)).rejects.toMatchObject({ code: 'size-mismatch' });
  });

  it('writes the empty blob and a sha512 one', async () => {
    const at = room();
    await writeBlob(at, { digest: digestOf(Buffer.alloc(0)), size: 0 }, () => chunked(Buffer.alloc(0)));
    const digest = digestOf(bytes, 'sha512');
    await writeBlob(at, { digest, size: bytes.length }, (offset) => chunked(bytes.subarray(offset), 99));
    expect(readFileSync(join(at.root, 'blobs', 'sha512', hexOf(digest)))).toEqual(bytes);
  });

  it('resumes what a process killed with SIGKILL left, breaking its lock', async () => {
    const at = room();
    const child = startWriter(at.root, { slow: true });
    await until(() => existsSync(partial(at.root)) && statSync(partial(at.root)).size >= 1_048_576);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(existsSync(`${partial(at.root)}.lock`)).toBe(true);
    expect(existsSync(final(at.root))).toBe(false);
    const left = statSync(partial(at.root)).size;
    const offsets: number[] = [];
    await writeBlob(at, descriptor, (offset) => {
      offsets.push(offset);
      return chunked(bytes.subarray(offset));
    });
    expect(offsets).toEqual([left]);
    expect(readFileSync(final(at.root))).toEqual(bytes);
    expect(readdirSync(join(at.root, 'partial'))).toEqual([]);
  });

  it('lets one of several processes write, and the others find it there', async () => {
    const at = room();
    const children = Array.from({ length: 3 }, () => startWriter(at.root, {}));
    const opened = await Promise.all(children.map(outputOf));
    expect(opened.join('').match(/open/g)).toHaveLength(1);
    expect(opened.join('').match(/done/g)).toHaveLength(3);
    expect(readFileSync(final(at.root))).toEqual(bytes);
    expect(readdirSync(join(at.root, 'partial'))).toEqual([]);
  });

  it('says that the disk is full and leaves no half file', async () => {
    const small = join(root, 'small-disk');
    mkdirSync(small);
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
    if (mounted.code !== 0) return warnSkipped(`cannot mount a small disk: ${mounted.stderr.trim()}`);
    try {
      const at = { root: small, keepPartials: true };
      const put = writeBlob(at, descriptor, (offset) => chunked(bytes.subarray(offset)));
      await expect(put).rejects.toMatchObject({
        code: 'io',
        message: expect.stringContaining('disk is full'),
      });
      expect(readdirSync(join(small, 'partial'))).toEqual([]);
      const image = sampleImage();
      const sink = await openLayoutSink(join(small, 'layout'), 'v1');
      const big = { mediaType: 'x', ...descriptor };
      await expect(sink.putBlob(big, () => chunked(bytes))).rejects.toMatchObject({ code: 'io' });
      await writeSample(image, sink);
    } finally {
      await run('umount', [small]);
    }
  });
});

function startWriter(dir: string, options: { slow?: boolean }) {
  const script = `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { digestOf } from ${JSON.stringify(new URL('../../base/digest.ts', import.meta.url).href)};
    import { writeBlob } from ${JSON.stringify(new URL('./blob-writer.ts', import.meta.url).href)};
    const bytes = Buffer.alloc(3_000_000, 'plimsoll');
    const descriptor = { digest: digestOf(bytes), size: bytes.length };
    await writeBlob({ root: ${JSON.stringify(dir)}, keepPartials: true }, descriptor, async function* (offset) {
      console.log('open');
      for (let at = offset; at < bytes.length; at += 100_000) {
        await sleep(${options.slow ? 100 : 10});
        yield bytes.subarray(at, at + 100_000);
      }
    });
    console.log('done');
  `;
  return startNode(script);
}

function startNode(script: string) {
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function outputOf(child: ReturnType<typeof startNode>): Promise<string> {
  return (await collect(child.stdout as AsyncIterable<Buffer>)).toString();
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await sleep(25);
  expect(condition()).toBe(true);
}
