import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { elixir } from './index.ts';

const LOCK = `%{
  "castore": {:hex, :castore, "0.1.17", "ba672681de4e51ed8ec1f74ed624d104c0db72742ea1a5e74edbc770c815182f", [:mix], [], "hexpm", "d9844227ed52d26e7519224525cb6868650c272d4a3d327ce3ca5570c12163f9"},
  "cowboy": {:hex, :cowboy, "2.9.0", "865dd8b6607e14cf03282e10e934023a1bd8be6f6bacf921a7e2a96d800cd452", [:make, :rebar3], [{:cowlib, "2.11.0", [hex: :cowlib, repo: "hexpm", optional: false]}, {:ranch, "1.8.0", [hex: :ranch, repo: "hexpm", optional: false]}], "hexpm", "2c729f934b4e1aa149aff882f57c6372c15399a20d54f65c8d67bef583021bde"},
  "cowlib": {:hex, :cowlib, "2.11.0", "0b9ff9c346629256c42ebe1eeb769a83c6cb771a6ee5960bd110ab0b9b872063", [:make, :rebar3], [], "hexpm", "2b3e9da0b21c4565751a6d4901c20d1b4cc25cbb7fd50d91d2ab6dd287bc86a9"},
  "ranch": {:hex, :ranch, "1.8.0", "8c7a100a139fd57f17327b6413e4167ac559fbc04ca7448e9be9057311597a1d", [:make, :rebar3], [], "hexpm", "49fbcfd3682fab1f5d109351b61257676da1a2fdbe295904176d5e521a2ddfe5"},
  "mygit": {:git, "https://github.com/a/mygit.git", "5f5a8e0e4ab8d8ed5d3b3b3dbd7b2a9d0a8f0c1d", [branch: "main"]},
}
`;

describe('a cataloger reads mix.lock', () => {
  it('with hashes and what needs what', () => {
    const { found } = catalogTree(elixir, { 'mix.lock': LOCK });
    expect(found.map((f) => [f.draft.name, f.draft.version])).toEqual([
      ['castore', '0.1.17'],
      ['cowboy', '2.9.0'],
      ['cowlib', '2.11.0'],
      ['ranch', '1.8.0'],
      ['mygit', '5f5a8e0e4ab8d8ed5d3b3b3dbd7b2a9d0a8f0c1d'],
    ]);
    expect(found[1]?.draft).toMatchObject({
      type: 'hex',
      language: 'elixir',
      purl: 'pkg:hex/cowboy@2.9.0',
      requires: ['cowlib', 'ranch'],
      metadataType: 'elixir-mix-lock-entry',
      metadata: {
        pkgHash: '865dd8b6607e14cf03282e10e934023a1bd8be6f6bacf921a7e2a96d800cd452',
        pkgHashExt: '2c729f934b4e1aa149aff882f57c6372c15399a20d54f65c8d67bef583021bde',
        dependencies: ['cowlib', 'ranch'],
      },
    });
  });

  it('with renamed and private packages, and tags', () => {
    const text = `%{"plug": {:hex, :plug_fork, "1.0.0", "aa", [:mix], [], "hexpm:acme", "bb"}, "g" => {:git, "https://x/g.git", "c0ffee", [tag: "v2.0"]}, "p": {:path, "../p"}}`;
    const { found } = catalogTree(elixir, { 'mix.lock': text });
    expect(found.map((f) => f.draft.purl)).toEqual([
      'pkg:hex/acme/plug_fork@1.0.0',
      'pkg:hex/g@v2.0?vcs_url=git%2Bhttps:%2F%2Fx%2Fg.git%40c0ffee',
    ]);
  });

  it('and takes broken ones as they are', () => {
    expect(catalogTree(elixir, { 'mix.lock': '%{\n' })).toEqual({ found: [], unknowns: [] });
    expect(catalogTree(elixir, { 'mix.lock': '%{"a": {:hex, :a}, 3}' }).unknowns).toHaveLength(1);
    expect(
      catalogTree(elixir, {
        'mix.lock': '<<<<<<< HEAD\n%{"a": {:hex, :a, "1", "x", [], [], "hexpm", "y"}}\n',
      }).found,
    ).toHaveLength(1);
  });
});
