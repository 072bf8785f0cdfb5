import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../codec/yaml.ts';
import { parseLockYaml } from './outline.ts';

const outline = (text: string) => parseLockYaml(text, 'x.yaml');

describe('parseLockYaml()', () => {
  it.each([
    "a:\n  b: c\n  \"d: e\": f\n\n  'it''s': {}\n# comment\ng: [x, 'y, z']\n",
    'a:\n- x\n- "y"\nb:\n  - z\n',
    'a: {b: {c: d}, "e": [f], g: sha512-a+b/c==}\n',
    'a: true\nb: null\nc: "q\\u0041"\n',
    "? 'a very long key'\n: b\n",
    'a: >-\n  folded\nb: c\n',
    'a: word\n  goes on\n',
    'x: &anchor\n  a: b\ny: *anchor\n',
  ])('reads %j as a YAML parser does', (text) => {
    expect(outline(text)).toEqual(parseYaml(text, 'x.yaml'));
  });

  it('keeps versions that look like numbers as they are written', () => {
    expect(outline('version: 1.10\n')).toEqual({ version: '1.10' });
  });

  it('is bounded in depth, and in what it leaves to the general parser', () => {
    const deep = Array.from({ length: 40 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
    expect(() => outline(deep)).toThrow(/nested deeper than 32 levels/);
    expect(() => outline(`a: ${'['.repeat(40)}`)).toThrow(/nested deeper than 32 levels/);
    expect(() => outline(`&x a: ${'b'.repeat(5 * 1024 * 1024)}`)).toThrow(/more than \d+ bytes of YAML/);
  });
});
