import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { erlang } from './index.ts';
import { parseElixir, parseErlang } from './terms.ts';

const LOCK = `{"1.2.0",
[{<<"certifi">>,{pkg,<<"certifi">>,<<"2.9.0">>},0},
 {<<"idna">>,{pkg,<<"idna">>,<<"6.1.1">>},1},
 {<<"mygit">>,{git,"https://github.com/a/mygit.git",{ref,"5f5a8e0e4ab8d8ed5d3b3b3dbd7b2a9d0a8f0c1d"}},0}]}.
[
{pkg_hash,[
 {<<"certifi">>, <<"6F2A475689DD47F19FB74334859D460A2DC4E3252A3324BD2111B8F0429E7E21">>},
 {<<"idna">>, <<"8A63070E9F7D0C62EB9D9FCB360A7DE382448200FBBD1B106CC96D3D8099DF8D">>}]},
{pkg_hash_ext,[
 {<<"certifi">>, <<"266DA46BDB06D6C6D35FDE799BCB28D36D985D424AD7C08B5BB48F5B5CDD4641">>},
 {<<"idna">>, <<"92376EB7894412ED19AC475E4A86F7B413C1B9FBB5BD16DCCD57934157944CEA">>}]}
].
`;
const APP = `%% This file was generated.
{application,jsx,
             [{description,"a streaming, evented json parsing toolkit"},
              {vsn,"3.1.0"},
              {modules,[jsx,jsx_config,jsx_consult]},
              {registered,[]},
              {applications,[kernel,stdlib]},
              {licenses,["MIT"]},
              {env,[]}]}.
`;

describe('a cataloger reads Erlang', () => {
  it('rebar.lock, with both hashes', () => {
    const { found } = catalogTree(erlang, { 'rebar.lock': LOCK });
    expect(found.map((f) => f.draft.purl)).toEqual([
      'pkg:hex/certifi@2.9.0',
      'pkg:hex/idna@6.1.1',
      'pkg:hex/mygit@5f5a8e0e4ab8d8ed5d3b3b3dbd7b2a9d0a8f0c1d?vcs_url=git%2Bhttps:%2F%2Fgithub.com%2Fa%2Fmygit.git%405f5a8e0e4ab8d8ed5d3b3b3dbd7b2a9d0a8f0c1d',
    ]);
    expect(found[0]?.draft).toMatchObject({
      type: 'hex',
      language: 'erlang',
      metadataType: 'erlang-rebar-lock-entry',
      metadata: {
        name: 'certifi',
        pkgHash: '6F2A475689DD47F19FB74334859D460A2DC4E3252A3324BD2111B8F0429E7E21',
        pkgHashExt: '266DA46BDB06D6C6D35FDE799BCB28D36D985D424AD7C08B5BB48F5B5CDD4641',
      },
    });
  });

  it('the lock file of before hashes', () => {
    const text = '[{<<"jsx">>,{pkg,<<"jsx">>,<<"2.8.0">>},0}].';
    expect(catalogTree(erlang, { 'rebar.lock': text }).found[0]?.draft.purl).toBe('pkg:hex/jsx@2.8.0');
  });

  it('applications of a release, which need each other', () => {
    const { found } = catalogTree(erlang, { 'opt/rel/lib/jsx-3.1.0/ebin/jsx.app': APP });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'jsx',
        version: '3.1.0',
        type: 'erlang-otp',
        purl: 'pkg:otp/jsx@3.1.0',
        evidence: 'installed',
        requires: ['kernel', 'stdlib'],
        scope: 'opt/rel/lib',
        licenses: [{ value: 'MIT' }],
      },
    ]);
  });

  it.each(['not erlang', '{application,x,[{vsn,"%VSN%"}]}.', '{application,x,[]}.', `${'% '.repeat(8000)}x`])(
    'nothing of other files called .app: %#',
    (text) => {
      expect(catalogTree(erlang, { 'x.app': text })).toEqual({ found: [], unknowns: [] });
    },
  );
});

describe('parseErlang() and parseElixir()', () => {
  it('read what both write', () => {
    expect(parseErlang(`{a,"s\\"t",<<"b">>,[1.5,'Q a']}. % c`)).toEqual([
      { tuple: [{ atom: 'a' }, 's"t', 'b', { list: [{ atom: '1.5' }, { atom: 'Q a' }] }] },
    ]);
    expect(parseElixir('%{"k": :v, "l" => [a: "b", "c d": true]} # c')).toEqual([
      {
        tuple: [
          { tuple: ['k', { atom: 'v' }] },
          { tuple: ['l', { list: [{ tuple: [{ atom: 'a' }, 'b'] }, { tuple: ['c d', { atom: 'true' }] }] }] },
        ],
      },
    ]);
  });

  it.each([parseErlang, parseElixir])('stop at their limits, and soon', (parse) => {
    expect(() => parse('{'.repeat(70))).toThrow(/deeper than 64/);
    expect(() => parse(','.repeat(1_000_001))).toThrow(/more than 1000000 tokens/);
    const start = performance.now();
    for (const piece of ['.', 'a-', '\\"', "'\\'", '"a', ':', '%'])
      try {
        parse(piece.repeat(50_000));
      } catch {
        // Only its time matters.
      }
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
