import type { LayerEntry, LayerReader } from './types.ts';

/** Small files kept whole, base64, by the path that the tar has. */
export type CapturedFiles = Readonly<Record<string, string>>;

/**
 * A reader that keeps small files.
 * @param id name and version of the list, part of the cache key
 * @param wants bytes wanted of the file at a canonical path, 0 for none
 */
export function captureReader(id: string, wants: (path: string) => number): LayerReader<CapturedFiles> {
  return {
    id,
    begin: () => {
      const files: Record<string, string> = Object.create(null) as Record<string, string>;
      return {
        wants: (entry: LayerEntry) => wants(entry.path),
        take: (entry: LayerEntry, bytes: Buffer) => {
          files[entry.path] = bytes.toString('base64');
        },
        finish: () => ({ ...files }),
      };
    },
  };
}
