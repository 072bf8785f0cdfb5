// Copies an image from any medium to any other, never touching a byte: blobs first, manifests by digest, the tag last.
import { mapConcurrent } from '../base/concurrency.ts';
import type { Digest } from '../base/digest.ts';
import { PlimsollError } from '../base/error.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { type Document, type ImageManifest, isIndexDocument } from '../image/manifest.ts';
import { isForeignLayerType } from '../image/media-types.ts';
import type { ImageSink, ImageSource, OnProgress, ProgressEvent } from '../image/medium.ts';
import type { Platform } from '../image/platform.ts';
import { selectManifest } from '../image/select.ts';

export interface CopyOptions {
  /**
   * `all`: every child of an index. A platform: that child alone, and the index only where `keepIndex` says so, for a
   * store that remembers what the reference named.
   */
  readonly platform: 'all' | Platform;
  readonly keepIndex?: boolean;
  /** Blobs under way at once. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

export interface CopyResult {
  /** What the sink's reference names now. */
  readonly digest: Digest;
  readonly mediaType: string;
  readonly documents: number;
  readonly blobs: { readonly moved: number; readonly reused: number; readonly bytes: number };
  /** Foreign layers that stay where their publisher offers them. */
  readonly leftOut: readonly Digest[];
}

/**
 * Copies what a source names into a sink. Bytes and digests stay what they are. On failure the sink is aborted: the tag
 * still points where it did.
 */
export async function copyImage(
  source: ImageSource,
  sink: ImageSink,
  options: CopyOptions,
): Promise<CopyResult> {
  const copy = new Copy(source, sink, options);
  try {
    const result = await copy.run();
    await sink.close();
    return result;
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

class Copy {
  private readonly source: ImageSource;
  private readonly sink: ImageSink;
  private readonly options: CopyOptions;
  private readonly done = new Set<Digest>();
  private readonly leftOut: Digest[] = [];
  private documents = 0;
  private moved = 0;
  private reused = 0;
  private bytes = 0;

  constructor(source: ImageSource, sink: ImageSink, options: CopyOptions) {
    this.source = source;
    this.sink = sink;
    this.options = options;
  }

  async run(): Promise<CopyResult> {
    const root = await this.source.root(this.options.signal);
    const named = await this.copyDocument(root, 0);
    await this.sink.tag(named, this.options.signal);
    return {
      digest: named.digest,
      mediaType: named.mediaType,
      documents: this.documents,
      blobs: { moved: this.moved, reused: this.reused, bytes: this.bytes },
      leftOut: this.leftOut,
    };
  }

  /** Copies a document and all below it; returns the one that stands for it in the sink. */
  private async copyDocument(document: Document, depth: number): Promise<Document> {
    if (depth > DEFAULT_LIMITS.indexDepth)
      throw new PlimsollError(
        'limit',
        `copy ${this.source.name}: indexes lie more than ${DEFAULT_LIMITS.indexDepth} deep`,
      );
    if (!isIndexDocument(document)) {
      await this.copyBlobs(document as Document<ImageManifest>);
      return this.put(document);
    }
    const { platform } = this.options;
    if (platform === 'all') {
      for (const child of document.value.manifests) await this.copyChild(child, depth);
      return this.put(document);
    }
    const { descriptor } = selectManifest(document.value, platform, this.source.name);
    const chosen = await this.copyChild(descriptor, depth);
    return this.options.keepIndex ? this.put(document) : chosen;
  }

  private async copyChild(descriptor: Descriptor, depth: number): Promise<Document> {
    const child = await this.source.document(descriptor, this.options.signal);
    if (this.done.has(child.digest)) return child;
    this.done.add(child.digest);
    return this.copyDocument(child, depth + 1);
  }

  private async put(document: Document): Promise<Document> {
    await this.sink.putDocument(document, this.options.signal);
    this.documents++;
    return document;
  }

  private async copyBlobs(manifest: Document<ImageManifest>): Promise<void> {
    const blobs = [...manifest.value.layers, manifest.value.config].filter(
      (blob) => !this.done.has(blob.digest),
    );
    const unique = [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
    await mapConcurrent(unique, this.options.concurrency ?? 4, (blob) => this.copyBlob(blob));
  }

  private async copyBlob(blob: Descriptor): Promise<void> {
    this.done.add(blob.digest);
    const { signal } = this.options;
    const foreign = isForeignLayerType(blob.mediaType) && blob.urls !== undefined;
    if (foreign && this.sink.transport === 'registry') {
      this.leftOut.push(blob.digest);
      return;
    }
    if ((await this.sink.hasBlob(blob, signal)) || (await this.sink.adoptBlob(blob, this.source, signal))) {
      this.reused++;
      this.report(blob, blob.size, 'reused');
      return;
    }
    this.report(blob, 0, 'active');
    await this.sink.putBlob(blob, (offset) => this.counted(blob, offset), signal);
    this.moved++;
    this.bytes += blob.size;
    this.report(blob, blob.size, 'done');
  }

  private async *counted(blob: Descriptor, offset: number): AsyncGenerator<Buffer> {
    let done = offset;
    const { signal } = this.options;
    for await (const chunk of this.source.blob(blob, { offset, ...(signal && { signal }) })) {
      done += chunk.length;
      yield chunk;
      this.report(blob, done, 'active');
    }
  }

  private report(blob: Descriptor, done: number, state: ProgressEvent['state']): void {
    const label = blob.digest.slice(7, 19);
    this.options.onProgress?.({ kind: 'blob', id: blob.digest, label, done, total: blob.size, state });
  }
}
