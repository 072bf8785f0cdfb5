// Layers made of text for tests of what is above the catalogers: the real reader, the real file index, no disk.
import { EntryEncoder } from '../../image/layers/entry-codec.ts';
import { FileIndex } from '../../image/layers/file-index.ts';
import type { EntryType, LayerEntry } from '../../image/layers/types.ts';
import type { Cataloger } from '../cataloger.ts';
import { catalogReader, type FileRecord } from '../reader.ts';

/** Path to content; `-> target` makes a symbolic link, `=> target` a hard link. */
export type TextLayer = Readonly<Record<string, string>>;

export interface CataloguedLayers {
  readonly files: FileIndex;
  readonly records: readonly (readonly FileRecord[])[];
}

/** Runs catalogers over text layers, bottom first, as a walk over an image would. */
export function catalogLayers(
  catalogers: readonly Cataloger[],
  layers: readonly TextLayer[],
): CataloguedLayers {
  const files = new FileIndex();
  const reader = catalogReader(catalogers);
  const records = layers.map((layer) => {
    const encoder = new EntryEncoder();
    const reading = reader.begin();
    for (const [path, text] of Object.entries(layer)) {
      const entry = toEntry(path, text);
      encoder.add(entry);
      if (entry.type === 'file' && !path.includes('.wh.')) offer(reading, entry, Buffer.from(text));
    }
    files.addLayer(encoder.finish());
    return reading.finish();
  });
  files.seal();
  return { files, records };
}

function offer(
  reading: ReturnType<ReturnType<typeof catalogReader>['begin']>,
  entry: LayerEntry,
  content: Buffer,
): void {
  const wanted = reading.wants(entry);
  reading.stream?.(entry)?.(content);
  if (wanted > 0) reading.take(entry, content.subarray(0, wanted));
}

function toEntry(path: string, text: string): LayerEntry {
  const link = /^(->|=>) (.*)$/.exec(text);
  const type: EntryType = link ? (link[1] === '->' ? 'symlink' : 'hardlink') : 'file';
  return {
    path,
    type,
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: link ? 0 : Buffer.byteLength(text),
    mtime: 0,
    linkTarget: link?.[2] ?? '',
    devMajor: 0,
    devMinor: 0,
  };
}

/** A cataloger of lines `name version [evidence]` in files called `list`, with `owns PATH`, `needs NAME` and `says PATH` below each. */
export const listCataloger: Cataloger = {
  id: 'list',
  version: 1,
  title: 'lists',
  evidence: ['installed', 'declared'],
  files: [{ glob: '**/list', bytes: 4096 }],
  parse: ({ bytes }) => {
    if (bytes.toString() === 'broken') throw new Error('it is broken');
    return {
      packages: bytes
        .toString()
        .split('\n\n')
        .filter(Boolean)
        .map((block) => {
          const [head = '', ...rest] = block.split('\n');
          const [name = '', version = '', type = 'deb', evidence = 'installed'] = head.split(' ');
          const values = (word: string): string[] =>
            rest.filter((l) => l.startsWith(`${word} `)).map((l) => l.slice(word.length + 1));
          return {
            name,
            version,
            type: type as 'deb',
            evidence: evidence as 'installed',
            files: values('owns'),
            requires: values('needs'),
            provides: values('gives'),
            supporting: values('says'),
          };
        }),
    };
  },
};
