import { openImage } from '../src/image/image.ts';
import { openLayoutSource } from '../src/image/io/layout-source.ts';
import { openScanCache } from '../src/image/io/scan-cache.ts';
import { walkImage } from '../src/image/layers/walk.ts';

// node bench/walk.ts LAYOUT [CACHE]: the engine alone, without the command line. Verifies both digests of every layer,
// squashes, and touches every entry; prints how many there are and the time spent inside.

const [layout = '.', cacheDir] = process.argv.slice(2);
const start = performance.now();
const source = await openLayoutSource(layout);
const image = await openImage(source, { platform: { os: 'linux', architecture: 'amd64' } });
const cache = cacheDir === undefined ? undefined : openScanCache(cacheDir);
const walk = await walkImage(image, { readers: [], cache });
let bytes = 0;
let entries = 0;
for (const node of walk.files.entries()) {
  entries++;
  bytes += node.size;
}
await source.close();
const inside = (performance.now() - start).toFixed(0);
console.log(
  `${entries} files, ${bytes} bytes, ${walk.files.byteLength} bytes of index, ${walk.fromCache} cached, ${inside} ms`,
);
