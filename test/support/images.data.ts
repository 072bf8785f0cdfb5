// The real images that tests and benchmarks read: what goes into them and how they are wrapped.

/** Part of the cache's path: raise it when anything below changes. */
export const CACHE_VERSION = 'v1';
export const SUITE = 'bookworm';
export const MIRROR = 'http://deb.debian.org/debian';
/** 2025-06-15: clamps every time in the roots, so that only the packages decide their bytes. */
export const SOURCE_DATE_EPOCH = '1750000000';

/** Root file systems made by `mmdebstrap --variant=minbase`, and the packages each has on top. */
export const ROOTS = {
  base: [],
  nginx: ['nginx'],
  big: ['gcc', 'python3', 'default-jre-headless'],
  // What a list of packages is put to the test by: a node application's worth of npm packages, jars, gems, Go programs.
  fat: [
    ...['nginx', 'python3-pip', 'ruby', 'npm', 'skopeo', 'docker-registry'],
    ...['liblog4j2-java', 'libjackson2-core-java', 'libspring-core-java'],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RootName = keyof typeof ROOTS;
export type Compression = 'tar' | 'gzip' | 'zstd';

/** The settings builders use by default: gzip level 6 without name or time, zstd level 3. */
export const COMPRESSORS = {
  gzip: ['gzip', '-6', '-n', '-c'],
  zstd: ['zstd', '-3', '-q', '-c'],
} as const;

/** Layouts by folder name. `layers` are root tars, or the difference of two, or the made-up top layer. */
export const LAYOUTS = {
  nginx: { root: 'nginx', compression: 'gzip' },
  'nginx-zstd': { root: 'nginx', compression: 'zstd' },
  'nginx-tar': { root: 'nginx', compression: 'tar' },
  'nginx-layers': { root: 'layers', compression: 'gzip' },
  big: { root: 'big', compression: 'gzip' },
  'big-zstd': { root: 'big', compression: 'zstd' },
  'big-tar': { root: 'big', compression: 'tar' },
  fat: { root: 'fat', compression: 'gzip' },
  'fat-tar': { root: 'fat', compression: 'tar' },
} as const satisfies Readonly<Record<string, { root: RootName | 'layers'; compression: Compression }>>;

export type LayoutName = keyof typeof LAYOUTS;

/** Image configuration of the nginx images, as careless as most are. */
export const NGINX_CONFIG = {
  ExposedPorts: { '80/tcp': {} },
  Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  Cmd: ['nginx', '-g', 'daemon off;'],
  StopSignal: 'SIGQUIT',
} as const;
