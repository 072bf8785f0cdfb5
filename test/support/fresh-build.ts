import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Builds dist/ once before the tests that run the built command, when a source is newer than it. */
export function setup(): void {
  const built = statSync(join(root, 'dist/cli.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  const newest = Math.max(
    ...sources.filter((s) => s.isFile()).map((s) => statSync(join(s.parentPath, s.name)).mtimeMs),
  );
  if (newest > built) execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { stdio: 'inherit' });
}
