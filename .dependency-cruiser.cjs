// The floors of ARCHITECTURE.md as a test: each imports only from floors below it.
const floor = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } });
const FEATURES = '^src/(check|sbom|vuln|sign|tlog|policy|report)/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    floor('base-imports-nothing', '^src/base/', '^src/(?!base/)'),
    floor('codec-imports-base-only', '^src/(codec|versions)/', '^src/(?!base/|codec/|versions/)'),
    floor('image-stands-on-codec', '^src/image/', '^src/(?!base/|codec/|versions/|image/)'),
    floor('features-below-usecase', FEATURES, '^src/(registry|build|usecase|cli|server|lab)/'),
    {
      name: 'features-meet-in-models',
      severity: 'error',
      from: { path: '^src/(check|sbom|vuln|sign|tlog|policy|report)/' },
      to: {
        path: FEATURES,
        pathNot: ['^src/$1/', '^src/[a-z]+/(model|index)\\.ts$'],
      },
    },
    floor(
      'registry-stands-on-image',
      '^src/(registry|build)/',
      '^src/(check|sbom|vuln|sign|tlog|policy|report|usecase|cli|server|lab)/',
    ),
    floor('usecases-do-not-know-faces', '^src/usecase/', '^src/(cli|server|lab)/'),
    {
      name: 'io-only-under-io',
      severity: 'error',
      from: {
        path: '^src/(?!cli/|server/|lab/)',
        pathNot: ['/io/', '\\.test\\.ts$', '^src/[a-z]+/testing/'],
      },
      to: {
        path: '^(node:)?(fs|fs/promises|net|http|https|tls|child_process|os|worker_threads)$',
        dependencyTypes: ['core'],
      },
    },
    {
      name: 'one-wrapper-per-package',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          '\\.test\\.ts$',
          '^src/cli/',
          '^src/registry/client/io/',
          '^src/image/io/',
          '^src/codec/(toml|yaml)\\.ts$',
          '^src/codec/xml\\.ts$',
          '^src/sbom/licenses/spdx\\.ts$',
        ],
      },
      to: { dependencyTypes: ['npm', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: ['\\.d\\.ts$', '\\.test\\.ts$'] },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
