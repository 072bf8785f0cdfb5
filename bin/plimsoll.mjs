#!/usr/bin/env node
// Plain JavaScript that any Node understands: on one that is too old it starts the Node the checkout brought, or says
// in one line what to do.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'dist', 'cli.js');

function fail(message, hint) {
  process.stderr.write(`error: ${message}\nhint: ${hint}\n`);
  process.exit(3);
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 22);
}

async function enableCache() {
  const { default: nodeModule } = await import('node:module');
  const cache = process.env.XDG_CACHE_HOME?.startsWith('/')
    ? process.env.XDG_CACHE_HOME
    : join(homedir(), '.cache');
  nodeModule.enableCompileCache(join(cache, 'plimsoll', 'compile'));
}

function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`start ${node}: ${error.message}`, 'install Node 22.22 or newer'));
  child.on('exit', (code, signal) => (signal ? process.kill(process.pid, signal) : process.exit(code)));
}

if (!existsSync(main)) fail('plimsoll is not built', `run npm ci in ${root}`);
if (isNewEnough(process.versions.node)) {
  await enableCache();
  await import(pathToFileURL(main).href);
} else {
  const own = join(root, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(own)) runWith(own);
  else
    fail(
      `plimsoll needs Node 22.22 or newer, this is ${process.versions.node}`,
      'install a current Node, for example: npx -p node@24 -p plimsoll plimsoll --help',
    );
}
