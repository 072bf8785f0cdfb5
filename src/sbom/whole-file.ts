import type { CatalogFile, ParsedFile } from './cataloger.ts';

/** Wraps a parser that cannot do with a part of a file: one longer than is read becomes an unknown. */
export function wholeFile(parse: (file: CatalogFile) => ParsedFile): (file: CatalogFile) => ParsedFile {
  return (file) =>
    file.isCut
      ? { unknowns: [`a file of ${file.entry.size} bytes, of which only ${file.bytes.length} are read`] }
      : parse(file);
}
