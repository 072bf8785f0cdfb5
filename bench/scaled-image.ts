import { rmSync } from 'node:fs';
import { composeImage } from '../src/image/compose.ts';
import { readFileRange } from '../src/image/io/file-tree.ts';
import { type LayerFile, writeLayer } from '../src/image/io/layer-writer.ts';
import { openLayoutSink } from '../src/image/io/layout-sink.ts';

const BASE = 2000;

/** Writes an image of `times` x 2000 npm packages with a file each, and says how many files it has. */
export async function writeScaledImage(layout: string, times: number): Promise<number> {
  const files: LayerFile[] = [];
  for (let i = 0; i < BASE * times; i++) {
    const folder = `srv/node_modules/package-${i}`;
    files.push(
      text(
        `${folder}/package.json`,
        JSON.stringify({ name: `package-${i}`, version: `1.${i}.0`, license: 'MIT' }),
      ),
      text(`${folder}/index.js`, `module.exports = ${i};\n`),
    );
  }
  const sink = await openLayoutSink(layout, 'latest');
  const scratch = `${layout}.layer`;
  const { descriptor, diffId } = await writeLayer(files, scratch);
  await sink.putBlob(descriptor, (offset) =>
    readFileRange({ path: scratch, offset: 0, size: descriptor.size }, { offset }),
  );
  rmSync(scratch);
  const image = composeImage({
    platform: { os: 'linux', architecture: process.arch === 'arm64' ? 'arm64' : 'amd64' },
    created: '2026-01-01T00:00:00Z',
    layers: [{ descriptor, diffId, createdBy: 'COPY node_modules /srv/node_modules' }],
    config: {},
  });
  await sink.putBlob(image.config.descriptor, async function* (offset) {
    yield image.config.bytes.subarray(offset);
  });
  await sink.putDocument(image.manifest);
  await sink.tag(image.manifest);
  await sink.close();
  return files.length;
}

function text(path: string, content: string): LayerFile {
  const bytes = Buffer.from(content);
  return { fields: { path, type: 'file', mode: 0o644, size: bytes.length, mtime: 0 }, content: bytes };
}
