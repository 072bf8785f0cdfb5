import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';
import { sniffCompression } from '../../../codec/compression.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { type ModuleInfo, parametersOf, readModuleInfo } from './modinfo.ts';
import { KERNEL_SCOPE, kernelName } from './names.ts';

const MAX_BYTES = 128 * 1024 * 1024;

/**
 * Reads a kernel module, plain or packed with gzip or zstd. One that is packed with xz is known by its place alone.
 * @throws PlimsollError `malformed`, `limit`
 */
export function parseModule({ path, bytes }: CatalogFile): ParsedFile {
  if (path.endsWith('.xz')) return { packages: [moduleDraft(path, undefined)] };
  const info = readModuleInfo(unpack(bytes));
  if (!info) throw new PlimsollError('malformed', 'read kernel module: it is none');
  return { packages: [moduleDraft(path, info)] };
}

function unpack(bytes: Buffer): Buffer {
  const kind = sniffCompression(bytes);
  if (kind === 'none') return bytes;
  try {
    const options = { maxOutputLength: MAX_BYTES };
    return kind === 'gzip' ? gunzipSync(bytes, options) : zstdDecompressSync(bytes, options);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new PlimsollError('limit', `read kernel module: it unpacks to more than ${MAX_BYTES} bytes`);
    throw new PlimsollError('malformed', `read kernel module: its ${kind} is damaged`, { cause });
  }
}

function moduleDraft(path: string, info: ModuleInfo | undefined): PackageDraft {
  const first = (key: string): string => info?.first(key) ?? '';
  // Old modules do not carry their name: the kernel takes that of the file.
  const name = first('name') || baseNameOf(path).split('.ko')[0]?.replaceAll('-', '_') || '';
  const version = first('version');
  const kernel = first('vermagic').split(' ')[0] || kernelOfPath(path);
  const metadata: JsonObject = {
    ...given({ name, version, sourceVersion: first('srcversion') }),
    path: `/${path}`,
    ...given({ description: first('description'), author: (info?.values('author') ?? []).join(', ') }),
    ...given({ license: first('license'), kernelVersion: kernel, versionMagic: first('vermagic') }),
    ...parametersField(info),
  };
  const depends = first('depends').split(',').filter(Boolean);
  return {
    ...{ name, version, type: 'linux-kernel-module', evidence: 'installed' },
    purl: formatPurl({ type: 'generic', name, ...(version && { version }) }),
    ...{ metadataType: 'linux-kernel-module', metadata, scope: KERNEL_SCOPE },
    ...(first('license') && { licenses: [{ value: first('license'), type: 'declared', path }] }),
    provides: [`${name} ${kernel}`],
    requires: [kernelName(kernel), ...depends.map((one) => `${one} ${kernel}`)],
    ...(first('description') && { description: first('description') }),
  };
}

function parametersField(info: ModuleInfo | undefined): JsonObject {
  const parameters = info ? parametersOf(info) : {};
  return Object.keys(parameters).length > 0 ? { parameters } : {};
}

function given(fields: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

function kernelOfPath(path: string): string {
  return /(?:^|\/)lib\/modules\/([^/]+)\//.exec(path)?.[1] ?? '';
}
