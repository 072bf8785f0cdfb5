// Plimsoll's own image: Node, the shared libraries it needs, the bundle. Written layer by layer by plimsoll's own
// writer, and as careless as most images are: root, no HEALTHCHECK, a tag that moves, a cache left in, a file deleted
// too late. Every finding about it is true.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeImage, type NewLayer } from '../../src/image/compose.ts';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { readFileRange } from '../../src/image/io/file-tree.ts';
import { type LayerFile, writeLayer } from '../../src/image/io/layer-writer.ts';
import { openLayoutSink } from '../../src/image/io/layout-sink.ts';
import type { ImageSink } from '../../src/image/medium.ts';
import { defaultPlatform } from '../../src/image/platform.ts';
import {
  directory,
  fileFrom,
  fileOf,
  libraryFiles,
  osRelease,
  packageRecords,
  sharedLibraries,
  withDirectories,
} from './host.ts';

interface Step {
  readonly createdBy: string;
  readonly files: readonly LayerFile[];
}

/** Writes the image into an OCI layout and returns its manifest's digest and what went in. */
export async function writeDemoImage(
  root: string,
  layout: string,
  say: (line: string) => void,
): Promise<{ digest: string; packages: readonly string[] }> {
  const node = process.execPath;
  const libraries = sharedLibraries(node);
  const records = packageRecords(libraries);
  const steps = await demoSteps(root, node, libraries, records.files);
  const sink = await openLayoutSink(layout, 'latest');
  const scratch = await mkdtemp(join(tmpdir(), 'plimsoll-demo-'));
  try {
    const layers: NewLayer[] = [];
    for (const [i, step] of steps.entries()) {
      say(`layer ${i + 1} of ${steps.length}  ${step.createdBy}`);
      layers.push(await putLayer(sink, step, join(scratch, `layer-${i}`)));
    }
    const image = composeImage({
      platform: defaultPlatform(),
      created: createdAt(),
      layers,
      config: {
        Env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'NODE_ENV=production'],
        Entrypoint: ['/usr/local/bin/node', '/app/bin/plimsoll.mjs'],
        Cmd: ['--help'],
        WorkingDir: '/app',
      },
      emptySteps: [
        'WORKDIR /app',
        'ENTRYPOINT ["/usr/local/bin/node","/app/bin/plimsoll.mjs"]',
        'CMD ["--help"]',
      ],
    });
    await putBytes(sink, image.config.descriptor, image.config.bytes);
    await sink.putDocument(image.manifest);
    await sink.tag(image.manifest);
    await sink.close();
    return { digest: image.manifest.digest, packages: records.packages };
  } catch (error) {
    await sink.abort();
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function demoSteps(
  root: string,
  node: string,
  libraries: readonly string[],
  records: LayerFile[],
): Promise<Step[]> {
  const passwd = fileOf(
    'etc/passwd',
    'root:x:0:0:root:/root:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  );
  const cache = fileOf('root/.npm/_cacache/tmp/leftover', incompressible(4 * 1024 * 1024));
  return [
    {
      createdBy: 'COPY shared libraries of the host /',
      files: withDirectories([...osRelease(), passwd, ...libraryFiles(libraries), ...records]),
    },
    {
      createdBy: 'COPY node /usr/local/bin/node',
      files: withDirectories([fileFrom(node, 'usr/local/bin/node', 0o755)]),
    },
    {
      createdBy: 'RUN npm ci --omit=dev',
      files: withDirectories([
        ...(await productFiles(root)),
        cache,
        directory('app/tmp', 0o777),
        directory('tmp', 0o1777),
      ]),
    },
    { createdBy: 'RUN rm -rf /root/.npm', files: [directory('root'), fileOf('root/.wh..npm', '')] },
  ];
}

// A package cache is full of archives, which do not compress. The same bytes every time.
function incompressible(size: number): Buffer {
  const blocks: Buffer[] = [];
  for (let length = 0; length < size; length += 64)
    blocks.push(createHash('sha512').update(`cache ${length}`).digest());
  return Buffer.concat(blocks, size);
}

async function productFiles(root: string): Promise<LayerFile[]> {
  const files: LayerFile[] = [];
  for (const top of ['bin', 'dist', 'package.json', 'LICENSE', ...(await productionPackages(root))]) {
    const entries = await readdir(join(root, top), { recursive: true, withFileTypes: true }).catch(
      () => undefined,
    );
    if (!entries) files.push(fileFrom(join(root, top), `app/${top}`));
    for (const entry of entries ?? []) {
      const from = join(entry.parentPath, entry.name);
      if (entry.isFile() && !entry.name.endsWith('.map'))
        files.push(fileFrom(from, `app/${from.slice(root.length + 1)}`));
    }
  }
  return files;
}

// From the lock file: every package that is not only for development.
async function productionPackages(root: string): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.dev && !entry.optional)
    .map(([path]) => path);
}

async function putLayer(sink: ImageSink, step: Step, file: string): Promise<NewLayer> {
  const layer = await writeLayer(step.files, file);
  const { descriptor, diffId } = layer;
  if (!(await sink.hasBlob(descriptor)))
    await sink.putBlob(descriptor, (offset) =>
      readFileRange({ path: file, offset: 0, size: descriptor.size }, { offset }),
    );
  await rm(file, { force: true });
  return { descriptor, diffId, createdBy: step.createdBy };
}

async function putBytes(sink: ImageSink, descriptor: Descriptor, bytes: Buffer): Promise<void> {
  if (await sink.hasBlob(descriptor)) return;
  await sink.putBlob(descriptor, async function* (offset) {
    yield bytes.subarray(offset);
  });
}

function createdAt(): string {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  return new Date(epoch ? Number(epoch) * 1000 : Date.now()).toISOString().replace(/\.\d+Z$/, 'Z');
}
