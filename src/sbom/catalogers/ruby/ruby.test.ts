import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree } from '../../testing/catalog-view.ts';
import { parseGemfileLock } from './gemfile-lock.ts';
import { parseGemspec } from './gemspec.ts';
import { ruby } from './index.ts';
import { allows, compareGems } from './resolve.ts';

const HOME = 'var/lib/gems/3.1.0/specifications';
const GEMSPEC = `# -*- encoding: utf-8 -*-
# stub: demo 1.15.4 x86_64-linux lib
# stub: ext/demo/extconf.rb

Gem::Specification.new do |s|
  s.name = "demo".freeze
  s.version = "1.15.4"
  s.platform = "x86_64-linux".freeze

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.metadata = { "homepage_uri" => "https://demo.example.org" } if s.respond_to? :metadata=
  s.require_paths = ["lib".freeze]
  s.authors = ["Yukihiro \\u677E\\u672C".freeze, 'O''Neil', %q<Ann>.freeze]
  s.date = "2026-11-21"
  s.files = ["lib/demo.rb".freeze, "lib/demo/#{x}.rb".freeze]
  s.homepage = "https://demo.example.org/#{s.name}/#{s.version}".freeze
  s.licenses = ["Ruby".freeze, "BSD-2-Clause".freeze]
  s.summary = "a \\"demo\\"".freeze

  s.installed_by_version = "3.3.15" if s.respond_to? :installed_by_version

  if s.respond_to? :add_runtime_dependency then
    s.add_runtime_dependency(%q<rack>.freeze, ["~> 2.2", ">= 2.2.3"])
    s.add_development_dependency(%q<rake>.freeze, [">= 0"])
  else
    s.add_dependency(%q<rack>.freeze, ["~> 2.2", ">= 2.2.3"])
    s.add_dependency(%q<rake>.freeze, [">= 0"])
  end
end
`;
const gemspec = (name: string, version: string, rest = '') =>
  `# stub: ${name} ${version} ruby lib\nGem::Specification.new do |s|\n  s.name = "${name}"\n  s.version = "${version}"\n${rest}end\n`;
const parse = (text: string) => parseGemspec(catalogFile(`${HOME}/x.gemspec`, text));

