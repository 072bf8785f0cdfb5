import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../base/digest.ts';
import { addPlace, formatPlaces, type PlacesByBlob, parsePlaces, removePlace } from './blob-places.ts';
import { openBlobPlaces } from './io/blob-places-file.ts';

const a = digestOf(Buffer.from('a'));
const b = digestOf(Buffer.from('b'));

describe('addPlace()', () => {
  it('keeps the latest places of a blob first, each once, and no more than four', () => {
    const places: PlacesByBlob = new Map();
    for (const repo of ['x/1', 'x/2', 'x/1', 'x/3', 'x/4', 'x/5']) addPlace(places, `r.example/${repo}`, a);
    expect(places.get(a)).toEqual(['x/5', 'x/4', 'x/3', 'x/1'].map((repo) => `r.example/${repo}`));
  });

  it('forgets the blob that was noted longest ago when there are 2048', () => {
    const places: PlacesByBlob = new Map();
    for (let i = 0; i < 2048; i++) addPlace(places, 'r.example/x', digestOf(Buffer.from(String(i))));
    addPlace(places, 'r.example/x', digestOf(Buffer.from('0')));
    addPlace(places, 'r.example/x', a);
    expect(places.size).toBe(2048);
    expect(places.has(digestOf(Buffer.from('0')))).toBe(true);
    expect(places.has(digestOf(Buffer.from('1')))).toBe(false);
  });

  it('takes nothing that is no repository', () => {
    const places: PlacesByBlob = new Map();
    for (const place of ['', 'r.example', 'r.example/', 'r.example/a b', `r.example/${'x'.repeat(600)}`])
      addPlace(places, place, a);
    expect(places.size).toBe(0);
  });
});

describe('parsePlaces()', () => {
  it('reads what formatPlaces() wrote', () => {
    const places: PlacesByBlob = new Map();
    addPlace(places, 'localhost:5000/a/b', a);
    addPlace(places, '[::1]:5000/c', b);
    removePlace(places, 'localhost:5000/none', a);
    expect(parsePlaces(Buffer.from(formatPlaces(places)))).toEqual(places);
    removePlace(places, 'localhost:5000/a/b', a);
    expect([...places.keys()]).toEqual([b]);
  });

  it('takes anything else for an empty memory, and drops what does not belong', () => {
    for (const text of [
      '',
      'x',
      '[]',
      '{"version":2,"blobs":{}}',
      '{"version":1}',
      '{"version":1,"blobs":[]}',
    ])
      expect(parsePlaces(Buffer.from(text)).size, text).toBe(0);
    const blobs = { nonsense: ['r/x'], [a]: [1, null, 'r.example/ok', '../etc passwd'], [b]: 'r/x' };
    expect(parsePlaces(Buffer.from(JSON.stringify({ version: 1, blobs })))).toEqual(
      new Map([[a, ['r.example/ok']]]),
    );
  });
});

describe('openBlobPlaces()', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-places-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('remembers by registry, keeps to its owner, and merges what two processes noted', async () => {
    const file = join(root, 'deep/er/blob-places.json');
    const [one, two] = [await openBlobPlaces(file), await openBlobPlaces(file)];
    one.note('r.example', 'team/a', a);
    two.note('r.example', 'team/b', a);
    two.note('other.example', 'team/c', a);
    await one.save();
    await two.save();
    const again = await openBlobPlaces(file);
    expect(again.find('r.example', a)).toEqual(['team/b', 'team/a']);
    expect(again.find('other.example', a)).toEqual(['team/c']);
    expect(again.find('r', a)).toEqual([]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    again.forget('r.example', 'team/b', a);
    await again.save();
    expect((await openBlobPlaces(file)).find('r.example', a)).toEqual(['team/a']);
  });

  it('writes nothing when nothing changed, and fails nobody', async () => {
    const file = join(root, 'damaged.json');
    writeFileSync(file, 'damaged');
    const places = await openBlobPlaces(file);
    expect(places.find('r.example', a)).toEqual([]);
    await places.save();
    expect(readFileSync(file, 'utf8')).toBe('damaged');
    const nowhere = await openBlobPlaces(join(file, 'below/a/file'));
    nowhere.note('r.example', 'x', a);
    await nowhere.save();
  });
});
