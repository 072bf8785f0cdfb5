import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { githubActions } from './index.ts';

const WORKFLOW = `name: CI
on: [push]
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/cache@5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3
      - uses: ./.github/actions/local
      - uses: docker://alpine:3.8
      - uses: github/codeql-action/init@v2
  b:
    uses: octo-org/this-repo/.github/workflows/workflow-1.yml@172239021f7ba04fe7327647b213799853a9eb89
`;

describe('a cataloger reads GitHub Actions', () => {
  it('that workflows use', () => {
    const { found } = catalogTree(githubActions, { '.github/workflows/ci.yaml': WORKFLOW });
    expect(found.map((f) => [f.draft.name, f.draft.version, f.draft.type, f.draft.purl])).toEqual([
      [
        'octo-org/this-repo/.github/workflows/workflow-1.yml',
        '172239021f7ba04fe7327647b213799853a9eb89',
        'github-action-workflow',
        'pkg:github/octo-org/this-repo@172239021f7ba04fe7327647b213799853a9eb89#.github/workflows/workflow-1.yml',
      ],
      ['actions/checkout', 'v4', 'github-action', 'pkg:github/actions/checkout@v4'],
      ['actions/cache', 'v4.2.3', 'github-action', 'pkg:github/actions/cache@v4.2.3'],
      ['alpine', '3.8', 'github-action', 'pkg:docker/alpine@3.8'],
      ['github/codeql-action/init', 'v2', 'github-action', 'pkg:github/github/codeql-action@v2#init'],
    ]);
    expect(found[2]?.draft).toMatchObject({
      metadataType: 'github-actions-use-statement',
      metadata: { value: 'actions/cache@5a3ec84eff668545956fd18022155c47e93e2684', comment: 'v4.2.3' },
    });
  });

  it('that composite actions use', () => {
    const text = 'runs:\n  using: composite\n  steps:\n    - uses: a/b@v1\n    - run: "uses: no/action@v1"\n';
    const { found } = catalogTree(githubActions, { '.github/actions/x/action.yml': text });
    expect(found.map((f) => f.draft.name)).toEqual(['a/b']);
  });

  it.each([
    'jobs: 3',
    'jobs: {a: {steps: [3, {uses: 4}, {uses: nothing}, {uses: "docker://"}, {uses: ../x}]}}',
    '[]',
  ])('makes nothing up of %j', (text) => {
    expect(catalogTree(githubActions, { '.github/workflows/a.yml': text }).found).toEqual([]);
  });
});
