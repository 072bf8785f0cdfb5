// Every difference from syft that is meant, each with its reason. What no row explains fails the test.

export interface Explained {
  readonly only: 'ours' | 'syft' | 'purl';
  /** One sentence. */
  readonly why: string;
  /** Everything given must hold. */
  readonly inputs?: readonly string[];
  readonly kind?: 'tree' | 'image';
  readonly types?: readonly string[];
  readonly name?: RegExp;
  readonly version?: RegExp;
  /** Of every place it was found at. */
  readonly path?: RegExp;
  /** True: its files belong to a package of the operating system, and its entry says so. */
  readonly owned?: true;
}

const UNREAD = 'syft 1.18 does not read this kind of file';

export const EXPLAINED: readonly Explained[] = [
  {
    only: 'ours',
    why: 'syft 1.18 drops what belongs to a package of the operating system; we keep it, marked as owned by that package',
    kind: 'image',
    owned: true,
  },
  {
    only: 'ours',
    why: 'syft leaves out of a lock file what is there for development only',
    inputs: ['npm-lock-3', 'npm-lock-2', 'pipenv', 'php-composer'],
    path: /^(package-lock\.json|Pipfile\.lock|composer\.lock|vendor\/composer\/installed\.json)$/,
  },
  {
    only: 'ours',
    why: 'the tree itself, named by its own manifest, which syft reads in images only',
    kind: 'tree',
    types: ['npm', 'dart-pub'],
    path: /^(package\.json|pubspec\.yaml)$/,
  },
  {
    only: 'ours',
    why: `${UNREAD}: npm-shrinkwrap.json`,
    inputs: ['npm-shrinkwrap-1'],
    path: /^(package|npm-shrinkwrap)\.json$/,
  },
  { only: 'ours', why: `${UNREAD}: bun.lock`, inputs: ['bun'], path: /^bun\.lock$/ },
  { only: 'ours', why: `${UNREAD}: deno.lock`, inputs: ['deno'], path: /^deno\.lock$/ },
  { only: 'ours', why: `${UNREAD}: uv.lock`, inputs: ['uv'], path: /^uv\.lock$/ },
  { only: 'ours', why: `${UNREAD}: pylock.toml`, inputs: ['pylock'], path: /^pylock\.toml$/ },
  { only: 'ours', why: `${UNREAD}: pdm.lock`, inputs: ['pdm'], path: /^pdm\.lock$/ },
  {
    only: 'ours',
    why: `${UNREAD}: .terraform.lock.hcl`,
    types: ['terraform'],
    path: /^\.terraform\.lock\.hcl$/,
  },
  { only: 'ours', why: `${UNREAD}: packages.lock.json`, types: ['dotnet'], path: /packages\.lock\.json$/ },
  { only: 'ours', why: `${UNREAD}: vcpkg.json`, types: ['vcpkg'], path: /vcpkg\.json$/ },
  {
    only: 'ours',
    why: `${UNREAD}: Chart.yaml and Chart.lock of Helm`,
    types: ['helm'],
    path: /Chart\.(yaml|lock)$/,
  },
  {
    only: 'ours',
    why: 'syft reads what R has installed in images only',
    kind: 'tree',
    types: ['R-package'],
    path: /\/DESCRIPTION$/,
  },
  {
    only: 'syft',
    why: 'a member of the workspace without its version, which its own manifest gives and we list',
    inputs: ['npm-workspace'],
    types: ['npm'],
    name: /^@fleet\//,
    version: /^UNKNOWN$/,
  },
  {
    only: 'ours',
    why: 'the real name of a package that yarn.lock installs under another name',
    inputs: ['yarn-berry'],
    name: /^semver$/,
  },
  {
    only: 'syft',
    why: 'an alias: the package is semver, as which we list it and advisories know it',
    inputs: ['yarn-berry'],
    name: /^old-semver$/,
  },
  {
    only: 'syft',
    why: 'the tree itself under the version that Yarn writes for “here”; we list it with the version of its manifest',
    inputs: ['yarn-berry'],
    version: /^0\.0\.0-use\.local$/,
  },
  {
    only: 'ours',
    why: 'a Windows program that is not .NET: its version resource says so, syft 1.18 calls every such file dotnet',
    types: ['binary'],
    path: /\.exe$/,
  },
  {
    only: 'syft',
    why: 'a Windows program that is not .NET: we list it as binary',
    types: ['dotnet'],
    path: /\.exe$/,
  },
  {
    only: 'ours',
    why: 'an action pinned by commit: the tag in the comment behind it is the version that advisories speak of',
    types: ['github-action'],
    version: /^v/,
  },
  {
    only: 'syft',
    why: 'an action pinned by commit: we list it under the tag in the comment behind it',
    types: ['github-action'],
    version: /^[0-9a-f]{40}$/,
  },
  {
    only: 'syft',
    why: 'a folder of the repository itself, not a package',
    types: ['github-action'],
    name: /^\.\//,
  },
  {
    only: 'purl',
    why: 'the group id under which the jar is published; syft takes the bundle’s symbolic name for it',
    types: ['java-archive'],
    name: /^checker-qual$/,
  },
  {
    only: 'purl',
    why: 'the package URL specification puts a subspec behind `#`',
    types: ['pod'],
    name: /\//,
  },
  {
    only: 'purl',
    why: 'the package URL specification takes namespace and name from the repository’s URL, without `.git`',
    types: ['swift'],
  },
  {
    only: 'syft',
    why: 'a file for bundlers inside a package, without a version: nothing that is published under this name',
    kind: 'image',
    types: ['npm'],
    version: /^UNKNOWN$/,
    path: /\/package\.json$/,
  },
  {
    only: 'syft',
    why: 'jars of Commons Logging under the end of their bundle’s name; we list each under its artifact id',
    inputs: ['image-fat'],
    types: ['java-archive'],
    name: /^logging$/,
  },
  {
    only: 'purl',
    why: 'the group id under which the jar is published; syft takes the bundle’s symbolic name for it',
    types: ['java-archive'],
    name: /^(asm(-\w+)?|bson|mongo-java-driver)$/,
  },
  {
    only: 'purl',
    why: '“(devel)” is Go’s word for an unknown version: a package URL of ours leaves it out',
    types: ['go-module'],
    version: /^\(devel\)$/,
  },
  {
    only: 'syft',
    why: 'the archive once more under its file’s name: the coordinates in it are those of steamer, which both list',
    types: ['java-archive'],
    name: /^boot$/,
    path: /^srv\/boot\.jar$/,
  },
  {
    only: 'ours',
    why: 'syft 1.18 does not read the registry of PEAR',
    types: ['php-pear'],
    path: /\/\.registry\/.*\.reg$/,
  },
  {
    only: 'ours',
    why: 'syft 1.18 does not read what Erlang installs',
    types: ['erlang-otp'],
    path: /\.app$/,
  },
  {
    only: 'ours',
    why: 'syft 1.18 does not know what this program writes of itself, or not under the name that Debian gives its file',
    kind: 'image',
    types: ['binary'],
    name: /^(erlang|ffmpeg|gcc|haproxy|httpd|libcurl|mariadb|openldap|perl|php-cli|qtbase|redis|ruby)$/,
  },
];
