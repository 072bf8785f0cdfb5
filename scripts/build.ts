// Builds dist/: a split ESM bundle, so that a command loads only its own code, and the type declarations. Written beside
// and renamed, so that nobody ever sees half of it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const target = join(root, 'dist');
const fresh = join(root, `dist.${process.pid}.tmp`);

try {
  await build({
    absWorkingDir: root,
    entryPoints: {
      cli: 'src/cli/entry.ts',
      index: 'src/index.ts',
      purl: 'src/codec/purl/index.ts',
      versions: 'src/versions/index.ts',
      'layer-worker': 'src/usecase/io/layer-worker.ts',
    },
    outdir: fresh,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // Names stay readable in stack traces; only blanks go.
    minifyWhitespace: true,
    keepNames: false,
    legalComments: 'none',
    logLevel: 'warning',
    // Bundled CommonJS (undici, yaml) asks for Node's modules by require.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/typescript/bin/tsc'),
      ...['-p', join(root, 'tsconfig.build.json'), '--outDir', join(fresh, 'types')],
    ],
    { stdio: 'inherit' },
  );
  install();
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function install(): void {
  const old = `${fresh}.old`;
  if (existsSync(target)) renameSync(target, old);
  try {
    renameSync(fresh, target);
  } catch (error) {
    // Another build was faster: its result is as good.
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    cpSync(fresh, target, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}
