// New images out of layers: pure, documents in and out as bytes.

import type { DiffId } from '../base/digest.ts';
import { digestOf } from '../base/digest.ts';
import { canonicalJson } from '../base/json.ts';
import type { Descriptor } from './descriptor.ts';
import { type Document, type ImageManifest, parseManifest } from './manifest.ts';
import { MediaType } from './media-types.ts';
import type { Platform } from './platform.ts';

export interface NewLayer {
  readonly descriptor: Descriptor;
  readonly diffId: DiffId;
  /** What made it, for the history: `COPY bundle /app`. */
  readonly createdBy: string;
}

export interface NewImage {
  readonly platform: Platform;
  /** RFC 3339. */
  readonly created: string;
  readonly layers: readonly NewLayer[];
  /** The `config` object with docker's field names: User, Env, Entrypoint, … */
  readonly config: Readonly<Record<string, unknown>>;
  /** History lines that made no layer, put behind those of the layers: `ENTRYPOINT […]`. */
  readonly emptySteps?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ComposedImage {
  readonly config: { readonly descriptor: Descriptor; readonly bytes: Buffer };
  readonly manifest: Document<ImageManifest>;
}

/** Composes configuration and manifest of an OCI image. The same input gives the same bytes. */
export function composeImage(image: NewImage): ComposedImage {
  const { created, platform } = image;
  const history = [
    ...image.layers.map((layer) => ({ created, created_by: layer.createdBy })),
    ...(image.emptySteps ?? []).map((step) => ({ created, created_by: step, empty_layer: true })),
  ];
  const config = Buffer.from(
    canonicalJson({
      architecture: platform.architecture,
      os: platform.os,
      ...(platform.variant && { variant: platform.variant }),
      created,
      config: image.config,
      rootfs: { type: 'layers', diff_ids: image.layers.map((layer) => layer.diffId) },
      history,
    }),
  );
  const descriptor: Descriptor = {
    mediaType: MediaType.ociConfig,
    digest: digestOf(config),
    size: config.length,
  };
  const manifest = Buffer.from(
    canonicalJson({
      schemaVersion: 2,
      mediaType: MediaType.ociManifest,
      config: descriptor,
      layers: image.layers.map((layer) => layer.descriptor),
      ...(image.annotations && { annotations: image.annotations }),
    }),
  );
  return {
    config: { descriptor, bytes: config },
    manifest: parseManifest(manifest) as Document<ImageManifest>,
  };
}
