import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { rawTar } from '../../../test/support/raw-tar.ts';
import { collect, imageOf, writeSample } from '../../../test/support/sample-image.ts';
import { digestOf } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import type { Descriptor } from '../descriptor.ts';
import type { ImageSource } from '../medium.ts';
import { verifyBlob } from '../verify.ts';
import { openDockerArchiveSink } from './archive-sink.ts';
import { openDockerArchiveSource, openOciArchiveSource } from './docker-archive-source.ts';
import {
  EMPTY_INDEX,
  formatLayoutIndex,
  type LayoutIndex,
  namesOf,
  parseLayoutIndex,
  REF_NAME,
  replaceEntry,
  selectEntry,
} from './layout-index.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-prop-'));
afterAll(() => rmSync(root, { recursive: true }));

async function readAll(source: ImageSource): Promise<void> {
  try {
    const { value } = await source.root();
    if (value.kind !== 'image') return;
    for (const blob of [value.config, ...value.layers]) await collect(verifyBlob(source.blob(blob), blob));
  } finally {
    await source.close();
  }
}

it('archives with damaged bytes give the whole image or an error of ours, never other bytes', async () => {
  const small = imageOf([rawTar([{ name: 'a', body: 'x' }]), rawTar([{ name: 'b', body: 'y' }])]);
  const file = join(root, 'good.tar');
  await writeSample(small, await openDockerArchiveSink(file, 'x:1'));
  const good = readFileSync(file);
  const damaged = join(root, 'damaged.tar');
  const edit = fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { minLength: 1, maxLength: 8 }),
      fc.nat(good.length),
      async (edits, cut) => {
        const bytes = Buffer.from(good.subarray(0, edits.length > 4 ? cut : good.length));
        for (const { at, byte } of edits) if (at < bytes.length) bytes[at] = byte;
        writeFileSync(damaged, bytes);
        for (const open of [
          () => openOciArchiveSource(damaged),
          () => openDockerArchiveSource(damaged),
          () => openDockerArchiveSource(damaged, '@0'),
        ]) {
          const error = await open()
            .then(readAll)
            .catch((e: unknown) => e);
          if (error !== undefined) expect(error).toBeInstanceOf(PlimsollError);
        }
      },
    ),
    { numRuns: 150 },
  );
});

it('replaceEntry(): the last image given a name has it, the others keep theirs, nothing is lost with keepOld', () => {
  const descriptor = (n: number): Descriptor => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: digestOf(Buffer.from(String(n))),
    size: 1,
  });
  const step = fc.record({
    image: fc.nat(4),
    name: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.boolean(), (steps, keepOld) => {
      let index: LayoutIndex = EMPTY_INDEX;
      const model = new Map<string, string>();
      const images = new Set<string>();
      for (const { image, name } of steps) {
        const entry = descriptor(image);
        index = replaceEntry(index, name ? { ...entry, annotations: { [REF_NAME]: name } } : entry, keepOld);
        index = parseLayoutIndex(formatLayoutIndex(index), 'index.json');
        if (name) model.set(name, entry.digest);
        images.add(entry.digest);
      }
      for (const [name, digest] of model) expect(selectEntry(index, name, 'x').digest).toBe(digest);
      expect(index.entries.flatMap(namesOf).sort()).toEqual([...model.keys()].sort());
      if (keepOld) expect(new Set(index.entries.map((e) => e.digest))).toEqual(images);
    }),
  );
});
