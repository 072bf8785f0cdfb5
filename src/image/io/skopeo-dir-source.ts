// The folder that `skopeo copy … dir:FOLDER` writes (containers-transports(5), "dir:path"): `manifest.json` is what the
// reference named, other manifests are `HEX.manifest.json`, blobs bare `HEX`, and `version` says that it is one.
import { type Digest, hexOf } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import type { Descriptor } from '../descriptor.ts';
import { type Document, parseManifest } from '../manifest.ts';
import type { BlobOptions, FileRange, ImageSource } from '../medium.ts';
import { directoryTree, type FileTree, readSmallFile } from './file-tree.ts';

const MANIFEST = 'manifest.json';
const VERSION = /^Directory Transport Version: 1\.\d+\s*$/;

/** True when a folder says of itself that it is one. Damage and other versions are no such folder. */
export async function isSkopeoDir(dir: string): Promise<boolean> {
  const tree = directoryTree(dir);
  try {
    const version = await readSmallFile(tree, 'version', 64);
    return VERSION.test(version?.toString('latin1') ?? '') && (await tree.find(MANIFEST)) !== undefined;
  } catch (error) {
    if (error instanceof PlimsollError) return false;
    throw error;
  }
}

/**
 * Opens the image in such a folder.
 * @throws PlimsollError `not-found`, `malformed`
 */
export async function openSkopeoDirSource(
  dir: string,
  limits: Limits = DEFAULT_LIMITS,
): Promise<ImageSource> {
  const tree = directoryTree(dir);
  const root = await readDocument(tree, MANIFEST, {}, limits);
  const find = (digest: Digest): Promise<FileRange | undefined> => tree.find(hexOf(digest));
  return {
    transport: 'skopeo-dir',
    name: `dir:${dir}`,
    tags: [],
    madeManifest: false,
    root: async () => root,
    document: async (descriptor) => {
      if (descriptor.digest === root.digest) return root;
      return readDocument(tree, `${hexOf(descriptor.digest)}.${MANIFEST}`, descriptor, limits);
    },
    async *blob(descriptor: Descriptor, options: BlobOptions = {}) {
      const range = await find(descriptor.digest);
      if (!range) throw missing(tree, hexOf(descriptor.digest));
      yield* tree.read(range, options);
    },
    locate: (descriptor) => find(descriptor.digest),
    referrers: async () => [],
    close: () => tree.close(),
  };
}

async function readDocument(
  tree: FileTree,
  name: string,
  expected: Partial<Pick<Descriptor, 'digest' | 'mediaType' | 'size'>>,
  limits: Limits,
): Promise<Document> {
  const where = `${tree.label}: ${name}`;
  const bytes = await readSmallFile(tree, name, limits.documentBytes);
  if (!bytes) throw missing(tree, name);
  const { digest, mediaType, size } = expected;
  if (size !== undefined && size !== bytes.length)
    throw new PlimsollError(
      'size-mismatch',
      `read ${where}: ${bytes.length} bytes where the index announces ${size}`,
    );
  return parseManifest(bytes, { where, limits, ...(digest && { digest }), ...(mediaType && { mediaType }) });
}

function missing(tree: FileTree, name: string): PlimsollError {
  return new PlimsollError('not-found', `read ${tree.label}: ${name} is missing`, {
    hint: 'the image is incomplete: copy it again with everything it refers to',
  });
}
