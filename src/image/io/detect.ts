import { access, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PlimsollError } from '../../base/error.ts';
import { sniffCompression } from '../../codec/compression.ts';
import { openArchive } from './archive-tree.ts';
import { diskError } from './disk.ts';
import { isSkopeoDir } from './skopeo-dir-source.ts';

/** What a path holds, as the transport that reads it. */
export type LocalKind = 'oci' | 'oci-archive' | 'docker-archive' | 'skopeo-dir' | 'rootfs' | 'dir' | 'file';

/**
 * Recognises by content what a path is, for references without a transport. Undefined when there is nothing.
 * @throws PlimsollError `io` when it is there but cannot be read
 */
export async function detectLocal(path: string): Promise<LocalKind | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  if (found.isDirectory()) return detectDirectory(path);
  return found.isFile() ? detectFile(path) : 'file';
}

async function detectDirectory(path: string): Promise<LocalKind> {
  const has = (...names: string[]): Promise<boolean> =>
    access(join(path, ...names)).then(
      () => true,
      () => false,
    );
  if ((await has('oci-layout')) && (await has('index.json'))) return 'oci';
  if ((await has('version')) && (await isSkopeoDir(path))) return 'skopeo-dir';
  if ((await has('etc', 'os-release')) || (await has('usr', 'lib', 'os-release'))) return 'rootfs';
  // Distroless and scratch images: no release file, but the folders that only a root has side by side.
  if ((await has('etc', 'passwd')) && ((await has('usr')) || (await has('bin')))) return 'rootfs';
  return 'dir';
}

// A compressed archive has to be unpacked to look inside, so only tars and what may be compressed ones are opened.
async function detectFile(path: string): Promise<LocalKind> {
  if (!(await looksLikeTar(path))) return 'file';
  try {
    const tree = await openArchive(path);
    try {
      // Both are there since docker 25: then the reader of docker archives knows all of the names.
      if (tree.index.find('manifest.json')) return 'docker-archive';
      return tree.index.find('oci-layout') && tree.index.find('index.json') ? 'oci-archive' : 'file';
    } finally {
      await tree.close();
    }
  } catch (error) {
    if (error instanceof PlimsollError && ['malformed', 'limit'].includes(error.code)) return 'file';
    throw error;
  }
}

async function looksLikeTar(path: string): Promise<boolean> {
  try {
    const handle = await open(path);
    try {
      const head = Buffer.alloc(512);
      const { bytesRead } = await handle.read(head, 0, 512, 0);
      const bytes = head.subarray(0, bytesRead);
      return sniffCompression(bytes) !== 'none' || bytes.toString('latin1', 257, 262) === 'ustar';
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw diskError(error, `read ${path}`);
  }
}
