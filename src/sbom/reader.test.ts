import { describe, expect, it } from 'vitest';
import type { Cataloger } from './cataloger.ts';
import { catalogReader } from './reader.ts';
import { layerFile } from './testing/catalog-view.ts';

function cataloger(whole: boolean): Cataloger {
  return {
    id: 'lines',
    version: 1,
    title: 'Lines',
    evidence: ['declared'],
    files: [{ glob: '**/*.lock', bytes: 4, ...(whole && { whole: true as const }) }],
    parse: ({ bytes, isCut }) => ({ facts: `${bytes.toString()}${isCut ? ' cut' : ''}` }),
  };
}

describe('catalogReader()', () => {
  it('gives a parser the beginning of a long file', () => {
    const reading = catalogReader([cataloger(false)]).begin();
    const entry = layerFile('a.lock', 10);
    expect(reading.wants(entry)).toBe(4);
    reading.take(entry, Buffer.from('abcd'));
    expect(reading.finish()).toEqual([{ cataloger: 'lines', path: 'a.lock', facts: 'abcd cut' }]);
  });

  it('does not hold a long file of which a part is of no use', () => {
    const reading = catalogReader([cataloger(true)]).begin();
    expect(reading.wants(layerFile('a.lock', 10))).toBe(0);
    const short = layerFile('b.lock', 4);
    expect(reading.wants(short)).toBe(4);
    reading.take(short, Buffer.from('abcd'));
    expect(reading.finish()).toEqual([
      { cataloger: 'lines', path: 'a.lock', unknowns: ['a file of 10 bytes is not read, the limit is 4'] },
      { cataloger: 'lines', path: 'b.lock', facts: 'abcd' },
    ]);
  });

  it('makes an unknown of whatever a parser throws', () => {
    const failing: Cataloger = {
      ...cataloger(false),
      parse: () => {
        throw new Error('odd');
      },
    };
    const reading = catalogReader([failing]).begin();
    const entry = layerFile('a.lock', 1);
    reading.wants(entry);
    reading.take(entry, Buffer.from('x'));
    expect(reading.finish()[0]?.unknowns).toEqual(['it could not be read: odd']);
  });
});
