// Images out of folders: the product's own writer makes their layers, a real Debian root lies under them where asked for.
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LayerFile, writeLayer } from '../../../src/image/io/layer-writer.ts';
import { realImage } from '../../support/images.ts';
import { type LayoutLayer, writeLayout } from '../../support/oci-layout.ts';
import { CannotBeMade, inside } from './workshop.ts';

const GZIP = 'application/vnd.oci.image.layer.v1.tar+gzip';

export interface Layer {
  /** Fills the folder that becomes the layer's root. */
  fill(root: string): Promise<void>;
  /** Paths that the layer deletes. */
  readonly deletes?: readonly string[];
  readonly createdBy: string;
}

/** Writes an OCI layout of layers, on the Debian root unless it is to stand alone. */
export async function stack(
  folder: string,
  base: 'debian' | 'nothing',
  layers: readonly Layer[],
): Promise<void> {
  const written: LayoutLayer[] = base === 'debian' ? [await debianLayer()] : [];
  const files: string[] = [];
  for (const [i, layer] of layers.entries()) {
    const root = join(folder, `root-${i}`);
    mkdirSync(root, { recursive: true });
    await layer.fill(root);
    const file = `${folder}.layer-${i}`;
    rmSync(file, { force: true });
    const whiteouts = (layer.deletes ?? []).map((path) => whiteout(path));
    const { diffId } = await writeLayer([...layerFiles(root), ...whiteouts], file);
    written.push({ blob: file, mediaType: GZIP, diffId, createdBy: layer.createdBy });
    files.push(file);
  }
  await writeLayout(folder, written);
  for (const file of files) rmSync(file);
}

/** A layout made elsewhere, its blobs shared. */
export async function borrow(folder: string, layout: string | undefined, name: string): Promise<void> {
  if (!layout) throw new CannotBeMade(`the ${name} image is not on this machine`);
  await inside(folder, 'cp', '-al', `${layout}/.`, folder);
}

async function debianLayer(): Promise<LayoutLayer> {
  const layout = await realImage('nginx-layers');
  if (!layout) throw new CannotBeMade('a Debian root cannot be made');
  const document = (digest: string) => JSON.parse(readFileSync(blob(layout, digest), 'utf8'));
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'));
  const manifest = document(index.manifests[0].digest);
  const { rootfs } = document(manifest.config.digest);
  const diffId = rootfs.diff_ids[0] as string;
  return {
    blob: blob(layout, manifest.layers[0].digest),
    mediaType: GZIP,
    diffId,
    createdBy: 'ADD rootfs.tar /',
  };
}

function blob(layout: string, digest: string): string {
  return join(layout, 'blobs', digest.replace(':', '/'));
}

/** Every file below a folder, sorted, as root would have installed it. */
function layerFiles(root: string, path = ''): LayerFile[] {
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => {
      const inner = path ? `${path}/${name}` : name;
      const file = layerFile(join(root, inner), inner);
      return file?.fields.type === 'directory' ? [file, ...layerFiles(root, inner)] : file ? [file] : [];
    });
}

function layerFile(source: string, path: string): LayerFile | undefined {
  const info = lstatSync(source);
  const fields = { path, mode: info.mode & 0o777, mtime: 0 };
  if (info.isDirectory()) return { fields: { ...fields, type: 'directory' } };
  if (info.isSymbolicLink())
    return { fields: { ...fields, type: 'symlink', linkPath: readlinkSync(source) } };
  if (!info.isFile()) return undefined;
  return { fields: { ...fields, type: 'file', size: info.size }, content: { file: source } };
}

function whiteout(path: string): LayerFile {
  const marked = path.replace(/([^/]+)$/, '.wh.$1');
  return { fields: { path: marked, type: 'file', mode: 0o644, size: 0, mtime: 0 }, content: Buffer.alloc(0) };
}
