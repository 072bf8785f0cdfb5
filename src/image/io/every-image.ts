// All images of a layout or archive, for `load`: opened one after the other over one open tree.
import { stat } from 'node:fs/promises';
import { asPlimsollError } from '../../base/error.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { isIndexType, isManifestType } from '../media-types.ts';
import type { ImageSource } from '../medium.ts';
import { type ArchiveTree, type OpenArchiveOptions, openArchive } from './archive-tree.ts';
import { dockerTreeSource } from './docker-archive-source.ts';
import { parseDockerManifest } from './docker-manifest.ts';
import { directoryTree, type FileTree, readSmallFile } from './file-tree.ts';
import { namesOf } from './layout-index.ts';
import { openTreeSource, readTreeIndex } from './layout-source.ts';
import { isSkopeoDir, openSkopeoDirSource } from './skopeo-dir-source.ts';

/** One image in a file, and every name it has there (full ones and bare tags). */
export interface FoundImageSource {
  readonly names: readonly string[];
  readonly source: ImageSource;
}

/**
 * Opens each image of an OCI layout, its archive, a `docker save` archive, or what skopeo wrote to `dir:`, in turn.
 * @param path file or folder, `-` for standard input
 * @throws PlimsollError `not-found`, `malformed`
 */
export async function* everyImage(
  path: string,
  options: OpenArchiveOptions = {},
): AsyncGenerator<FoundImageSource> {
  if (path !== '-' && (await isDirectory(path))) {
    if (await isSkopeoDir(path)) yield { names: [], source: await openSkopeoDirSource(path) };
    else yield* imagesOfLayout(directoryTree(path));
    return;
  }
  const archive = await openArchive(path, options);
  try {
    const shared: ArchiveTree = {
      ...archive,
      find: archive.find.bind(archive),
      read: archive.read.bind(archive),
      close: async () => {},
    };
    if (archive.index.find('oci-layout') && archive.index.find('index.json')) yield* imagesOfLayout(shared);
    else yield* imagesOfManifest(shared);
  } finally {
    await archive.close();
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw asPlimsollError(error, `open ${path}`, 'not-found');
  }
}

async function* imagesOfLayout(tree: FileTree): AsyncGenerator<FoundImageSource> {
  const index = await readTreeIndex(tree);
  const digests = new Set<string>();
  for (const entry of index.entries) {
    if (digests.has(entry.digest) || !(isIndexType(entry.mediaType) || isManifestType(entry.mediaType)))
      continue;
    digests.add(entry.digest);
    const names = index.entries.filter((e) => e.digest === entry.digest).flatMap(namesOf);
    const name = `${tree.label}@${entry.digest}`;
    yield {
      names: [...new Set(names)],
      source: await openTreeSource(tree, undefined, { name, select: () => entry }),
    };
  }
}

async function* imagesOfManifest(tree: ArchiveTree): AsyncGenerator<FoundImageSource> {
  const bytes = await readSmallFile(tree, 'manifest.json', DEFAULT_LIMITS.documentBytes);
  const images = bytes ? parseDockerManifest(bytes, `${tree.label}: manifest.json`) : [];
  // Without a manifest.json the reader's own error says best what the archive is.
  if (images.length === 0) yield { names: [], source: await dockerTreeSource(tree, undefined, {}) };
  for (const [i, image] of images.entries())
    yield {
      names: image.repoTags,
      source: await dockerTreeSource(tree, `@${i}`, { name: `${tree.label}@${i}` }),
    };
}
