// Source trees of the package managers of JavaScript.
import { chmodSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Input, inside, jsTools, write } from './workshop.ts';

/** Scoped, aliased, optional, for development only: every way to ask for a package. */
const MANIFEST = {
  name: 'harbour',
  version: '1.4.0',
  private: true,
  license: 'MIT',
  dependencies: { express: '4.19.2', '@hapi/hoek': '11.0.4', 'old-semver': 'npm:semver@5.7.2', ws: '8.17.0' },
  devDependencies: { typescript: '5.4.5', mocha: '10.4.0' },
  optionalDependencies: { fsevents: '2.3.3' },
};

async function npmLock(folder: string, version: number): Promise<void> {
  write(folder, { 'package.json': MANIFEST });
  const flags = ['--package-lock-only', '--ignore-scripts', `--lockfile-version=${version}`];
  await inside(folder, 'npm', 'install', ...flags);
}

async function script(folder: string, path: string, ...args: string[]): Promise<void> {
  await inside(folder, process.execPath, join(await jsTools(), 'node_modules', path), ...args);
}

async function program(folder: string, path: string, ...args: string[]): Promise<void> {
  const file = join(await jsTools(), 'node_modules', path);
  chmodSync(file, 0o755);
  await inside(folder, file, ...args);
}

export const JAVASCRIPT_TREES: readonly Input[] = [
  {
    name: 'npm-lock-3',
    kind: 'tree',
    about: 'package-lock.json of version 3',
    needs: ['npm'],
    make: (folder) => npmLock(folder, 3),
  },
  {
    name: 'npm-lock-2',
    kind: 'tree',
    about: 'package-lock.json of version 2',
    needs: ['npm'],
    make: (folder) => npmLock(folder, 2),
  },
  {
    name: 'npm-shrinkwrap-1',
    kind: 'tree',
    about: 'npm-shrinkwrap.json of version 1',
    needs: ['npm'],
    make: async (folder) => {
      await npmLock(folder, 1);
      renameSync(join(folder, 'package-lock.json'), join(folder, 'npm-shrinkwrap.json'));
    },
  },
  {
    name: 'npm-workspace',
    kind: 'tree',
    about: 'an npm workspace of two packages, installed',
    needs: ['npm'],
    make: async (folder) => {
      write(folder, {
        'package.json': { name: 'fleet', version: '0.0.1', private: true, workspaces: ['ships/*'] },
        'ships/brig/package.json': { name: '@fleet/brig', version: '2.0.0', dependencies: { koa: '2.15.3' } },
        'ships/yawl/package.json': {
          name: '@fleet/yawl',
          version: '2.1.0',
          dependencies: { '@fleet/brig': '2.0.0', lodash: '4.17.20', debug: '2.6.9' },
        },
      });
      await inside(folder, 'npm', 'install', '--ignore-scripts');
    },
  },
  {
    name: 'yarn-1',
    kind: 'tree',
    about: 'yarn.lock of Yarn 1',
    make: async (folder) => {
      write(folder, { 'package.json': MANIFEST });
      await script(
        folder,
        'yarn/bin/yarn.js',
        'install',
        '--ignore-scripts',
        '--ignore-platform',
        '--silent',
      );
      await inside(folder, 'rm', '-rf', 'node_modules');
    },
  },
  {
    name: 'yarn-berry',
    kind: 'tree',
    about: 'yarn.lock of Yarn 4',
    make: async (folder) => {
      write(folder, { 'package.json': MANIFEST, 'yarn.lock': '', '.yarnrc.yml': 'enableTelemetry: false\n' });
      await script(folder, '@yarnpkg/cli-dist/bin/yarn.js', 'install', '--mode=update-lockfile');
      await inside(folder, 'rm', '-rf', '.yarn');
    },
  },
  {
    name: 'pnpm',
    kind: 'tree',
    about: 'pnpm-lock.yaml of version 9',
    make: async (folder) => {
      write(folder, { 'package.json': MANIFEST });
      await script(folder, 'pnpm/bin/pnpm.cjs', 'install', '--lockfile-only', '--ignore-scripts');
    },
  },
  {
    name: 'bun',
    kind: 'tree',
    about: 'bun.lock',
    make: async (folder) => {
      write(folder, { 'package.json': MANIFEST });
      await program(folder, '@oven/bun-linux-x64/bin/bun', 'install', '--lockfile-only', '--ignore-scripts');
    },
  },
  {
    name: 'deno',
    kind: 'tree',
    about: 'deno.lock',
    make: async (folder) => {
      write(folder, {
        'deno.json': { imports: { chalk: 'npm:chalk@5.3.0', express: 'npm:express@4.19.2' } },
      });
      await program(folder, '@deno/linux-x64-glibc/deno', 'install', '--quiet');
      await inside(folder, 'rm', '-rf', 'node_modules');
    },
  },
];
