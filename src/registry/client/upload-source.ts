import { algorithmOf, createHasher, finishHasher } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import type { Descriptor } from '../../image/descriptor.ts';

export type OpenBlob = (offset: number) => AsyncIterable<Buffer>;

/** The bytes to be pushed, hashed once however often parts of them are sent again. */
export interface UploadSource {
  /** Bytes [from, to) of the blob. */
  slice(from: number, to: number): AsyncGenerator<Buffer>;
  /** Bytes read and hashed so far. */
  position(): number;
  /** What the source itself threw: no fault of the registry's, so no reason to try again. */
  failure(): unknown;
  /** @throws PlimsollError `digest-mismatch` */
  check(): void;
}

export function createUploadSource(
  blob: Pick<Descriptor, 'digest' | 'size'>,
  open: OpenBlob,
  doing: string,
): UploadSource {
  const algorithm = algorithmOf(blob.digest);
  const hash = createHasher(algorithm);
  let hashed = 0;
  let failure: unknown;
  const note = (error: unknown): unknown => (failure = error);
  const wrongSize = (got: string) =>
    note(new PlimsollError('size-mismatch', `${doing}: the source gave ${got} of ${blob.size} bytes`));

  async function* read(from: number): AsyncGenerator<Buffer> {
    try {
      yield* open(from);
    } catch (error) {
      throw note(error);
    }
  }
  async function* slice(from: number, to: number): AsyncGenerator<Buffer> {
    let at = from;
    for await (const chunk of read(from)) {
      if (at + chunk.length > blob.size) throw wrongSize('more than');
      const part = chunk.subarray(0, to - at);
      if (at + part.length > hashed) {
        hash.update(part.subarray(Math.max(0, hashed - at)));
        hashed = at + part.length;
      }
      at += part.length;
      if (part.length > 0) yield part;
      if (at === to && to < blob.size) return;
    }
    if (at < to) throw wrongSize(String(at));
  }
  return {
    slice,
    position: () => hashed,
    failure: () => failure,
    check() {
      const digest = finishHasher(hash, algorithm);
      if (digest !== blob.digest)
        throw new PlimsollError('digest-mismatch', `${doing}: the source's bytes are ${digest}`, {
          hint: 'the blob is damaged where it comes from: fetch it again from a source you trust',
        });
    },
  };
}
