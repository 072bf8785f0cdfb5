// What npm, pip, gem, pear and composer say is installed, against what the command reads from the bare files.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Home, makeHome, ROOT } from '../e2e/command.ts';
import { mustRun, requirePeers, run } from '../support/peers.ts';

interface Artifact {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly metadataType?: string;
  readonly locations: readonly { readonly path: string }[];
}

interface Document {
  readonly artifacts: readonly Artifact[];
  readonly artifactRelationships: readonly {
    readonly parent: string;
    readonly child: string;
    readonly type: string;
  }[];
}

const home: Home = makeHome();
const work = mkdtempSync(join(tmpdir(), 'plimsoll-languages-'));
afterAll(() => {
  home.remove();
  rmSync(work, { recursive: true, force: true });
});

async function catalog(folder: string, ...options: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await home.run(['sbom', `dir:${folder}`, '-o', 'syft-json', ...options]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Document;
}

const nameOf = ({ name, version }: { readonly name: string; readonly version: string }): string =>
  `${name} ${version}`;
const namesOf = (artifacts: readonly Artifact[], type: string): string[] =>
  [...new Set(artifacts.filter((a) => a.type === type).map(nameOf))].sort();

interface NpmNode {
  readonly extraneous?: boolean;
  readonly name?: string;
  readonly version?: string;
  readonly path?: string;
  readonly dependencies?: Readonly<Record<string, NpmNode>>;
}

// Packages by folder, and who needs whom by folder: `npm ls` prints what several need only once in full.
function walkNpm(root: NpmNode): { packages: Map<string, string>; edges: Set<string> } {
  const packages = new Map<string, string>();
  const edges = new Set<string>();
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    packages.set(node.path as string, nameOf(node as Artifact));
    for (const child of Object.values(node.dependencies ?? {})) {
      if (!child.version || !child.path) continue;
      // What an install script put there (node's program) nobody asked for in writing.
      if (!child.extraneous) edges.add(`${node.path} -> ${child.path}`);
      open.push(child);
    }
  }
  return { packages, edges };
}

describe.skipIf(!requirePeers('npm'))('npm ls --all', () => {
  it("lists the packages and edges that are read from this repository's own node_modules", async () => {
    const { stdout } = await run('npm', ['ls', '--all', '--json', '--long'], { cwd: ROOT });
    const { packages, edges } = walkNpm(JSON.parse(stdout) as NpmNode);
    packages.delete(ROOT);
    const tree = join(work, 'npm');
    for (const folder of packages.keys()) {
      mkdirSync(join(tree, relative(ROOT, folder)), { recursive: true });
      copyFileSync(join(folder, 'package.json'), join(tree, relative(ROOT, folder), 'package.json'));
    }
    const { artifacts, artifactRelationships } = await catalog(tree);
    const folders = new Map(
      artifacts
        .filter((a) => a.metadataType === 'javascript-npm-package')
        .map((a) => [a.id, join(ROOT, (a.locations[0]?.path ?? '').replace(/\/package\.json$/, ''))]),
    );
    const ours = new Map(artifacts.map((a) => [folders.get(a.id), nameOf(a)]));
    expect(packages.size).toBeGreaterThan(100);
    for (const [folder, name] of packages) expect([folder, ours.get(folder)]).toEqual([folder, name]);
    const read = new Set(
      artifactRelationships
        .filter((r) => r.type === 'dependency-of')
        .map((r) => `${folders.get(r.child)} -> ${folders.get(r.parent)}`),
    );
    expect([...edges].filter((edge) => !edge.startsWith(`${ROOT} `) && !read.has(edge))).toEqual([]);
  });
});

