import { describe, expect, it } from 'vitest';
import { parseChallenges } from './challenge.ts';

const parse = (...lines: string[]) =>
  parseChallenges(lines).map((c) => [c.scheme, Object.fromEntries(c.params)] as const);

describe('parseChallenges()', () => {
  it('reads quoted and bare parameters', () => {
    expect(
      parse('Bearer realm="https://auth.example/token",service=registry , scope="repository:a/b:pull,push"'),
    ).toEqual([
      [
        'bearer',
        { realm: 'https://auth.example/token', service: 'registry', scope: 'repository:a/b:pull,push' },
      ],
    ]);
  });
  it('reads a bare realm with slashes and colons', () => {
    expect(parse('Bearer realm=https://auth.example:5001/auth,service=x')).toEqual([
      ['bearer', { realm: 'https://auth.example:5001/auth', service: 'x' }],
    ]);
  });
  it('reads several challenges of one line and of several', () => {
    expect(parse('Basic realm="a", Bearer realm="b",service="c"', 'Negotiate')).toEqual([
      ['basic', { realm: 'a' }],
      ['bearer', { realm: 'b', service: 'c' }],
      ['negotiate', {}],
    ]);
  });
  it('keeps commas and escaped quotes inside quotes', () => {
    expect(parse('Basic realm="a, \\"b\\" = c"')).toEqual([['basic', { realm: 'a, "b" = c' }]]);
  });
  it('takes the first of a parameter given twice', () => {
    expect(parse('Bearer realm="a",realm="b"')).toEqual([['bearer', { realm: 'a' }]]);
  });
  it('survives an unclosed quote and a token68', () => {
    expect(parse('Basic realm="abc')[0]?.[0]).toBe('basic');
    expect(parse('Negotiate YII==, Basic realm="x"').at(-1)).toEqual(['basic', { realm: 'x' }]);
  });
  it('gives nothing for nothing', () => {
    expect(parse('', ' , ,')).toEqual([]);
  });
  it('looks at no more than 16', () => {
    expect(parse(Array.from({ length: 50 }, (_, i) => `S${i} a=b`).join(', '))).toHaveLength(16);
  });
});
