import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './json.ts';

describe('canonicalJson()', () => {
  it('sorts keys at every level, compact and indented', () => {
    const value = { b: [{ z: 1, a: { y: [{ d: 1, c: 2 }], x: null } }], a: 'x' };
    expect(canonicalJson(value)).toBe('{"a":"x","b":[{"a":{"x":null,"y":[{"c":2,"d":1}]},"z":1}]}');
    expect(canonicalJson({ b: 1, a: 2 }, 1)).toBe('{\n "a": 2,\n "b": 1\n}');
  });

  it('keeps every key, whatever it is called', () => {
    const text = '{"a":[[[{"b":1,"__proto__":{"c":2}}]]]}';
    expect(canonicalJson(JSON.parse(text))).toBe('{"a":[[[{"__proto__":{"c":2},"b":1}]]]}');
  });

  it('leaves out what JSON has no word for, as JSON.stringify does', () => {
    const value = { a: undefined, b: [undefined, () => 1], c: { d: undefined }, e: new Date(0) };
    expect(canonicalJson(value)).toBe(JSON.stringify(value));
  });

  it('gives the same text for equal values, and loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(canonicalJson(value, 2))).toEqual(JSON.parse(text));
      }),
    );
  });
});
