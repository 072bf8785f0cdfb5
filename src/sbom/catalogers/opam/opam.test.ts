import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { parseOpam, textsIn } from './fields.ts';
import { opam } from './index.ts';

const OPAM = `opam-version: "2.0"
name: "alcotest"
version: "1.5.0"
synopsis: "Alcotest is a lightweight test framework"
maintainer: ["thomas@gazagnaire.org"]
license: "ISC"
homepage: "https://github.com/mirage/alcotest"
depends: [
  "dune" {>= "3.0"}
  "ocaml" {>= "4.03.0"}
  "fmt" {>= "0.8.7"}
]
url {
  src: "https://github.com/mirage/alcotest/releases/download/1.5.0/alcotest-js-1.5.0.tbz"
  checksum: [
    "sha256=54281907e02d78995df246dc2e10ed182828294ad2059347a1e3a13354848f6c"
    "sha512=1aea91de40795ec4f6603d510107e4b663c1a94bd223f162ad231316d8595e9e098cabbe28a46bdcb588942f3d103d8377373d533bcc7413ba3868a577469b45"
  ]
}
`;

describe('a cataloger reads opam files', () => {
  it('of a project', () => {
    const { found } = catalogTree(opam, { 'alcotest.opam': OPAM });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'alcotest',
        version: '1.5.0',
        type: 'opam',
        language: 'ocaml',
        purl: 'pkg:opam/alcotest@1.5.0',
        evidence: 'declared',
        requires: ['dune', 'ocaml', 'fmt'],
        licenses: [{ value: 'ISC' }],
        description: 'Alcotest is a lightweight test framework',
        metadataType: 'opam-package',
        metadata: {
          licenses: ['ISC'],
          url: 'https://github.com/mirage/alcotest/releases/download/1.5.0/alcotest-js-1.5.0.tbz',
          checksum: [expect.stringMatching(/^sha256=54281907/), expect.stringMatching(/^sha512=1aea91de/)],
          homepage: 'https://github.com/mirage/alcotest',
        },
      },
    ]);
  });

  it('of a switch, named by their folder', () => {
    const text = 'opam-version: "2.0"\ndepends: ["ocaml" {>= "4.08"}]\n';
    const { found } = catalogTree(opam, { 'home/u/.opam/5.1/.opam-switch/packages/fmt.0.9.0/opam': text });
    expect(found[0]?.draft).toMatchObject({ purl: 'pkg:opam/fmt@0.9.0', evidence: 'installed' });
  });

  it('and leaves out what has no version', () => {
    expect(catalogTree(opam, { 'x.opam': 'opam-version: "2.0"\n' })).toEqual({ found: [], unknowns: [] });
  });
});

describe('parseOpam()', () => {
  it('reads sections, nested lists, filters and long strings', () => {
    const fields = parseOpam(
      'a: "x\\"y" # c\nb: [["c" "d"] {with-test} e (f | "g")]\nurl { src: "u" }\nextra-source "p" { src: "v" }\nlong: """a "b" c"""\nz: true',
    );
    expect(textsIn(fields.get('a'))).toEqual(['x"y']);
    expect(textsIn(fields.get('b'))).toEqual(['c', 'd', 'e', 'f', 'g']);
    expect(textsIn(fields.get('url.src'))).toEqual(['u']);
    expect(textsIn(fields.get('extra-source.src'))).toEqual(['v']);
    expect(textsIn(fields.get('long'))).toEqual(['a "b" c']);
    expect(textsIn(fields.get('z'))).toEqual(['true']);
  });

  it('stops at its limits, and soon', () => {
    expect(() => parseOpam(`a: ${'['.repeat(40)}`)).toThrow(/deeper than 32/);
    expect(() => parseOpam('a {'.repeat(40))).toThrow(/deeper than 32/);
    expect(() => parseOpam('[ '.repeat(300_000))).toThrow(/more than 200000 tokens/);
    const start = performance.now();
    for (const piece of ['"""', '\\"', '"a', 'a:', '{'])
      try {
        parseOpam(piece.repeat(60_000));
      } catch {
        // Only its time matters.
      }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
