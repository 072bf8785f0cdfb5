import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree } from '../../testing/catalog-view.ts';
import { parseFormula } from './formula.ts';
import { homebrew } from './index.ts';

const FORMULA = `class Jq < Formula
  desc "Lightweight and flexible command-line JSON processor"
  homepage "https://jqlang.github.io/jq/"
  url "https://github.com/jqlang/jq/releases/download/jq-1.7.1/jq-1.7.1.tar.gz"
  license all_of: ["MIT", "CC-BY-3.0"]

  resource "other" do
    homepage "https://example.org"
    version "9"
  end
end
`;
const KEG = 'home/linuxbrew/.linuxbrew/Cellar/jq/1.7.1_1';

describe('the homebrew cataloger', () => {
  it('reads what was poured, with its receipt', () => {
    const { found } = catalogTree(homebrew, {
      [`${KEG}/.brew/jq.rb`]: FORMULA,
      [`${KEG}/bin/jq`]: 'x',
      [`${KEG}/INSTALL_RECEIPT.json`]: JSON.stringify({
        source: { tap: 'homebrew/core', spec: 'stable' },
        runtime_dependencies: [{ full_name: 'user/tap/oniguruma', version: '6.9.9' }, 7],
      }),
    });
    expect(found).toHaveLength(1);
    expect(found[0]?.draft).toMatchObject({
      name: 'jq',
      version: '1.7.1_1',
      type: 'homebrew',
      purl: 'pkg:brew/jq@1.7.1_1',
      licenses: [{ value: 'MIT AND CC-BY-3.0' }],
      requires: ['oniguruma'],
      scope: 'home/linuxbrew/.linuxbrew/Cellar',
      supporting: [`${KEG}/INSTALL_RECEIPT.json`],
      metadataType: 'homebrew-formula',
      metadata: {
        tap: 'homebrew/core',
        homepage: 'https://jqlang.github.io/jq/',
        description: 'Lightweight and flexible command-line JSON processor',
      },
    });
    expect(found[0]?.draft.files).toContain(`${KEG}/bin/jq`);
  });

  it('reads a formula without receipt, and none of the taps', () => {
    const { found } = catalogTree(homebrew, {
      'opt/homebrew/Cellar/a/1/.brew/a.rb': 'class A < Formula\nend\n',
      'opt/homebrew/Library/Taps/homebrew/homebrew-core/Formula/b.rb': FORMULA,
    });
    expect(found.map(({ draft }) => draft.name)).toEqual(['a']);
    expect(found[0]?.draft).toMatchObject({ requires: [], metadata: { tap: '' } });
  });

  it('says why a receipt could not be read', () => {
    expect(() => homebrew.parse?.(catalogFile('Cellar/a/1/INSTALL_RECEIPT.json', '[]'))).toThrow(
      /JSON object/,
    );
  });
});

describe('parseFormula()', () => {
  it('takes no computed values', () => {
    expect(parseFormula('  desc name + "x"\n  license :public_domain\n')).toMatchObject({
      description: '',
      license: '',
    });
    expect(parseFormula('license any_of: ["A", "B"]').license).toBe('A OR B');
  });

  it('stays bounded on hostile texts', () => {
    expect(parseFormula(`desc ${'"'.repeat(500_000)}`).description).toBe('');
    expect(parseFormula('desc '.repeat(200_000)).description).toBe('');
  });
});
