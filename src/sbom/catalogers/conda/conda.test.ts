import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree } from '../../testing/catalog-view.ts';
import { conda } from './index.ts';

const RECORD = {
  arch: 'x86_64',
  build: 'h5eee18b_1',
  build_number: 1,
  channel: 'https://repo.anaconda.com/pkgs/main/linux-64',
  constrains: [],
  depends: ['libgcc-ng >=11.2.0', 'python>=3.8'],
  extracted_package_dir: '/opt/conda/pkgs/zlib-1.2.13-h5eee18b_1',
  files: ['include/zlib.h'],
  fn: 'zlib-1.2.13-h5eee18b_1.conda',
  license: 'Zlib',
  license_family: 'Other',
  link: { source: '/opt/conda/pkgs/zlib-1.2.13-h5eee18b_1', type: 1 },
  md5: '92e4',
  name: 'zlib',
  paths_data: {
    paths: [
      {
        _path: 'include/zlib.h',
        path_type: 'hardlink',
        sha256: 'aa',
        sha256_in_prefix: 'aa',
        size_in_bytes: 96,
      },
    ],
    paths_version: 1,
  },
  size: 113424,
  subdir: 'linux-64',
  timestamp: 1714511133000,
  url: 'https://repo.anaconda.com/pkgs/main/linux-64/zlib-1.2.13-h5eee18b_1.conda',
  version: '1.2.13',
};

describe('the conda cataloger', () => {
  it('reads a record of conda-meta', () => {
    const { found } = catalogTree(conda, {
      'opt/conda/conda-meta/zlib-1.2.13-h5eee18b_1.json': JSON.stringify(RECORD),
    });
    const { constrains: _, ...metadata } = RECORD;
    expect(found[0]?.draft).toMatchObject({
      name: 'zlib',
      version: '1.2.13',
      type: 'conda',
      evidence: 'installed',
      purl: 'pkg:conda/zlib@1.2.13?build=h5eee18b_1&channel=main&subdir=linux-64&type=conda',
      licenses: [{ value: 'Zlib', type: 'declared' }],
      requires: ['libgcc-ng', 'python'],
      scope: 'opt/conda/conda-meta',
      metadataType: 'conda-metadata-entry',
    });
    expect(found[0]?.draft.metadata).toEqual(metadata);
  });

  it('names the channel whether it is a name or an address', () => {
    const purl = (channel: string) => {
      const record = JSON.stringify({ name: 'a', version: '1', channel, subdir: 'noarch' });
      return conda.parse?.(catalogFile('conda-meta/a.json', record)).packages?.[0]?.purl;
    };
    expect(purl('conda-forge')).toBe('pkg:conda/a@1?channel=conda-forge&subdir=noarch');
    expect(purl('https://conda.anaconda.org/conda-forge/noarch')).toBe(purl('conda-forge'));
  });

  it('says what it cannot read', () => {
    expect(conda.parse?.(catalogFile('conda-meta/a.json', '{"name": "a"}')).unknowns).toHaveLength(1);
    expect(conda.parse?.(catalogFile('conda-meta/a.json', '{}', 1)).unknowns).toHaveLength(1);
    expect(() => conda.parse?.(catalogFile('conda-meta/a.json', '['))).toThrow(/not valid JSON/);
  });
});
