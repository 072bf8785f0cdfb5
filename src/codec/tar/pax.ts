import { decodePath, encodePath } from '../../base/path-bytes.ts';
import { malformedTar } from './format.ts';

/** Records of one pax extended header in order; keys may repeat (GNU.sparse.offset does). Values are bytes. */
export type PaxRecords = readonly (readonly [key: string, value: Buffer])[];

/**
 * Decodes `LENGTH KEY=VALUE\n` records (POSIX.1-2001 pax). A NUL in a key, path, link or owner name is refused, as Go does.
 * @throws PlimsollError `malformed`
 */
export function decodePax(bytes: Buffer): PaxRecords {
  const records: [string, Buffer][] = [];
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 || space > at + 10 ? '' : bytes.toString('latin1', at, space);
    if (!/^\d{1,10}$/.test(digits)) throw malformedTar('a pax record has no length');
    const end = at + Number(digits);
    const equals = bytes.indexOf(0x3d, space);
    if (end > bytes.length || bytes[end - 1] !== 0x0a || equals <= space + 1 || equals >= end - 1)
      throw malformedTar('a pax record does not fit its length');
    records.push([decodeKey(bytes, space + 1, equals), bytes.subarray(equals + 1, end - 1)]);
    at = end;
  }
  for (const [key, value] of records)
    if (NO_NUL.has(key) && value.includes(0)) throw malformedTar(`a pax ${key} holds a NUL byte`);
  return records;
}

const NO_NUL: ReadonlySet<string> = new Set(['path', 'linkpath', 'uname', 'gname', 'GNU.sparse.name']);

function decodeKey(bytes: Buffer, start: number, end: number): string {
  const key = decodePath(bytes, start, end);
  if (key.includes('\0')) throw malformedTar('a pax key holds a NUL byte');
  return key;
}

/** Encodes records in the order given. */
export function encodePax(records: PaxRecords): Buffer {
  return Buffer.concat(records.map(([key, value]) => encodeRecord(encodePath(key), value)));
}

function encodeRecord(key: Buffer, value: Buffer): Buffer {
  const body = key.length + value.length + 3; // space, equals, newline
  let length = body + String(body).length;
  if (body + String(length).length !== length) length = body + String(length).length;
  return Buffer.concat([Buffer.from(`${length} `), key, Buffer.from('='), value, Buffer.from('\n')]);
}

/** What a pax header changes in the entry that follows it. */
export interface PaxChanges {
  path?: string;
  linkPath?: string;
  size?: number;
  uid?: number;
  gid?: number;
  mtime?: number;
  uname?: string;
  gname?: string;
  xattrs?: Map<string, Buffer>;
  sparse?: PaxSparse;
}

/** A GNU sparse file in a version that readers know: 0.0, 0.1 or 1.0. */
export interface PaxSparse {
  /** True: the map stands before the content (1.0). False: it is {@link map}, alternating offset and length. */
  readonly mapInContent: boolean;
  readonly map: readonly number[];
  readonly name: string | undefined;
  readonly realSize: number | undefined;
}

const XATTR = 'SCHILY.xattr.';

/**
 * Interprets the records. Of a key that repeats the last counts; an empty value means "not set"; unknown keys are
 * ignored. @throws PlimsollError `malformed`
 */
export function interpretPax(records: PaxRecords): PaxChanges {
  const last = new Map(records);
  const changes: PaxChanges = {};
  for (const [key, value] of last) {
    if (key.startsWith(XATTR)) {
      changes.xattrs ??= new Map();
      changes.xattrs.set(key.slice(XATTR.length), Buffer.from(value));
    } else if (value.length > 0) {
      readKey(changes, key, value);
    }
  }
  const sparse = readSparse(last, records);
  if (sparse) changes.sparse = sparse;
  return changes;
}

function readKey(changes: PaxChanges, key: string, value: Buffer): void {
  switch (key) {
    case 'path':
      changes.path = decodePath(value);
      break;
    case 'linkpath':
      changes.linkPath = decodePath(value);
      break;
    case 'size':
      changes.size = integer(key, value);
      break;
    case 'uid':
    case 'gid':
      changes[key] = integer(key, value) >>> 0;
      break;
    case 'uname':
    case 'gname':
      changes[key] = decodePath(value);
      break;
    case 'mtime':
      changes.mtime = seconds(value);
      break;
  }
}

// Which keys make a file sparse, and which of two wins, is Go's order.
function readSparse(last: ReadonlyMap<string, Buffer>, records: PaxRecords): PaxSparse | undefined {
  const text = (key: string): string => last.get(`GNU.sparse.${key}`)?.toString('latin1') ?? '';
  const version = `${text('major')}.${text('minor')}`;
  const map = sparseMap(text('map'), records);
  const known =
    version === '.' ? map.length > 0 : version === '1.0' || version === '0.0' || version === '0.1';
  if (!known) return undefined;
  const mapInContent = version === '1.0';
  if (!mapInContent && map.length !== 2 * parseInteger('GNU.sparse.numblocks', text('numblocks')))
    throw malformedTar('a sparse map has another length than announced');
  const name = last.get('GNU.sparse.name');
  const realSize = text('size') || text('realsize');
  return {
    mapInContent,
    map,
    name: name && name.length > 0 ? decodePath(name) : undefined,
    realSize: realSize === '' ? undefined : parseInteger('GNU.sparse.realsize', realSize),
  };
}

// Format 0.0 repeats two keys in turn, 0.1 has one list.
function sparseMap(list: string, records: PaxRecords): number[] {
  const turns: number[] = [];
  for (const [key, value] of records) {
    if (key !== 'GNU.sparse.offset' && key !== 'GNU.sparse.numbytes') continue;
    if ((key === 'GNU.sparse.offset') !== (turns.length % 2 === 0))
      throw malformedTar('a sparse map has its fields in the wrong order');
    turns.push(integer(key, value));
  }
  if (turns.length > 0) return turns;
  return list === '' ? [] : list.split(',').map((n) => parseInteger('GNU.sparse.map', n));
}

function integer(key: string, value: Buffer): number {
  return parseInteger(key, value.toString('latin1'));
}

function parseInteger(key: string, text: string): number {
  const number = Number(text);
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(number))
    throw malformedTar(`a pax ${key} is not a number`);
  return number;
}

function seconds(value: Buffer): number {
  const text = value.toString('latin1');
  if (!/^-?\d{1,15}(\.\d*)?$/.test(text)) throw malformedTar('a pax mtime is not a time');
  return Number(text);
}

/** A path as a pax value. */
export function paxPath(path: string): Buffer {
  return encodePath(path);
}
