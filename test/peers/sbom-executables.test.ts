// Programs of other people's compilers, and what their own tools say is in them: go, cargo auditable, dpkg, syft.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPeer, mustRun, requirePeers, run, warnSkipped } from '../support/peers.ts';

interface Artifact {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly purl: string;
  readonly foundBy: string;
  readonly locations: readonly { readonly path: string }[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly artifacts: readonly Artifact[];
  readonly artifactRelationships: readonly {
    readonly parent: string;
    readonly child: string;
    readonly type: string;
  }[];
}

const work = mkdtempSync(join(tmpdir(), 'sbom-executables-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function sbom(folder: string): Promise<Document> {
  const cli = new URL('../../bin/plimsoll.mjs', import.meta.url).pathname;
  const env = { PLIMSOLL_CACHE: join(work, 'cache') };
  return JSON.parse(
    await mustRun(process.execPath, [cli, 'sbom', `dir:${folder}`, '-o', 'json'], { env }),
  ) as Document;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The artifacts whose first evidence is a file of this base name, as `name@version`, sorted. */
function of({ artifacts }: Document, file: string, type: string): string[] {
  return artifacts
    .filter((a) => a.type === type && a.locations[0]?.path.endsWith(`/${file}`))
    .map((a) => `${a.name}@${a.version}`)
    .sort();
}

describe.skipIf(!requirePeers('go', 'python3'))('go version -m', () => {
  const source = join(work, 'go/src');
  const out = join(work, 'go/bin');
  let document: Document;

  // A module proxy of files, so that a dependency has a version and a digest without any network.
  async function offer(path: string, version: string): Promise<void> {
    const folder = join(work, 'go/proxy', path, '@v');
    const mod = `module ${path}\n\ngo 1.21\n`;
    write(join(folder, `${version}.mod`), mod);
    write(
      join(folder, `${version}.info`),
      JSON.stringify({ Version: version, Time: '2024-01-02T03:04:05Z' }),
    );
    const inside = `${path}@${version}`;
    const script = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1], 'w')
z.writestr('${inside}/go.mod', sys.argv[2])
z.writestr('${inside}/lib.go', 'package lib\\n\\nfunc Name() string { return "${path}" }\\n')
z.close()`;
    await mustRun('python3', ['-c', script, join(folder, `${version}.zip`), mod]);
  }

  const env = {
    GOPROXY: `file://${join(work, 'go/proxy')}`,
    GOSUMDB: 'off',
    GOFLAGS: '-mod=mod',
    GOWORK: 'off',
    GOMODCACHE: join(work, 'go/cache'),
    CGO_ENABLED: '0',
  };

  const BUILDS: readonly (readonly [
    file: string,
    flags: readonly string[],
    env: Readonly<Record<string, string>>,
  ])[] = [
    ['plain', [], {}],
    ['stripped', ['-ldflags=-s -w'], {}],
    ['trimmed', ['-trimpath'], {}],
    ['pie', ['-buildmode=pie'], {}],
    ['flagged', ['-ldflags=-s -w -X main.version=1.2.3'], {}],
    ['app.exe', [], { GOOS: 'windows' }],
    ['darwin', [], { GOOS: 'darwin', GOARCH: 'arm64' }],
    ['big-endian', [], { GOARCH: 's390x' }],
    ['aix', [], { GOOS: 'aix', GOARCH: 'ppc64' }],
  ];

  beforeAll(async () => {
    await offer('example.com/lib', 'v1.2.3');
    await offer('example.com/fork', 'v0.9.0');
    write(
      join(source, 'go.mod'),
      'module example.com/app\n\ngo 1.21\n\nrequire (\n\texample.com/lib v1.2.3\n\texample.com/old v0.1.0\n\texample.com/near v0.2.0\n)\n\nreplace example.com/old => example.com/fork v0.9.0\n\nreplace example.com/near => ./near\n',
    );
    write(join(source, 'near/go.mod'), 'module example.com/near\n\ngo 1.21\n');
    write(join(source, 'near/near.go'), 'package near\n\nfunc Name() string { return "near" }\n');
    write(
      join(source, 'main.go'),
      'package main\n\nimport (\n\t"example.com/lib"\n\t"example.com/near"\n\told "example.com/old"\n)\n\nvar version = "dev"\n\nfunc main() { println(version, lib.Name(), old.Name(), near.Name()) }\n',
    );
    for (const [file, flags, more] of BUILDS)
      await mustRun('go', ['build', ...flags, '-o', join(out, file), '.'], {
        cwd: source,
        env: { ...env, ...more },
      });
    document = await sbom(out);
  }, 300_000);

  /** `go version -m`, as what plimsoll should say of it. */
  async function expected(path: string, mainVersion?: string): Promise<string[]> {
    const lines = (await mustRun('go', ['version', '-m', path])).split('\n');
    const toolchain = lines[0]?.split(' ')[1] as string;
    const rows: string[] = [];
    let hasMain = false;
    for (const line of lines.slice(1)) {
      const [word, name = '', version = ''] = line.trim().split('\t');
      if (word === 'mod') rows.push(`${name}@${mainVersion ?? version}`);
      if (word === 'dep') rows.push(`${name}@${version}`);
      // A folder has no name of its own.
      if (word === '=>' && !name.startsWith('.')) rows.splice(-1, 1, `${name}@${version}`);
      hasMain ||= word === 'mod';
      if (word === 'build' && !hasMain) {
        rows.unshift(`${lines[1]?.trim().split('\t')[1]}@${mainVersion ?? '(devel)'}`);
        hasMain = true;
      }
    }
    return [...rows, `stdlib@${toolchain}`].sort();
  }

  it.each(BUILDS.map(([file]) => [file]))('agrees on %s', async (file) => {
    const version = file === 'flagged' ? 'v1.2.3' : undefined;
    expect(of(document, file, 'go-module')).toEqual(await expected(join(out, file), version));
  });

  it('agrees on digests and settings', async () => {
    const said = await mustRun('go', ['version', '-m', join(out, 'plain')]);
    const sum = /\tdep\texample\.com\/lib\tv1\.2\.3\t(\S+)/.exec(said)?.[1];
    const lib = document.artifacts.find(
      (a) => a.name === 'example.com/lib' && a.locations[0]?.path.endsWith('/plain'),
    );
    expect(lib?.metadata).toMatchObject({ h1Digest: sum, mainModule: 'example.com/app' });
    const main = document.artifacts.find(
      (a) => a.name === 'example.com/app' && a.locations[0]?.path.endsWith('/flagged'),
    );
    expect(main?.metadata?.goBuildSettings).toContainEqual({
      key: '-ldflags',
      value: '-s -w -X main.version=1.2.3',
    });
    const needed = document.artifactRelationships.filter(
      (r) => r.type === 'dependency-of' && r.child === main?.id,
    );
    expect(needed).toHaveLength(4);
  });

  it('agrees on the programs of the toolchain itself', async () => {
    const bin = join((await mustRun('go', ['env', 'GOROOT'])).trim(), 'bin');
    const found = await sbom(bin);
    for (const file of readdirSync(bin))
      expect(of(found, file, 'go-module')).toEqual(await expected(join(bin, file)));
  });
});

describe.skipIf(!requirePeers('cargo', 'cargo-auditable'))('cargo auditable', () => {
  const source = join(work, 'rust');

  it('agrees with cargo metadata on the crates of a program', async () => {
    const crate = (name: string, version: string, more = ''): string =>
      `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n${more}`;
    write(
      join(source, 'Cargo.toml'),
      crate(
        'app',
        '0.1.0',
        '[dependencies]\ndep = { path = "dep" }\n[build-dependencies]\ntool = { path = "tool" }\n[workspace]\n',
      ),
    );
    write(join(source, 'src/main.rs'), 'fn main() { println!("{}", dep::name()); }\n');
    write(join(source, 'build.rs'), 'fn main() { tool::run(); }\n');
    write(
      join(source, 'dep/Cargo.toml'),
      crate('dep', '1.2.3-rc.1', '[dependencies]\ndeep = { path = "../deep" }\n'),
    );
    write(join(source, 'dep/src/lib.rs'), "pub fn name() -> &'static str { deep::name() }\n");
    write(join(source, 'deep/Cargo.toml'), crate('deep', '4.5.6'));
    write(join(source, 'deep/src/lib.rs'), 'pub fn name() -> &\'static str { "deep" }\n');
    write(join(source, 'tool/Cargo.toml'), crate('tool', '9.9.9'));
    write(join(source, 'tool/src/lib.rs'), 'pub fn run() {}\n');
    const path = `${dirname(findPeer('cargo-auditable') as string)}:${process.env.PATH}`;
    await mustRun('cargo', ['auditable', 'build', '--offline'], {
      cwd: source,
      env: { PATH: path, CARGO_NET_OFFLINE: 'true' },
    });
    const metadata = JSON.parse(
      await mustRun('cargo', ['metadata', '--format-version', '1', '--offline'], { cwd: source }),
    ) as { packages: { name: string; version: string }[] };
    const all = metadata.packages.map((p) => `${p.name}@${p.version}`).sort();
    const bin = join(work, 'rust-bin');
    mkdirSync(bin);
    cpSync(join(source, 'target/debug/app'), join(bin, 'app'));
    await mustRun('strip', [join(bin, 'app')]);
    expect(of(await sbom(bin), 'app', 'rust-crate')).toEqual(all.filter((name) => !name.startsWith('tool@')));
    rmSync(join(source, 'target'), { recursive: true });
    expect(of(await sbom(source), 'Cargo.lock', 'rust-crate')).toEqual(all);
  }, 300_000);
});

/** A package, the file of it that is looked at, and what it is called. Its version is that of the package's upstream. */
const DEBIAN: readonly (readonly [deb: string, file: string, name: string])[] = [
  ['apache2-bin', 'apache2', 'httpd'],
  ['busybox', 'busybox', 'busybox'],
  ['curl', 'curl', 'curl'],
  ['gzip', 'gzip', 'gzip'],
  ['haproxy', 'haproxy', 'haproxy'],
  ['jq', 'jq', 'jq'],
  ['ldap-utils', 'ldapsearch', 'openldap'],
  ['libssl3', 'libcrypto.so.3', 'openssl'],
  ['lighttpd', 'lighttpd', 'lighttpd'],
  ['memcached', 'memcached', 'memcached'],
  ['nginx', 'nginx', 'nginx'],
  ['perl-base', 'perl', 'perl'],
  ['redis-tools', 'redis-check-rdb', 'redis'],
  ['util-linux', 'getopt', 'util-linux'],
  ['xz-utils', 'xz', 'xz'],
  ['zstd', 'zstd', 'zstd'],
];

describe.skipIf(!requirePeers('apt-get', 'dpkg-deb'))('dpkg', () => {
  const debs = join(work, 'debs');
  const root = join(work, 'root');
  const versions = new Map<string, string>();
  let document: Document | undefined;

  beforeAll(async () => {
    mkdirSync(debs);
    chmodSync(work, 0o755);
    const { code } = await run('apt-get', ['download', '-q', ...DEBIAN.map(([deb]) => deb), 'systemd'], {
      cwd: debs,
    });
    if (code !== 0) {
      warnSkipped('packages of this distribution cannot be downloaded');
      return;
    }
    for (const file of readdirSync(debs)) {
      const field = async (key: string): Promise<string> =>
        (await mustRun('dpkg-deb', ['-f', join(debs, file), key])).trim();
      versions.set(await field('Package'), await field('Version'));
      await mustRun('dpkg-deb', ['-x', join(debs, file), root]);
    }
    document = await sbom(root);
  }, 300_000);

  it('agrees on the upstream version of real programs', () => {
    if (!document) return;
    for (const [deb, file, name] of DEBIAN) {
      const upstream = /^(?:\d+:)?(\d+(?:\.\d+)+)/.exec(versions.get(deb) as string)?.[1];
      expect([deb, of(document, file, 'binary')]).toEqual([deb, [`${name}@${upstream}`]]);
    }
  });

  it('agrees on the package that systemd names in its notes', () => {
    if (!document) return;
    const noted = document.artifacts.filter((a) => a.foundBy === 'elf-package' && a.name === 'systemd');
    expect(noted.map((a) => a.version)).toEqual([versions.get('systemd')]);
  });

  it('knows every program that syft knows', async () => {
    const syft = findPeer('syft');
    if (!document || !syft) return warnSkipped('syft is not installed');
    const env = { SYFT_CHECK_FOR_APP_UPDATE: 'false' };
    const theirs = JSON.parse(await mustRun(syft, ['-q', '-o', 'json', `dir:${root}`], { env })) as Document;
    const ours = new Set(document.artifacts.map((a) => `${a.name}@${a.version}`));
    const missing = theirs.artifacts.filter(
      (a) => a.type === 'binary' && !ours.has(`${a.name}@${a.version}`),
    );
    expect(missing.map((a) => `${a.name}@${a.version} ${a.locations[0]?.path}`)).toEqual([]);
  }, 300_000);
});
