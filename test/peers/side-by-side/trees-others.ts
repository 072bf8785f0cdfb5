// Source trees whose tools come from Debian, and lock files written by hand as their tools write them.
import { join } from 'node:path';
import { HANDWRITTEN } from './handwritten.data.ts';
import { type Input, inside, pythonTool, unpackDebs, write } from './workshop.ts';

/** Bundler resolves among gems that Debian packages unpack to: its own registry is not asked. */
async function bundle(folder: string): Promise<void> {
  await unpackDebs(folder, ...RUBY_DEBS);
  write(folder, {
    Gemfile:
      "source 'https://gems.example.com'\ngem 'sinatra'\ngem 'rake'\ngroup(:test) { gem 'minitest' }\n",
  });
  const gems = join(folder, 'usr/share/rubygems-integration/all');
  const home = `GEM_PATH=${gems}:${join(folder, 'usr/share/rubygems-integration/3.1.0')}`;
  await inside(folder, 'env', home, 'ruby', '-I', 'usr/lib/ruby/vendor_ruby', '-rbundler', '-e', LOCK_SCRIPT);
  await inside(folder, 'rm', '-rf', 'usr');
}

export const RUBY_DEBS = [
  ...[
    'ruby-sinatra',
    'ruby-rack',
    'ruby-rack-protection',
    'ruby-tilt',
    'ruby-mustermann',
    'ruby-ruby2-keywords',
  ],
  ...['rake', 'ruby-minitest', 'ruby-bundler', 'ruby-nokogiri'],
];

const LOCK_SCRIPT = `ENV['BUNDLE_FROZEN'] = nil
definition = Bundler::Definition.build('Gemfile', 'Gemfile.lock', {})
definition.resolve_with_cache! rescue definition.send(:resolve)
definition.lock('Gemfile.lock')`;

export const PHP_DEBS = [
  'php-symfony-yaml',
  'php-symfony-console',
  'php-symfony-deprecation-contracts',
  'php-psr-log',
  'php-monolog',
];

/** Composer installs, from folders, the libraries that Debian packages unpack to. */
export async function composerProject(folder: string): Promise<void> {
  await unpackDebs(join(folder, 'debs'), ...PHP_DEBS);
  const repositories = PHP_LIBRARIES.map(({ path, ...library }) => ({
    type: 'package',
    package: { ...library, type: 'library', dist: { type: 'path', url: `debs/usr/share/php/${path}` } },
  }));
  const wanted = Object.fromEntries(PHP_LIBRARIES.map(({ name, version }) => [name, version]));
  const { 'psr/log': log, ...required } = wanted;
  write(folder, {
    'composer.json': {
      name: 'fleet/brigantine',
      version: '1.2.0',
      require: required,
      'require-dev': { 'psr/log': log },
      repositories: [...repositories, { packagist: false }],
      config: { 'allow-plugins': false },
    },
  });
  await inside(
    folder,
    'env',
    'COMPOSER_MIRROR_PATH_REPOS=1',
    'composer',
    'update',
    '--no-interaction',
    '--quiet',
  );
  await inside(folder, 'rm', '-rf', 'debs');
}

const PHP_LIBRARIES = [
  { name: 'symfony/yaml', version: 'v5.4.53', license: ['MIT'], path: 'Symfony/Component/Yaml' },
  { name: 'symfony/console', version: 'v5.4.53', license: ['MIT'], path: 'Symfony/Component/Console' },
  { name: 'monolog/monolog', version: '2.9.1', license: ['MIT'], path: 'Monolog' },
  { name: 'psr/log', version: '1.1.4', license: ['MIT'], path: 'Psr/Log' },
];

async function conanLock(folder: string): Promise<void> {
  const recipe = (name: string, version: string, requires: string) =>
    `from conan import ConanFile\nclass Recipe(ConanFile):\n    name = "${name}"\n    version = "${version}"\n    requires = ${requires}\n`;
  write(folder, {
    'recipes/zlib/conanfile.py': recipe('zlib', '1.3.1', '()'),
    'recipes/libpng/conanfile.py': recipe('libpng', '1.6.43', '("zlib/1.3.1",)'),
    'conanfile.txt': '[requires]\nlibpng/1.6.43\n\n[generators]\nCMakeDeps\n',
  });
  const main = 'import sys; from conan.cli.cli import main; main(sys.argv[1:])';
  const home = `CONAN_HOME=${join(folder, '.conan')}`;
  const conan = ['env', home, join(await pythonTool('conan'), 'bin/python'), '-c', main] as const;
  await inside(folder, ...conan, 'profile', 'detect');
  for (const name of ['zlib', 'libpng']) await inside(folder, ...conan, 'export', `recipes/${name}`);
  await inside(folder, ...conan, 'lock', 'create', 'conanfile.txt', '--no-remote');
  await inside(folder, 'rm', '-rf', '.conan', 'recipes');
}

export const OTHER_TREES: readonly Input[] = [
  {
    name: 'ruby-bundler',
    kind: 'tree',
    about: 'Gemfile.lock',
    needs: ['apt-get', 'dpkg-deb', 'ruby'],
    make: bundle,
  },
  {
    name: 'php-composer',
    kind: 'tree',
    about: 'composer.lock, and the vendor folder',
    needs: ['apt-get', 'dpkg-deb', 'composer'],
    make: composerProject,
  },
  {
    name: 'conan',
    kind: 'tree',
    about: 'conan.lock and conanfile.txt',
    needs: ['python3'],
    make: conanLock,
  },
  ...HANDWRITTEN.map(
    ({ name, about, files }): Input => ({
      name,
      kind: 'tree',
      about,
      make: async (folder) => write(folder, files),
    }),
  ),
];
