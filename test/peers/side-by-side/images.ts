// Images of every kind of application, on a Debian root or on nothing.
import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeDemoImage } from '../../../scripts/demo/image.ts';
import { ROOT } from '../../e2e/command.ts';
import { imageCache, realImage } from '../../support/images.ts';
import { goPrograms, javaApplication, rustProgram } from './programs.ts';
import { apkRoot, distrolessRoot, rpmRoot } from './roots.ts';
import { borrow, type Layer, stack } from './stack.ts';
import { JAVASCRIPT_TREES } from './trees-javascript.ts';
import { composerProject, RUBY_DEBS } from './trees-others.ts';
import { PYTHON_TREES } from './trees-python.ts';
import { type Input, inside, madeInput, unpackDebs } from './workshop.ts';

const APT = ['apt-get', 'dpkg-deb'];

/** A tree of the comparison, put where an image would have it. */
async function copyTree(root: string, trees: readonly Input[], name: string, to: string): Promise<void> {
  const tree = await madeInput(trees.find((input) => input.name === name) as Input);
  mkdirSync(join(root, to), { recursive: true });
  await inside(root, 'cp', '-a', `${tree}/.`, join(root, to));
}

const nodeModules: Layer = {
  createdBy: 'RUN npm ci',
  fill: (root) => copyTree(root, JAVASCRIPT_TREES, 'npm-workspace', 'srv/fleet'),
};

const virtualEnvironment: Layer = {
  createdBy: 'RUN pip install -r requirements.txt',
  fill: (root) => copyTree(root, PYTHON_TREES, 'python-venv', 'opt'),
};

const node: Layer = {
  createdBy: 'COPY node /usr/local/bin/node',
  fill: async (root) => {
    mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
    copyFileSync(process.execPath, join(root, 'usr/local/bin/node'));
    chmodSync(join(root, 'usr/local/bin/node'), 0o755);
  },
};

const unpacked = (...packages: string[]): Layer => ({
  createdBy: `COPY ${packages[0]} /`,
  fill: (root) => unpackDebs(root, ...packages),
});

/** What is told by what it writes of itself: nothing else here says its name. */
const SERVERS = [
  ...[
    'redis-server',
    'redis-tools',
    'nginx',
    'openssl',
    'libssl3',
    'bash',
    'perl-base',
    'libperl5.36',
    'curl',
    'jq',
  ],
  ...[
    'haproxy',
    'apache2-bin',
    'postgresql-15',
    'mariadb-server-core',
    'memcached',
    'lighttpd',
    'php8.2-cli',
  ],
  ...[
    'libruby3.1',
    'ruby3.1',
    'python3.11-minimal',
    'libpython3.11-minimal',
    'libpython3.11-stdlib',
    'busybox',
  ],
  ...[
    'zstd',
    'xz-utils',
    'gzip',
    'util-linux',
    'proftpd-core',
    'erlang-base',
    'libcurl4',
    'sqlcipher',
    'ldap-utils',
  ],
  ...['gcc-12', 'ffmpeg', 'libavcodec59', 'libqt5core5a', 'swi-prolog-nox', 'krb5-user'],
];

function image(name: string, about: string, needs: readonly string[], make: Input['make']): Input {
  return { name: `image-${name}`, kind: 'image', about, needs, make };
}

export const IMAGES: readonly Input[] = [
  image('nginx', 'Debian with nginx, of three layers', [], async (folder) =>
    borrow(folder, await realImage('nginx-layers'), 'nginx'),
  ),
  image('fat', 'Debian with 529 packages: npm, pip, gems, jars, Go programs', [], async (folder) => {
    const layout = join(imageCache(), 'fat');
    await borrow(folder, existsSync(layout) ? layout : undefined, 'fat (the benchmark makes it)');
  }),
  image('demo', 'what `npm run demo` makes', [], async (folder) => {
    await writeDemoImage(ROOT, folder, () => undefined);
  }),
  image('node', 'Debian, Node, an installed workspace', ['npm'], (folder) =>
    stack(folder, 'debian', [node, nodeModules]),
  ),
  image('python', 'Debian, Python, a virtual environment', [...APT, 'python3'], (folder) =>
    stack(folder, 'debian', [unpacked('python3.11-minimal', 'libpython3.11-minimal'), virtualEnvironment]),
  ),
  image('go', 'Go programs for Linux, Windows and macOS, and nothing else', ['go'], (folder) =>
    stack(folder, 'nothing', [{ createdBy: 'COPY bin /', fill: goPrograms }]),
  ),
  image('rust', 'Debian and an audited Rust program', ['cargo', 'objcopy', 'python3'], (folder) =>
    stack(folder, 'debian', [{ createdBy: 'COPY keel /usr/bin', fill: rustProgram }]),
  ),
  image('java', 'Debian, a war with jars in it, a jar of jars, a shaded jar', ['mvn', 'jar'], (folder) =>
    stack(folder, 'debian', [{ createdBy: 'COPY steamer.war /srv', fill: javaApplication }]),
  ),
  image('ruby', 'Debian, Ruby, gems', APT, (folder) =>
    stack(folder, 'debian', [unpacked('ruby3.1', 'libruby3.1', ...RUBY_DEBS)]),
  ),
  image('php', 'Debian, PHP, PEAR, a vendor folder', [...APT, 'composer'], (folder) =>
    stack(folder, 'debian', [
      unpacked('php8.2-cli', 'php8.2-common', 'php-pear'),
      {
        createdBy: 'RUN composer install',
        fill: async (root) => {
          mkdirSync(join(root, 'srv/app'), { recursive: true });
          await composerProject(join(root, 'srv/app'));
        },
      },
    ]),
  ),
  image(
    'mixed',
    'Debian, all of it in layers of their own, one of which deletes',
    [...APT, 'npm', 'go', 'mvn'],
    (folder) =>
      stack(folder, 'debian', [
        nodeModules,
        virtualEnvironment,
        { createdBy: 'COPY bin /usr/local/bin', fill: goPrograms },
        { createdBy: 'COPY srv /srv', fill: javaApplication },
        {
          createdBy: 'RUN npm prune && rm steamer',
          fill: async () => undefined,
          deletes: [
            'srv/fleet/node_modules/lodash',
            'bin/flagship-darwin',
            'opt/venv/lib/python3.11/site-packages/idna',
          ],
        },
      ]),
  ),
  image('distroless', 'libraries and their status.d, no shell', APT, (folder) =>
    stack(folder, 'nothing', [{ createdBy: 'ADD distroless /', fill: distrolessRoot }]),
  ),
  image('rpm', 'a database of rpm, in SQLite', ['rpm', 'rpmbuild'], (folder) =>
    stack(folder, 'nothing', [{ createdBy: 'ADD fedora /', fill: rpmRoot }]),
  ),
  image('apk', 'a database of apk', [], (folder) =>
    stack(folder, 'nothing', [{ createdBy: 'ADD alpine /', fill: apkRoot }]),
  ),
  image('busybox', 'one static program and nothing else', APT, (folder) =>
    stack(folder, 'nothing', [unpacked('busybox-static')]),
  ),
  image('servers', 'programs that nobody recorded: told by what they write of themselves', APT, (folder) =>
    stack(folder, 'nothing', [unpacked(...SERVERS)]),
  ),
];
