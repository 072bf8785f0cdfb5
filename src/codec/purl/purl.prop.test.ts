import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPurl, type Purl, parsePurl } from './index.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 });
const segment = text.map((t) => t.replaceAll('/', '')).filter((t) => t !== '' && t !== '.' && t !== '..');
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((s) => s.join('/'));
const keys = fc.stringMatching(/^[a-z][a-z0-9._-]{0,5}$/);

// A type without rules of its own: what goes in comes out.
const purl: fc.Arbitrary<Purl> = fc.record(
  {
    type: fc.constantFrom('npm', 'generic', 'maven', 'cargo'),
    name: segment,
    namespace: path,
    version: text,
    qualifiers: fc.dictionary(keys, text, { minKeys: 1, maxKeys: 3 }).map((d) => ({ ...d })),
    subpath: path,
  },
  { requiredKeys: ['type', 'name'] },
);

describe('parsePurl()', () => {
  it('gives back the parts that formatPurl() wrote', () => {
    fc.assert(
      fc.property(purl, (parts) => {
        expect(parsePurl(formatPurl(parts))).toEqual(parts);
      }),
      { numRuns: 2000 },
    );
  });

  it('and formatPurl() settle on one text, whatever the type', () => {
    const types = fc.constantFrom('deb', 'pypi', 'pub', 'github', 'composer', 'rpm', 'mlflow', 'oci');
    fc.assert(
      fc.property(purl, types, (parts, type) => {
        const once = formatPurl({ ...parts, type });
        expect(formatPurl(parsePurl(once))).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('throws nothing but its own error, whatever it gets', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'pkg:/@?#=&%2Fab.') }), (t) => {
        try {
          parsePurl(`pkg:${t}`);
        } catch (error) {
          expect(error).toMatchObject({ code: 'malformed' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
