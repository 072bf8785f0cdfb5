import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { swipl } from './index.ts';

const PACK = `name(hdt).
version('0.5.2').
title('Access RDF HDT files').
author( 'Jan Wielemaker', 'J.Wielemaker@vu.nl' ).
packager('Jan W', 'x@y').
maintainer('Jan', 'x@y').
home('https://github.com/JanWielemaker/hdt').
requires(lambda).
requires(list_util).
`;

describe('a cataloger reads SWI-Prolog packs', () => {
  it('by their facts', () => {
    const { found } = catalogTree(swipl, { 'hdt/pack.pl': PACK });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'hdt',
        version: '0.5.2',
        type: 'swiplpack',
        language: 'swipl',
        purl: 'pkg:swiplpack/hdt@0.5.2',
        description: 'Access RDF HDT files',
        metadataType: 'swiplpack-package',
        metadata: {
          author: 'Jan Wielemaker',
          authorEmail: 'J.Wielemaker@vu.nl',
          packager: 'Jan W',
          packagerEmail: 'x@y',
          homepage: 'https://github.com/JanWielemaker/hdt',
          dependencies: ['lambda', 'list_util'],
        },
      },
    ]);
  });

  it('and makes nothing up, soon', () => {
    expect(catalogTree(swipl, { 'pack.pl': 'name(x).\n' }).found).toEqual([]);
    const start = performance.now();
    catalogTree(swipl, { 'pack.pl': `name(${"\\'".repeat(120_000)}).` });
    expect(performance.now() - start).toBeLessThan(500);
  });
});
