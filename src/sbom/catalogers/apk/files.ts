import type { JsonObject } from '../../../base/json.ts';

/** Gathers the file lines of one record: `F` a folder, `M` its owner and mode, `R` a file in it, `a` and `Z` of the file. */
export class FileListReader {
  /** As syft-json's `apk-db-entry` has them: folders too. */
  readonly records: JsonObject[] = [];
  /** Of files alone, canonical, from the root that apk installed to. */
  readonly paths: string[] = [];
  private folder: string | undefined;

  /** False for a key that speaks of the package. */
  read(key: string, value: string): boolean {
    if (key === 'F') {
      this.folder = value;
      if (value !== '') this.records.push({ path: `/${value}` });
      return true;
    }
    if (this.folder === undefined) return false;
    const last = this.records.at(-1);
    if (key === 'R') this.addFile(value);
    else if ((key === 'M' || key === 'a') && last) Object.assign(last, ownership(value));
    else if (key === 'Z' && last) last.digest = { algorithm: "'Q1'+base64(sha1)", value };
    return true;
  }

  private addFile(name: string): void {
    const path = this.folder === '' ? name : `${this.folder}/${name}`;
    this.records.push({ path: `/${path}` });
    this.paths.push(path);
  }
}

/** `0:0:755`, checksums of attributes may follow. */
function ownership(value: string): JsonObject {
  const [ownerUid, ownerGid, permissions] = value.split(':', 3);
  return {
    ...(ownerUid && { ownerUid }),
    ...(ownerGid && { ownerGid }),
    ...(permissions && { permissions }),
  };
}
