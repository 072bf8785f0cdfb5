// npm run demo: makes a real image out of plimsoll itself, without network, and checks it as a user would.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDemoImage } from './demo/image.ts';

const root = join(import.meta.dirname, '..');
const layout = join(root, '.demo');

if (process.platform !== 'linux') {
  console.error('error: the demo makes a Linux image out of this machine, which is not Linux');
  console.error('hint: plimsoll check nginx');
  process.exit(3);
}
if (!existsSync(join(root, 'dist'))) {
  console.error('error: plimsoll is not built');
  console.error('hint: npm ci');
  process.exit(3);
}
await mkdir(layout, { recursive: true });
const { digest, packages } = await writeDemoImage(root, layout, (line) => console.error(line));
console.error(`image   ${digest}${packages.length > 0 ? ` with records of ${packages.join(', ')}` : ''}\n`);
const command = ['check', `oci:${layout}:latest`, ...process.argv.slice(2)];
console.error(
  `$ plimsoll check oci:.demo:latest${process.argv
    .slice(2)
    .map((a) => ` ${a}`)
    .join('')}\n`,
);
const done = spawnSync(process.execPath, [join(root, 'bin/plimsoll.mjs'), ...command], { stdio: 'inherit' });
// The image is careless on purpose: a verdict against it (exit 1) is what the demo is there to show.
if (done.status === 1)
  console.error(
    '\nThe verdict is exit code 1, as a pipeline would see it: this image is careless on purpose.',
  );
process.exit(done.status === 1 ? 0 : (done.status ?? 3));
