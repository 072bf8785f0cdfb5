import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openImage } from '../../src/image/image.ts';
import { openLayoutSource } from '../../src/image/io/layout-source.ts';
import { exportTar } from '../../src/image/layers/export.ts';
import { walkImage } from '../../src/image/layers/walk.ts';
import { mustRun } from './peers.ts';
import { listTree } from './tree-listing.ts';

/**
 * What plimsoll's export of a layout holds, unpacked by the real tar into `scratch` and listed as {@link listTree} does.
 * Needs root. @throws PlimsollError when plimsoll refuses the image
 */
export async function listExport(layout: string, scratch: string): Promise<string[]> {
  const source = await openLayoutSource(layout);
  try {
    const image = await openImage(source, { platform: { os: 'linux', architecture: 'amd64' } });
    const { files } = await walkImage(image, { readers: [] });
    const tar = join(scratch, 'export.tar');
    const root = join(scratch, 'root');
    mkdirSync(root, { recursive: true });
    await pipeline(Readable.from(exportTar(image, files)), createWriteStream(tar));
    await mustRun('tar', ['-x', '-p', '--numeric-owner', '--same-owner', '-f', tar, '-C', root]);
    return listTree(root);
  } finally {
    await source.close();
  }
}
