import { statSync } from 'node:fs';
import { LAYOUTS, type LayoutName } from '../test/support/images.data.ts';
import { clearImages, realImage, realLayer } from '../test/support/images.ts';

// node scripts/images.ts [--clear] [NAME…]: makes the real images that tests and benchmarks read, and says what they are.

const words = process.argv.slice(2);
if (words.includes('--clear')) clearImages();
const asked = words.filter((word) => !word.startsWith('-'));
const unknown = asked.find((name) => !Object.hasOwn(LAYOUTS, name));
if (unknown !== undefined) {
  console.error(
    `error: making images: no image is called "${unknown}"; there are ${Object.keys(LAYOUTS).join(', ')}`,
  );
  process.exit(2);
}
const names = (asked.length > 0 ? asked : Object.keys(LAYOUTS)) as LayoutName[];
let missing = 0;
for (const name of names) {
  const layout = await realImage(name);
  if (layout === undefined) missing++;
  else console.log(`${name.padEnd(14)} ${layout}${await sizes(name)}`);
}
process.exit(missing > 0 ? 3 : 0);

async function sizes(name: LayoutName): Promise<string> {
  const layer = name === 'nginx-layers' ? undefined : await realLayer(name);
  if (layer === undefined) return '';
  const megabytes = (file: string) => `${(statSync(file).size / 1e6).toFixed(1)} MB`;
  return `  layer ${megabytes(layer.blob)}, tar ${megabytes(layer.tar)}`;
}