describe('parseGemspec()', () => {
  it('reads what RubyGems wrote, as literals', () => {
    const draft = parse(GEMSPEC).packages?.[0];
    expect(draft).toMatchObject({
      name: 'demo',
      version: '1.15.4',
      type: 'gem',
      language: 'ruby',
      evidence: 'installed',
      purl: 'pkg:gem/demo@1.15.4?platform=x86_64-linux',
      homepage: 'https://demo.example.org/demo/1.15.4',
      description: 'a "demo"',
      requires: ['rack ~> 2.2,>= 2.2.3'],
      metadataType: 'ruby-gemspec',
    });
    expect(draft?.licenses?.map((l) => l.value)).toEqual(['Ruby', 'BSD-2-Clause']);
    expect(draft?.metadata).toMatchObject({
      name: 'demo',
      version: '1.15.4',
      files: ['lib/demo.rb', 'lib/demo/#{x}.rb'],
      homepage: 'https://demo.example.org/demo/1.15.4',
      platform: 'x86_64-linux',
    });
  });

  it('does without the stub line, and with one licence', () => {
    const text = `s.name = 'it\\'s'\n  s.version = Gem::Version.new("2.0.pre")\n  s.license = %q(MIT)\n  s.authors = "Ann"\n`;
    expect(parse(text).packages).toMatchObject([
      { name: "it's", version: '2.0.pre', licenses: [{ value: 'MIT' }], metadata: { authors: ['Ann'] } },
    ]);
  });

  it.each(['', 's.name = NAME\ns.version = VERSION\n', 's.name = "x', 's.name = [1, 2]\n'])(
    'says that it cannot tell what %j is',
    (text) => expect(parse(text).unknowns).toEqual(['a gem whose name or version is computed']),
  );

  it('takes hostile text in time', () => {
    const started = performance.now();
    parse(`  s.files = [${'"a", '.repeat(100_000)}`);
    parse('  s.x = "'.repeat(1000));
    parse(`s.name = "${'\\'.repeat(1_000_001)}`);
    parse('s.add_dependency(%q<a>, ["1"])\n'.repeat(10_000));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('the ruby cataloger', () => {
  it('resolves dependencies to the newest gem that their constraints allow', () => {
    const { found } = catalogTree(ruby, {
      [`${HOME}/demo-1.15.4-x86_64-linux.gemspec`]: GEMSPEC,
      [`${HOME}/rack-2.2.9.gemspec`]: gemspec('rack', '2.2.9'),
      [`${HOME}/rack-2.2.10.gemspec`]: gemspec('rack', '2.2.10'),
      [`${HOME}/rack-3.0.0.gemspec`]: gemspec('rack', '3.0.0'),
      [`${HOME}/default/rake-13.0.6.gemspec`]: gemspec('rake', '13.0.6'),
      'srv/vendor/bundle/ruby/3.1.0/specifications/rack-2.2.11.gemspec': gemspec('rack', '2.2.11'),
    });
    expect(found).toHaveLength(6);
    expect(found[0]?.draft.requires).toEqual([`/${HOME}/rack-2.2.10.gemspec`]);
  });
});

describe('allows()', () => {
  it.each([
    ['~> 2.2', '2.9', true],
    ['~> 2.2', '3.0', false],
    ['~> 2.2.3', '2.2.10', true],
    ['~> 2.2.3', '2.3', false],
    ['>= 1.0', '1.0.0', true],
    ['> 1.0', '1.0.0', false],
    ['!= 1.0', '1.0', false],
    ['1.0', '1.0', true],
    ['<= 2', '2.0.1', false],
    ['nonsense here', '1', true],
  ])('%s of %s: %j', (constraint, version, expected) => {
    expect(allows(constraint, version)).toBe(expected);
  });

  it('puts a pre-release before its release', () => {
    expect(compareGems('1.0.pre1', '1.0')).toBeLessThan(0);
    expect(compareGems('1.10', '1.9')).toBeGreaterThan(0);
  });
});

describe('parseGemfileLock()', () => {
  const LOCK = `GIT
  remote: https://github.com/x/g.git
  revision: abc
  specs:
    g (0.9.0)
      rack

PATH
  remote: engines/e
  specs:
    e (0.1.0)

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.15.4-x86_64-linux)
      racc (~> 1.4)
    racc (1.7.1)
    rack (2.2.8)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  e!
  nokogiri (~> 1.15)

CHECKSUMS
  rack (2.2.8) sha256=abc

BUNDLED WITH
   2.4.10
`;
  it('reads gems of every source, platforms apart from versions', () => {
    const packages = parseGemfileLock(catalogFile('Gemfile.lock', LOCK)).packages ?? [];
    expect(packages.map((p) => [p.purl, p.version, p.requires])).toEqual([
      ['pkg:gem/g@0.9.0?vcs_url=git%2Bhttps:%2F%2Fgithub.com%2Fx%2Fg.git%40abc', '0.9.0', ['rack']],
      ['pkg:gem/e@0.1.0', '0.1.0', []],
      ['pkg:gem/nokogiri@1.15.4?platform=x86_64-linux', '1.15.4', ['racc']],
      ['pkg:gem/racc@1.7.1', '1.7.1', []],
      ['pkg:gem/rack@2.2.8', '2.2.8', []],
    ]);
    expect(packages.every((p) => p.evidence === 'declared')).toBe(true);
  });

  it('says when it is cut, and gives nothing for what is none', () => {
    expect(parseGemfileLock(catalogFile('Gemfile.lock', LOCK, 9)).unknowns).toHaveLength(1);
    expect(parseGemfileLock(catalogFile('Gemfile.lock', '<<<<<<< HEAD\n    a (1)\n')).packages).toEqual([]);
  });
});
