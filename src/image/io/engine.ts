import { PassThrough } from 'node:stream';
import { PlimsollError } from '../../base/error.ts';
import { isObject } from '../../base/json.ts';
import type { Descriptor } from '../descriptor.ts';
import type { Document } from '../manifest.ts';
import type { ImageSink, ImageSource, OnProgress, Transport } from '../medium.ts';
import { openDockerArchiveSink } from './archive-sink.ts';
import { openStream } from './archive-tree.ts';
import { dockerTreeSource } from './docker-archive-source.ts';
import {
  checkStatus,
  type EngineClient,
  engineJson,
  engineRequest,
  messageOf,
  pathName,
  readAnswer,
  streamAnswer,
} from './engine-client.ts';
import { type EndpointOptions, type Engine, findEngine } from './engine-endpoint.ts';
import { repoTag, tagOf } from './names.ts';

export interface EngineOptions extends EndpointOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Opens an image of a local engine. The engine writes it as an archive, which goes to a temporary file without a name.
 * @param name as the engine knows it, or an image id
 * @throws PlimsollError `not-found`, `network`, `unsupported` (ssh)
 */
export async function openEngineSource(
  engine: Engine,
  name: string,
  options: EngineOptions = {},
): Promise<ImageSource> {
  const client = { engine, endpoint: findEngine(engine, options) };
  const { signal } = options;
  const found = await inspect(client, name, signal);
  if (!found)
    throw new PlimsollError('not-found', `read ${engine}:${name}: ${engine} has no such image`, {
      hint: `${engine} images lists what it has`,
    });
  const response = await engineRequest(
    client,
    'GET',
    `/images/${pathName(found.name)}/get`,
    signal ? { signal } : {},
  );
  if (response.statusCode !== 200) checkStatus(client, response, await readAnswer(client, response));
  const tree = await openStream(
    streamAnswer(client, response),
    `${engine}:${name}`,
    signal ? { signal } : {},
  );
  return dockerTreeSource(tree, undefined, {
    transport: engine,
    name: `${engine}:${name}`,
    tags: found.repoTags,
  });
}

interface Inspected {
  /** The spelling that the engine took. */
  readonly name: string;
  readonly id: string;
  readonly repoTags: readonly string[];
}

async function inspect(
  client: EngineClient,
  name: string,
  signal?: AbortSignal,
): Promise<Inspected | undefined> {
  for (const spelling of spellingsOf(client.engine, name)) {
    const value = await engineJson(
      client,
      'GET',
      `/images/${pathName(spelling)}/json`,
      signal ? { signal } : {},
    );
    if (!isObject(value) || typeof value.Id !== 'string') continue;
    const tags = Array.isArray(value.RepoTags) ? value.RepoTags : [];
    const repoTags = tags.filter((tag): tag is string => typeof tag === 'string');
    return { name: spelling, id: value.Id.replace(/^(?!sha256:)/, 'sha256:'), repoTags };
  }
  return undefined;
}

// podman keeps images built or loaded without a registry under localhost/, where its docker API does not look.
function spellingsOf(engine: Engine, name: string): readonly string[] {
  if (engine === 'docker') return [name];
  return [...new Set([name, repoTag(name), `localhost/${repoTag(name)}`])];
}

/** Opens a local engine for writing one image, which `docker load` takes. @param name the name it gets */
export async function openEngineSink(
  engine: Engine,
  name: string,
  options: EngineOptions = {},
): Promise<ImageSink> {
  const client = { engine, endpoint: findEngine(engine, options) };
  await engineJson(client, 'GET', '/_ping', options.signal ? { signal: options.signal } : {}).catch(notJson);
  return EngineSink.open(client, name, options);
}

// `/_ping` answers the bare word OK.
function notJson(error: unknown): void {
  if (!(error instanceof PlimsollError) || error.code !== 'malformed') throw error;
}

