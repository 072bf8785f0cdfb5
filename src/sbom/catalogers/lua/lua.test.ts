import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { lua } from './index.ts';
import { parseLua } from './literals.ts';

const ROCKSPEC = `package = "LuaSocket"
version = "3.0-1"
source = {
	url = "git+https://github.com/lunarmodules/luasocket.git",
	tag = "v3.0"
}
description = {
	summary = "Network support for the Lua language",
	detailed = [[
		LuaSocket is a Lua extension library
	]],
	homepage = "https://github.com/lunarmodules/luasocket",
	license = "MIT"
}
dependencies = {
	"lua >= 5.1", 'luafilesystem ~> 1.8'
}
-- comment { }
build = { type = "builtin", modules = { ["socket.core"] = { sources = {"src/a.c"} } } }
`;
const TREE = 'usr/lib/luarocks/rocks-5.1';

describe('a cataloger reads Lua rocks', () => {
  it('by their rockspec', () => {
    const { found } = catalogTree(lua, { [`${TREE}/luasocket/3.0-1/luasocket-3.0-1.rockspec`]: ROCKSPEC });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'LuaSocket',
        version: '3.0-1',
        type: 'lua-rocks',
        language: 'lua',
        purl: 'pkg:luarocks/luasocket@3.0-1',
        evidence: 'installed',
        requires: ['lua', 'luafilesystem'],
        licenses: [{ value: 'MIT' }],
        metadataType: 'luarocks-package',
        metadata: {
          url: 'git+https://github.com/lunarmodules/luasocket.git',
          description: 'Network support for the Lua language',
          dependencies: ['lua >= 5.1', 'luafilesystem ~> 1.8'],
        },
      },
    ]);
  });

  it('of a source tree as declared, with names put together', () => {
    const text = 'local _v = "1.2"\npackage = "x"\nversion = _v .. "-" .. \'1\'\n';
    expect(catalogTree(lua, { 'x-1.2-1.rockspec': text }).found[0]?.draft).toMatchObject({
      version: '1.2-1',
      evidence: 'declared',
    });
  });

  it('and of a tree those that have none', () => {
    const manifest =
      'commands = {}\nrepository = { luasocket = { ["3.0-1"] = { { arch = "installed" } } }, ["lua-cjson"] = { ["2.1.0-1"] = {} } }';
    const { found } = catalogTree(lua, {
      [`${TREE}/manifest`]: manifest,
      [`${TREE}/luasocket/3.0-1/luasocket-3.0-1.rockspec`]: ROCKSPEC,
    });
    expect(found.map((f) => f.draft.purl).sort()).toEqual([
      'pkg:luarocks/lua-cjson@2.1.0-1',
      'pkg:luarocks/luasocket@3.0-1',
    ]);
  });

  it.each(['', 'package = 3 + x', 'package = "a"', 'version = {', '"', "'\\"])(
    'says what it cannot read: %j',
    (text) => {
      const { found, unknowns } = catalogTree(lua, { 'x.rockspec': text || ' ' });
      expect(found).toEqual([]);
      expect(unknowns).toHaveLength(1);
    },
  );
});

describe('parseLua()', () => {
  it('reads strings of all kinds, comments and tables', () => {
    const values = parseLua(
      `a = [==[\nx]]y]==] --[[ b = "no" ]] -- c = "no"\nd = { "1"; '2', k = "v", ["q r"] = { }, f(), } e = 'it\\'s\\n'`,
    );
    expect(values.get('a')).toBe('x]]y');
    expect([...values.keys()]).toEqual(['a', 'd', 'e']);
    expect(values.get('d')).toMatchObject({ items: ['1', '2'] });
    expect(values.get('e')).toBe("it's\n");
  });

  it('stops at its limits, and soon', () => {
    expect(() => parseLua(`a = ${'{'.repeat(40)}`)).toThrow(/deeper than 32/);
    expect(() => parseLua('{'.repeat(600_000))).toThrow(/more than 500000 tokens/);
    const start = performance.now();
    for (const piece of ['[[', '--[==[', '\\"', "'\\'", '[=', '"'])
      try {
        parseLua(piece.repeat(50_000));
      } catch {
        // Only its time matters.
      }
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
