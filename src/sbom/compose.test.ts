import { describe, expect, it } from 'vitest';
import { type Composed, type ComposeInput, composePackages } from './compose.ts';
import type { EvidenceKind } from './model.ts';
import { catalogLayers, listCataloger, type TextLayer } from './testing/layers.ts';

const compose = (layers: readonly TextLayer[], more: Partial<ComposeInput> = {}): Composed => {
  const { files, records } = catalogLayers([listCataloger], layers);
  return composePackages({
    catalogers: [listCataloger],
    files,
    records,
    layers: layers.map((_, i) => ({ instruction: `RUN ${i + 1}`, origin: i === 0 ? 'base' : 'yours' })),
    distribution: undefined,
    sourceId: 'source',
    scope: 'squashed',
    evidence: new Set<EvidenceKind>(['installed']),
    ...more,
  });
};
const names = ({ packages }: Composed): string[] => packages.map((p) => `${p.name}@${p.version}`);
const find = ({ packages }: Composed, name: string) => packages.find((p) => p.name === name);

describe('composePackages()', () => {
  it('lists what the top copy of a database says', () => {
    const found = compose([{ 'db/list': 'a 1\n\nb 1' }, { 'db/list': 'a 1\n\nc 2' }]);
    expect(names(found)).toEqual(['a@1', 'c@2']);
  });

  it('keeps a package in the layer that first brought it, though a later one rewrote the database', () => {
    const found = compose([
      { 'db/list': 'a 1' },
      { 'db/list': 'a 1\n\nb 1' },
      { 'db/list': 'a 1\n\nb 1\n\nc 1' },
    ]);
    expect(find(found, 'a')?.introduced).toEqual({ layer: 0, instruction: 'RUN 1', origin: 'base' });
    expect(find(found, 'b')?.introduced).toEqual({ layer: 1, instruction: 'RUN 2', origin: 'yours' });
    expect(find(found, 'c')?.introduced?.layer).toBe(2);
  });

  it('counts an update and a re-install anew', () => {
    const updated = compose([{ 'db/list': 'a 1' }, { 'db/list': 'a 2' }, { 'db/list': 'a 2\n\nb 1' }]);
    expect(find(updated, 'a')?.introduced?.layer).toBe(1);
    const again = compose([{ 'db/list': 'a 1\n\nb 1' }, { 'db/list': 'b 1' }, { 'db/list': 'a 1\n\nb 1' }]);
    expect(find(again, 'a')?.introduced?.layer).toBe(2);
    expect(find(again, 'b')?.introduced?.layer).toBe(0);
  });

  it('keeps what was read when a cataloger fails to join it, and says so', () => {
    const failing = {
      ...listCataloger,
      complete: () => {
        throw new Error('a name of a kind never seen');
      },
    };
    const found = compose([{ 'db/list': 'a 1' }], { catalogers: [failing] });
    expect(names(found)).toEqual(['a@1']);
    expect(found.unknowns).toEqual([
      {
        path: 'db/list',
        cataloger: listCataloger.id,
        reason: 'its files could not be joined: a name of a kind never seen',
      },
    ]);
  });

  it('leaves a layer without the database as no change, and finds it behind a link', () => {
    const found = compose([
      { 'usr/db/list': 'a 1', db: '-> usr/db' },
      { other: 'x' },
      { 'usr/db/list': 'a 1\n\nb 1' },
    ]);
    expect(find(found, 'a')?.introduced?.layer).toBe(0);
    expect(find(found, 'b')?.introduced?.layer).toBe(2);
  });

  it('forgets files that a later layer deletes; all-layers remembers', () => {
    const layers = [{ 'app/list': 'a 1' }, { 'app/.wh.list': '' }];
    expect(names(compose(layers))).toEqual([]);
    expect(names(compose(layers, { scope: 'all-layers' }))).toEqual(['a@1']);
  });

  it('all-layers names each layer that ships it, once', () => {
    const found = compose([{ 'db/list': 'a 1' }, { 'db/list': 'a 1' }], { scope: 'all-layers' });
    expect(found.packages).toHaveLength(1);
    expect(found.packages[0]?.locations.map((l) => l.layer)).toEqual([0, 1]);
  });

  it('marks what lies in the files of an operating system package, through a merged /usr too', () => {
    const found = compose([
      {
        lib: '-> usr/lib',
        'db/list': 'owner 1 deb\nowns lib/python/list',
        'usr/lib/python/list': 'idna 3 python',
      },
    ]);
    const owner = find(found, 'owner');
    expect(find(found, 'idna')?.ownedBy).toBe(owner?.id);
    expect(found.relationships).toContainEqual({
      from: owner?.id,
      to: find(found, 'idna')?.id,
      type: 'ownership-by-file-overlap',
    });
    expect(owner?.ownedBy).toBeUndefined();
  });

  it('names the layer of each file that speaks for a package, not only of the database', () => {
    const found = compose([{ 'doc/a': 'licence' }, { 'db/list': 'a 1\nsays doc/a' }]);
    expect(find(found, 'a')?.locations).toEqual([
      { path: 'db/list', layer: 1, evidence: 'primary' },
      { path: 'doc/a', layer: 0, evidence: 'supporting' },
    ]);
  });

  it('does not let a language package own others', () => {
    const found = compose([{ 'db/list': 'pip 1 python\nowns x/list', 'x/list': 'idna 3 python' }]);
    expect(find(found, 'idna')?.ownedBy).toBeUndefined();
  });

  it('resolves what packages need by name, exact version and what others provide, within one file', () => {
    const found = compose([
      {
        'one/list':
          'app 1\nneeds lib\nneeds mail-agent\nneeds app\nneeds missing\n\nlib 2\n\nexim 4\ngives mail-agent',
        'two/list': 'lib 9\n\nuser 1\nneeds lib@9\nneeds lib@8',
      },
    ]);
    const edges = found.relationships.filter((r) => r.type === 'dependency-of');
    const name = (id: string) => {
      const p = found.packages.find((one) => one.id === id);
      return `${p?.name}@${p?.version}`;
    };
    expect(edges.map((e) => `${name(e.to)} needs ${name(e.from)}`).sort()).toEqual([
      'app@1 needs exim@4',
      'app@1 needs lib@2',
      'user@1 needs lib@9',
    ]);
  });

  it('filters by evidence and by path', () => {
    const layers = [{ 'a/list': 'x 1 npm declared', 'b/list': 'y 1' }];
    expect(names(compose(layers))).toEqual(['y@1']);
    expect(names(compose(layers, { evidence: new Set<EvidenceKind>(['declared']) }))).toEqual(['x@1']);
    expect(names(compose(layers, { excludes: (path) => path.startsWith('b/') }))).toEqual([]);
  });

  it('turns what a cataloger throws into an unknown and keeps the rest', () => {
    const found = compose([{ 'a/list': 'broken', 'b/list': 'y 1' }]);
    expect(names(found)).toEqual(['y@1']);
    expect(found.unknowns).toEqual([
      { path: 'a/list', layer: 0, cataloger: 'list', reason: 'it could not be read: it is broken' },
    ]);
  });

  it('gives the same ids and the same order every time', () => {
    const layers = [{ 'b/list': 'b 1\n\na 2', 'a/list': 'a 1' }];
    const [one, two] = [compose(layers), compose([{ 'a/list': 'a 1', 'b/list': 'a 2\n\nb 1' }])];
    expect(one).toEqual(two);
    expect(new Set(one.packages.map((p) => p.id)).size).toBe(3);
  });
});