class EngineSink implements ImageSink {
  readonly transport: Transport;
  readonly name: string;
  private readonly client: EngineClient;
  private readonly image: string;
  private readonly signal: AbortSignal | undefined;
  private readonly archive: ImageSink;
  private readonly stream: PassThrough;
  private root: Document | undefined;

  static async open(client: EngineClient, image: string, options: EngineOptions): Promise<ImageSink> {
    const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
    const archive = await openDockerArchiveSink('-', image, { ...options, stdout: stream });
    return new EngineSink(client, image, options.signal, archive, stream);
  }

  private constructor(
    client: EngineClient,
    image: string,
    signal: AbortSignal | undefined,
    archive: ImageSink,
    stream: PassThrough,
  ) {
    this.transport = client.engine;
    this.name = `${client.engine}:${image}`;
    this.client = client;
    this.image = image;
    this.signal = signal;
    this.archive = archive;
    this.stream = stream;
  }

  async hasBlob(descriptor: Descriptor, signal?: AbortSignal): Promise<boolean> {
    return this.archive.hasBlob(descriptor, signal);
  }

  async adoptBlob(descriptor: Descriptor, from: ImageSource, signal?: AbortSignal): Promise<boolean> {
    return this.archive.adoptBlob(descriptor, from, signal);
  }

  async putBlob(
    descriptor: Descriptor,
    open: (offset: number) => AsyncIterable<Buffer>,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.archive.putBlob(descriptor, open, signal);
  }

  async putDocument(document: Document, signal?: AbortSignal): Promise<void> {
    await this.archive.putDocument(document, signal);
  }

  async tag(document: Document, signal?: AbortSignal): Promise<void> {
    await this.archive.tag(document, signal);
    this.root = document;
  }

  async close(): Promise<void> {
    const written = this.archive.close().then(
      () => this.stream.end(),
      (error) => {
        this.stream.destroy(error);
        throw error;
      },
    );
    const loaded = this.load().catch((error) => {
      this.stream.destroy(error);
      throw error;
    });
    const [archive, engine] = await Promise.allSettled([written, loaded]);
    // The engine's refusal is the cause of the broken stream; a failure to write the archive is one of the missing answer.
    const failed = [archive, engine].find(
      (r) => r.status === 'rejected' && r.reason instanceof PlimsollError,
    );
    for (const result of [failed, engine, archive]) if (result?.status === 'rejected') throw result.reason;
    await this.ensureName();
  }

  async abort(): Promise<void> {
    this.stream.destroy();
    await this.archive.abort();
  }

  private async load(): Promise<void> {
    const request = { body: this.stream, ...(this.signal && { signal: this.signal }) };
    const response = await engineRequest(this.client, 'POST', '/images/load?quiet=1', request);
    const body = await readAnswer(this.client, response);
    checkStatus(this.client, response, body);
    // A load that fails half-way says so in a line of an answer that began with 200.
    for (const line of body.toString('utf8').split(/\r?\n/)) {
      if (!line.includes('"error')) continue;
      throw new PlimsollError(
        'io',
        `load ${this.image} into ${this.client.engine}: ${messageOf(Buffer.from(line)) ?? line}`,
      );
    }
  }

  // Engines take the names out of the archive; what they made of them is looked up rather than trusted.
  private async ensureName(): Promise<void> {
    const value = this.root?.value;
    const config = value?.kind === 'image' ? value.config.digest : undefined;
    const found = await inspect(this.client, this.image, this.signal);
    // The id is the configuration's digest, with docker's containerd store the manifest's.
    if (found && (!config || found.id === config || found.id === this.root?.digest)) return;
    const repository = repoTag(this.image).replace(/:[^/:]*$/, '');
    const query = new URLSearchParams({ repo: repository, tag: tagOf(this.image) });
    const response = await engineRequest(this.client, 'POST', `/images/${config}/tag?${query}`);
    checkStatus(this.client, response, await readAnswer(this.client, response));
  }
}
