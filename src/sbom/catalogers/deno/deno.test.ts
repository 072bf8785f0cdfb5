import { describe, expect, it } from 'vitest';
import { catalogFile } from '../../testing/catalog-view.ts';
import { deno } from './index.ts';

const parse = (lock: unknown) =>
  deno.parse?.(catalogFile('deno.lock', typeof lock === 'string' ? lock : JSON.stringify(lock))).packages ??
  [];

describe('the deno cataloger', () => {
  it('reads version 5: npm, JSR and addresses', () => {
    const drafts = parse({
      version: '5',
      specifiers: { 'npm:express@4': '4.19.2', 'jsr:@std/path@^1': '1.0.8', 'jsr:@std/internal@^1': '1.0.5' },
      jsr: {
        '@std/path@1.0.8': { integrity: 'ab', dependencies: ['jsr:@std/internal@^1', 'npm:express@4'] },
        '@std/internal@1.0.5': { integrity: 'cd' },
      },
      npm: {
        'express@4.19.2': { integrity: 'sha512-AA==', dependencies: ['accepts', 'e@npm:debug@2.6.9'] },
        'accepts@1.3.8_peer@1.0.0': { integrity: 'sha512-BB==' },
        'debug@2.6.9': {},
        '@types/node@20.1.0': {},
      },
      remote: {
        'https://deno.land/std@0.200.0/path/mod.ts': 'aa',
        'https://deno.land/std@0.200.0/path/posix.ts': 'bb',
        'https://deno.land/x/oak@v12.6.1/mod.ts': 'cc',
        'https://example.org/mod.ts': 'dd',
      },
    });
    expect(drafts.map((d) => [d.type, d.purl, d.requires])).toEqual([
      ['npm', 'pkg:npm/express@4.19.2', ['npm:accepts', 'npm:debug@2.6.9']],
      ['npm', 'pkg:npm/accepts@1.3.8', []],
      ['npm', 'pkg:npm/debug@2.6.9', []],
      ['npm', 'pkg:npm/%40types/node@20.1.0', []],
      ['deno', 'pkg:jsr/%40std/path@1.0.8', ['jsr:@std/internal@1.0.5', 'npm:express@4.19.2']],
      ['deno', 'pkg:jsr/%40std/internal@1.0.5', []],
      ['deno', 'pkg:generic/std@0.200.0?download_url=https:%2F%2Fdeno.land%2Fstd%400.200.0', undefined],
      ['deno', 'pkg:generic/oak@v12.6.1?download_url=https:%2F%2Fdeno.land%2Fx%2Foak%40v12.6.1', undefined],
    ]);
    expect(drafts[0]?.metadata).toMatchObject({ integrity: 'sha512-AA==' });
  });

  it('reads versions 3 and 2', () => {
    const npm = {
      'express@4.19.2': { integrity: 'x', dependencies: { a: 'accepts@1.3.8' } },
      'accepts@1.3.8': {},
    };
    const specifiers = { 'jsr:@std/path@1': 'jsr:@std/path@1.0.8' };
    const jsr = { '@std/path@1.0.8': { dependencies: ['jsr:@std/path@1'] } };
    const third = parse({ version: '3', packages: { specifiers, npm, jsr }, remote: {} });
    expect(third.map((d) => d.requires)).toEqual([['npm:accepts@1.3.8'], [], ['jsr:@std/path@1.0.8']]);
    expect(parse({ version: '2', npm: { specifiers: {}, packages: npm } })).toHaveLength(2);
  });

  it('says what it cannot read', () => {
    expect(parse({ npm: { a: 7, '@x': {}, 'b@': {} }, jsr: { c: {} }, remote: [] })).toEqual([]);
    expect(() => parse('[]')).toThrow(/expected a JSON object/);
    expect(deno.parse?.(catalogFile('deno.lock', '{}', 1)).unknowns).toHaveLength(1);
    const many = Object.fromEntries(Array.from({ length: 200_001 }, (_, i) => [`a@${i}`, {}]));
    expect(() => parse({ npm: many })).toThrow(/more than 200000 packages/);
  });
});
