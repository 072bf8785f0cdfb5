import { expect, test } from 'vitest';
import { type EfficiencyLayer, measureEfficiency } from './efficiency.ts';

function layer(
  files: Readonly<Record<string, number | 'directory'>>,
  whiteouts: readonly string[] = [],
): EfficiencyLayer {
  const entries = Object.entries(files).map(([path, size]) =>
    size === 'directory'
      ? { path, type: 'directory' as const, size: 0 }
      : { path, type: 'file' as const, size },
  );
  return { entries, whiteouts };
}

test.each([
  ['nothing', [], 1, 0],
  ['one layer', [layer({ a: 10, 'd/b': 5 })], 1, 0],
  ['a file twice', [layer({ a: 10 }), layer({ a: 10 })], 0.5, 20],
  ['a file that grows', [layer({ a: 10 }), layer({ a: 30 })], 0.25, 40],
  ['a deletion', [layer({ a: 10, b: 10 }), layer({}, ['a'])], 0.5, 10],
  ['a folder that is deleted', [layer({ d: 'directory', 'd/a': 10, 'd/e/b': 5 }), layer({}, ['d'])], 1, 0],
  [
    'a path twice in one layer',
    [
      {
        entries: [
          { path: 'a', type: 'file' as const, size: 1 },
          { path: 'a', type: 'file' as const, size: 9 },
        ],
        whiteouts: [],
      },
    ],
    1,
    0,
  ],
  ['links and empty files', [layer({ a: 0 }), layer({ a: 0 })], 1, 0],
  ['a deletion of nothing', [layer({ a: 1 }), layer({}, ['b', 'b/c', ''])], 1, 0],
] as const)('measureEfficiency() of %s', (_, layers, score, wastedBytes) => {
  expect(measureEfficiency(layers)).toMatchObject({ score, wastedBytes });
});

test('measureEfficiency() lists the worst paths first, at most 1000', () => {
  const files = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`f${i}`, i + 1]));
  const { wasted } = measureEfficiency([layer(files), layer(files)]);
  expect(wasted.length).toBe(1000);
  expect(wasted[0]).toEqual({ path: 'f1999', count: 2, bytes: 4000 });
});

test('measureEfficiency() is linear and survives names of JavaScript and deep trees', () => {
  const deep = Array.from({ length: 1000 }, () => 'd').join('/');
  const files = { __proto__: null, constructor: 5, toString: 5, [deep]: 5 } as unknown as Record<
    string,
    number
  >;
  expect(measureEfficiency([layer(files), layer({}, ['d', 'constructor'])]).score).toBeLessThan(1);
  const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`a/b${i}/c`, 1]));
  const start = performance.now();
  measureEfficiency([layer(many), layer({}, Object.keys(many)), layer(many)]);
  expect(performance.now() - start).toBeLessThan(3000);
});
