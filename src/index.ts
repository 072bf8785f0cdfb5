// The library: what the commands do, without their flags. Results are plain data; failures are PlimsollError.
export { type DiffId, type Digest, digestOf, parseDigest } from './base/digest.ts';
export { type ErrorCode, PlimsollError } from './base/error.ts';
export { DEFAULT_LIMITS, type Limits } from './base/limits.ts';
export { type Image, type OpenImageOptions, openImage } from './image/image.ts';
export type { FileNode, FileView, LayerEntry, LayerReader } from './image/layers/types.ts';
export { type Document, parseManifest } from './image/manifest.ts';
export type { ImageSink, ImageSource, OnProgress, ProgressEvent } from './image/medium.ts';
export { defaultPlatform, formatPlatform, type Platform, parsePlatform } from './image/platform.ts';
export { formatReference, type ImageReference, parseReference } from './image/reference.ts';
export type { CheckReport, Finding, Severity } from './report/model.ts';
export { type CheckOptions, checkImage } from './usecase/check.ts';
export { type CopyOptions, type CopyResult, copyImage } from './usecase/copy.ts';
export { exportImage } from './usecase/export.ts';
export { openImageOf, openSink, openSource } from './usecase/io/open.ts';
export { openSession, type Session, type SessionOptions } from './usecase/io/session.ts';
