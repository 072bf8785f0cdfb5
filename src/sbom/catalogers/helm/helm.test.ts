import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { helm } from './index.ts';

const CHART = `apiVersion: v2
name: wordpress
version: 15.2.0
appVersion: 6.0.2
description: WordPress
home: https://x.example
dependencies:
  - name: memcached
    repository: https://charts.bitnami.com/bitnami
    version: 6.x.x
`;
const LOCK = `dependencies:
- name: memcached
  repository: https://charts.bitnami.com/bitnami
  version: 6.2.4
digest: sha256:abc
generated: "2022-01-01T00:00:00Z"
`;

describe('a cataloger reads Helm charts', () => {
  it('and what they were resolved to', () => {
    const { found } = catalogTree(helm, { 'c/Chart.yaml': CHART, 'c/Chart.lock': LOCK });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'wordpress',
        version: '15.2.0',
        type: 'helm',
        purl: 'pkg:helm/wordpress@15.2.0',
        requires: ['memcached'],
        scope: 'c',
        metadata: { appVersion: '6.0.2' },
      },
      {
        purl: 'pkg:helm/memcached@6.2.4?repository_url=https:%2F%2Fcharts.bitnami.com%2Fbitnami',
        scope: 'c',
      },
    ]);
  });

  it('exact versions once, whichever file says them', () => {
    const lock = 'dependencies:\n- {name: b, version: 2.0.0}\n';
    const { found } = catalogTree(helm, {
      'Chart.yaml': `name: a\nversion: 1.0.0\n${lock}`,
      'Chart.lock': lock,
    });
    expect(found.map((f) => f.draft.name)).toEqual(['a', 'b']);
  });

  it.each(['dependencies: 3', 'name: a', '[]'])('makes nothing up of %j', (text) => {
    expect(catalogTree(helm, { 'Chart.yaml': text }).found).toEqual([]);
  });
});
