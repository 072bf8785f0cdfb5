import { SNIFF_BYTES, sniffExecutable } from '../../../codec/executable/index.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { LayerEntry } from '../../../image/layers/types.ts';
import type { Cataloger, ParsedFile, StreamParser } from '../../cataloger.ts';
import { GlobTable } from '../../select.ts';
import { completeBinaries } from './complete.ts';
import { draftOf } from './draft.ts';
import { type Sighting, SignatureScan } from './scan.ts';
import type { Signature } from './signature.ts';
import { SIGNATURES } from './signatures.data.ts';

/** Larger files are some other thing that happens to have the name. */
const MAX_BYTES = 2 * 1024 * 1024 * 1024;
const TABLE = new GlobTable<Signature>();
for (const signature of SIGNATURES) for (const name of signature.files) TABLE.add(`**/${name}`, signature);

/** Programs and libraries that no package manager brought, told by what they write of themselves. */
export const binary: Cataloger = {
  id: 'binary',
  version: 1,
  title: `Programs and libraries told by their content (${new Set(SIGNATURES.map((s) => s.name)).size} products)`,
  evidence: ['embedded'],
  files: [],
  stream,
  complete: completeBinaries,
};

function stream(entry: LayerEntry): StreamParser | undefined {
  if (entry.type !== 'file' || entry.size > MAX_BYTES) return undefined;
  const signatures = TABLE.find(entry.path).filter((s) => s.path?.test(entry.path) ?? true);
  return signatures.length > 0 ? new BinaryStream(entry, signatures) : undefined;
}

class BinaryStream implements StreamParser {
  private readonly entry: LayerEntry;
  private readonly signatures: readonly Signature[];
  private scan: SignatureScan | undefined;
  private isSkipped = false;
  private head: Buffer = Buffer.alloc(0);

  constructor(entry: LayerEntry, signatures: readonly Signature[]) {
    this.entry = entry;
    this.signatures = signatures;
  }

  write(chunk: Buffer): void {
    if (this.isSkipped) return;
    if (this.scan) this.scan.write(chunk);
    else this.begin(this.head.length === 0 ? chunk : Buffer.concat([this.head, chunk]));
  }

  finish(): ParsedFile {
    const sightings = inOrder(this.scan?.finish() ?? []);
    const borrowers = sightings.filter((s) => s.library !== undefined);
    return {
      packages: sightings.flatMap((s) => (s.version === undefined ? [] : [draftOf(s.signature, s.version)])),
      ...(borrowers.length > 0 && {
        facts: borrowers.map((s) => ({ class: s.signature.class, library: s.library as string })),
      }),
    };
  }

  // A first chunk can be shorter than what tells a program.
  private begin(chunk: Buffer): void {
    if (chunk.length < SNIFF_BYTES && chunk.length < this.entry.size) {
      this.head = Buffer.from(chunk);
      return;
    }
    const isProgram = sniffExecutable(chunk) !== undefined;
    const signatures = this.signatures.filter((s) => isProgram || s.isText);
    this.isSkipped = signatures.length === 0;
    if (this.isSkipped) return;
    this.scan = new SignatureScan(signatures, baseNameOf(this.entry.path));
    this.scan.write(chunk);
  }
}

// Of rivals the first in the table is the product, whatever stood first in the file.
function inOrder(sightings: readonly Sighting[]): Sighting[] {
  const won = new Set<string>();
  return sightings.filter(({ signature: { rivals } }) => {
    if (rivals === undefined) return true;
    const isFirst = !won.has(rivals);
    won.add(rivals);
    return isFirst;
  });
}