describe.skipIf(!requirePeers('python3'))('pip list', () => {
  it('lists what is read from the site-packages of a new environment', async () => {
    const venv = join(work, 'venv');
    const made = await run('python3', ['-m', 'venv', venv]);
    if (made.code !== 0) return expect(made.stderr).toMatch(/ensurepip/);
    const listed = await mustRun(join(venv, 'bin/python'), ['-m', 'pip', 'list', '--format', 'json']);
    const { artifacts } = await catalog(venv);
    // What pip brings inside of itself it does not list.
    const own = artifacts.filter((a) => /\/site-packages\/[^/]+\/[^/]+$/.test(a.locations[0]?.path ?? ''));
    expect(namesOf(own, 'python')).toEqual((JSON.parse(listed) as Artifact[]).map(nameOf).sort());
  });

  it('lists what is read from the folders of this interpreter', async () => {
    const script =
      'import importlib.metadata as m, json, sys\n' +
      'p = [x for x in sys.path if x.endswith("-packages")]\n' +
      'print(json.dumps([[x, [[d.metadata["Name"], d.version] for d in m.distributions(path=[x])]] for x in p]))';
    const folders = JSON.parse(await mustRun('python3', ['-c', script])) as [string, [string, string][]][];
    for (const [folder, distributions] of folders) {
      const { artifacts } = await catalog(folder, '--evidence', 'installed');
      const own = artifacts.filter((a) => (a.locations[0]?.path ?? '').split('/').length <= 3);
      const expected = [...new Set(distributions.map(([name, version]) => `${name} ${version}`))].sort();
      expect(namesOf(own, 'python')).toEqual(expected);
    }
  });
});

describe.skipIf(!requirePeers('ruby', 'gem'))('gem list', () => {
  it('lists what is read from the specifications, default gems too', async () => {
    const listed = await mustRun('gem', ['list', '--local', '--quiet']);
    const expected = listed.split('\n').flatMap((line) => {
      const match = /^(\S+) \((.+)\)$/.exec(line);
      if (!match) return [];
      return (match[2] as string)
        .split(', ')
        .map((v) => `${match[1]} ${v.replace('default: ', '').split(' ')[0]}`);
    });
    const dirs = await mustRun('ruby', [
      '-e',
      'puts Gem::Specification.dirs, Gem.default_specifications_dir',
    ]);
    const root = join(work, 'gems');
    for (const [i, dir] of dirs.trim().split('\n').entries()) {
      mkdirSync(join(root, String(i)), { recursive: true });
      await run('cp', ['-rL', dir, join(root, String(i), 'specifications')]);
    }
    const { artifacts } = await catalog(root);
    expect(expected.length).toBeGreaterThan(20);
    expect(namesOf(artifacts, 'gem')).toEqual([...new Set(expected)].sort());
  });
});

describe.skipIf(!requirePeers('pear'))('pear list', () => {
  it('lists what is read from its registry', async () => {
    const listed = await mustRun('pear', ['list']);
    const expected = listed
      .split('\n')
      .flatMap((line) => /^(\w+)\s+([\d.]+)\s+\w+\s*$/.exec(line)?.slice(1, 3).join(' ') ?? []);
    const folder = (await mustRun('pear', ['config-get', 'php_dir'])).trim();
    const { artifacts } = await catalog(folder);
    expect(expected.length).toBeGreaterThan(0);
    expect(namesOf(artifacts, 'php-pear')).toEqual(expected.sort());
  });
});

describe.skipIf(!requirePeers('composer'))('composer show', () => {
  it('lists what is read from installed.json and composer.lock', async () => {
    const project = join(work, 'composer');
    const write = (name: string, content: object): void => {
      mkdirSync(join(project, name), { recursive: true });
      writeFileSync(join(project, name, 'composer.json'), JSON.stringify(content));
    };
    write('log', { name: 'acme/log', version: '2.1.0', license: 'MIT', require: { 'acme/psr': '^1' } });
    write('psr', { name: 'acme/psr', version: 'v1.3.0' });
    write('test', { name: 'acme/test', version: '3.0.1' });
    write('app', {
      name: 'acme/app',
      repositories: [
        { 'packagist.org': false },
        ...['log', 'psr', 'test'].map((n) => ({ type: 'path', url: `../${n}` })),
      ],
      require: { 'acme/log': '^2' },
      'require-dev': { 'acme/test': '^3' },
    });
    const cwd = join(project, 'app');
    const env = { COMPOSER_ALLOW_SUPERUSER: '1', HOME: work, COMPOSER_HOME: join(work, 'home') };
    await mustRun('composer', ['install', '--no-interaction', '--quiet'], { cwd, env });
    const shown = await mustRun('composer', ['show', '--format', 'json'], { cwd, env });
    const expected = (JSON.parse(shown) as { installed: Artifact[] }).installed.map(nameOf).sort();
    for (const evidence of ['installed', 'declared']) {
      const { artifacts, artifactRelationships } = await catalog(cwd, '--evidence', evidence);
      expect(namesOf(artifacts, 'php-composer')).toEqual(expected);
      expect(artifactRelationships.filter((r) => r.type === 'dependency-of')).toHaveLength(1);
    }
  });
});
