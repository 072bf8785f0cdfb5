import { createHash } from 'node:crypto';
import type { JsonObject } from '../../base/json.ts';
import { parseImageConfig } from '../../image/config.ts';
import type { EntryType, FileNode, FileView } from '../../image/layers/types.ts';
import type { CheckRun, Finding, ImageIdentity, LayerSummary, Origin } from '../../report/model.ts';
import type { Efficiency } from '../efficiency.ts';
import type { CheckContext, HiddenFile, Rule } from '../model.ts';
import { runRules } from '../run.ts';

// Builds a CheckContext from a few literals. Configurations go through the real parser, in docker's spelling.

/** A file by its content, or by what else is worth saying about it. */
export type FileLiteral =
  | string
  | {
      readonly content?: string;
      readonly type?: EntryType;
      readonly mode?: number;
      readonly uid?: number;
      readonly size?: number;
      readonly layer?: number;
      readonly linkTarget?: string;
      readonly device?: readonly [number, number];
      readonly xattrs?: Readonly<Record<string, Buffer>>;
    };

export interface ContextLiteral {
  /** The runtime configuration, as in `docker inspect`: `{User: 'app'}`. `null`: a bare file system. */
  readonly config?: JsonObject | null;
  /** Top-level fields: `created`, `os`. */
  readonly image?: JsonObject;
  /** `created_by` texts; one that starts with `-` made no layer. */
  readonly history?: readonly string[];
  readonly files?: Readonly<Record<string, FileLiteral>>;
  readonly layers?: readonly Partial<LayerSummary>[];
  readonly origins?: readonly Origin[];
  readonly hidden?: readonly {
    path: string;
    size: number;
    layer?: number;
    by?: number;
    how?: HiddenFile['how'];
  }[];
  readonly identity?: Partial<ImageIdentity>;
  readonly efficiency?: Efficiency;
  readonly now?: number;
}

export const TEST_NOW = Date.UTC(2026, 7, 22);

/** Makes a context; everything that is not given is harmless. */
export function makeContext(literal: ContextLiteral = {}): CheckContext {
  const history = (literal.history ?? []).map((text) =>
    text.startsWith('-') ? { created_by: text.slice(1), empty_layer: true } : { created_by: text },
  );
  const counted = Math.max(1, history.filter((h) => !('empty_layer' in h)).length);
  const count = literal.layers?.length ?? literal.origins?.length ?? counted;
  const diffIds = Array.from({ length: count }, (_, i) => fakeDigest(`layer ${i}`));
  const layers = diffIds.map((diffId, i) => fakeLayer(i, diffId, literal));
  const nodes = new Map(
    Object.entries(literal.files ?? {}).map(([path, file]) => [path, fakeNode(path, file)] as const),
  );
  const files = fakeView(nodes);
  const json = {
    os: 'linux',
    architecture: 'amd64',
    created: '2026-08-01T00:00:00Z',
    config: literal.config ?? {},
    history,
    rootfs: { type: 'layers', diff_ids: diffIds },
    ...literal.image,
  };
  return {
    identity: fakeIdentity(layers, literal.identity),
    config: literal.config === null ? undefined : parseImageConfig(Buffer.from(JSON.stringify(json))),
    files,
    layers,
    hidden: (literal.hidden ?? []).map(fakeHidden),
    read: (path) => contentOf(files, literal.files ?? {}, path),
    now: literal.now ?? TEST_NOW,
    ...(literal.efficiency && { efficiency: literal.efficiency }),
  };
}

/** What one rule says about an image made of literals. */
export function findingsOf(rule: Rule, literal: ContextLiteral): readonly Finding[] {
  return runRules(makeContext(literal), [rule]).findings;
}

/** Whether one rule passed, failed or was skipped. */
export function runOf(rule: Rule, literal: ContextLiteral): CheckRun {
  return runRules(makeContext(literal), [rule]).checks[0] as CheckRun;
}

function fakeDigest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function fakeLayer(index: number, diffId: string, literal: ContextLiteral): LayerSummary {
  return {
    index,
    digest: fakeDigest(`blob ${index}`),
    diffId,
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    size: 1000,
    unpackedSize: 4000,
    files: 10,
    instruction: '',
    origin: literal.origins?.[index] ?? 'unknown',
    wastedBytes: 0,
    ...literal.layers?.[index],
  };
}

function fakeIdentity(layers: readonly LayerSummary[], given: Partial<ImageIdentity> = {}): ImageIdentity {
  return {
    requested: 'example:1.0',
    reference: 'docker.io/library/example:1.0',
    transport: 'registry',
    assumptions: [],
    digest: fakeDigest('index'),
    manifestDigest: fakeDigest('manifest'),
    imageId: fakeDigest('config'),
    madeManifest: false,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: 'linux/amd64',
    platforms: ['linux/amd64'],
    size: 1000,
    unpackedSize: 4000,
    layers,
    labels: {},
    ...given,
  };
}

function fakeNode(path: string, file: FileLiteral): FileNode {
  const given = typeof file === 'string' ? { content: file } : file;
  const type = given.type ?? (given.linkTarget === undefined ? 'file' : 'symlink');
  return {
    path,
    type,
    mode: given.mode ?? (type === 'directory' ? 0o755 : 0o644),
    uid: given.uid ?? 0,
    gid: 0,
    size: given.size ?? Buffer.byteLength(given.content ?? ''),
    mtime: 0,
    linkTarget: given.linkTarget ?? '',
    devMajor: given.device?.[0] ?? 0,
    devMinor: given.device?.[1] ?? 0,
    layer: given.layer ?? 0,
    ...(given.xattrs && { xattrs: new Map(Object.entries(given.xattrs)) }),
  };
}

function fakeHidden({
  path,
  size,
  layer = 0,
  by = 1,
  how = 'deleted',
}: NonNullable<ContextLiteral['hidden']>[0]) {
  return { entry: fakeNode(path, { size }), layer, hiddenBy: by, how };
}

function contentOf(
  files: FileView,
  literals: Readonly<Record<string, FileLiteral>>,
  path: string,
): Buffer | undefined {
  const literal = literals[files.resolve(path)?.path ?? ''];
  const content = typeof literal === 'string' ? literal : literal?.content;
  return content === undefined ? undefined : Buffer.from(content);
}

function fakeView(nodes: ReadonlyMap<string, FileNode>): FileView {
  const clean = (path: string): string => path.replace(/^\/+/, '');
  const resolve = (path: string, left = 40): FileNode | undefined => {
    const parts = clean(path).split('/');
    for (let i = 1; i <= parts.length; i++) {
      const node = nodes.get(parts.slice(0, i).join('/'));
      if (node?.type !== 'symlink') continue;
      const start = node.linkTarget.startsWith('/') ? [] : parts.slice(0, i - 1);
      const target = canonical([...start, ...node.linkTarget.split('/'), ...parts.slice(i)]);
      return left > 0 ? resolve(target, left - 1) : undefined;
    }
    return nodes.get(clean(path));
  };
  return {
    size: nodes.size,
    lookup: (path) => nodes.get(clean(path)),
    resolve: (path) => resolve(path),
    list: (path) => namesIn([...nodes.keys()], `${clean(path)}/`),
    entries: () => [...nodes.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

function namesIn(paths: readonly string[], folder: string): readonly string[] {
  const below = paths
    .filter((p) => p.startsWith(folder))
    .map((p) => p.slice(folder.length).split('/')[0] ?? '');
  return [...new Set(below)].sort();
}

function canonical(parts: readonly string[]): string {
  const out: string[] = [];
  for (const part of parts) {
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return out.join('/');
}
