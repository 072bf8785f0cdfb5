import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './command.ts';

// What npm would publish, by npm's own word.
function packed(): ReadonlySet<string> {
  const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const json = JSON.parse(out) as Listed[] | Record<string, Listed>;
  const [pack] = Array.isArray(json) ? json : Object.values(json);
  return new Set(pack?.files.map((file) => file.path));
}

interface Listed {
  readonly files: readonly { readonly path: string }[];
}

it('the package holds the command, its licence, and the schema that reports name', () => {
  const files = packed();
  for (const path of [
    'bin/plimsoll.mjs',
    'dist/index.js',
    'LICENSE',
    'README.md',
    'docs/schemas/check.v1.json',
  ])
    expect(files, path).toContain(path);
  expect([...files].filter((path) => /^(src|test|scripts|bench)\//.test(path))).toEqual([]);
});

it('every link of the documents leads somewhere', () => {
  const documents = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'];
  for (const name of documents) {
    const links = [...readFileSync(join(ROOT, name), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)];
    for (const [, target = ''] of links)
      if (!/^[a-z]+:/.test(target)) expect(existsSync(join(ROOT, target)), `${name}: ${target}`).toBe(true);
  }
});
