import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASE_FILES, file, type Home, makeHome, SAFE_CONFIG, writeImage } from './command.ts';

interface SyftDocument {
  readonly artifacts: readonly {
    readonly name: string;
    readonly version: string;
    readonly type: string;
    readonly purl: string;
    readonly locations: readonly { readonly path: string }[];
  }[];
}

const stanza = (name: string, version: string): string =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\nMaintainer: A <a@example.com>\n\n`;
const status = (...packages: string[]) => file('var/lib/dpkg/status', packages.join(''));

describe('plimsoll sbom', () => {
  let home: Home;
  beforeAll(async () => {
    home = makeHome();
    await writeImage(
      join(home.dir, 'image'),
      'v1',
      [
        [...BASE_FILES, status(stanza('libc6', '2.36-9'), stanza('gone', '1'))],
        [
          status(stanza('libc6', '2.36-9'), stanza('curl', '1:7.88-1')),
          file('app/package.json', '{"name":"app","version":"1.0.0","license":"MIT"}'),
        ],
        [
          file(
            'app/package-lock.json',
            '{"name":"app","lockfileVersion":3,"packages":{"":{},"node_modules/left-pad":{"version":"1.3.0"}}}',
          ),
        ],
      ],
      SAFE_CONFIG,
    );
  });
  afterAll(() => home.remove());

  const artifacts = async (...args: string[]): Promise<SyftDocument['artifacts']> => {
    const { stdout, code } = await home.run(['sbom', ...args, '-o', 'json']);
    expect(code).toBe(0);
    return (JSON.parse(stdout) as SyftDocument).artifacts;
  };
  const names = (found: SyftDocument['artifacts']): string[] => found.map((a) => `${a.name}@${a.version}`);

  it('lists what a container sees, epochs kept', async () => {
    const found = await artifacts('oci:image:v1');
    expect(names(found)).toEqual(['app@1.0.0', 'curl@1:7.88-1', 'libc6@2.36-9']);
    expect(found[1]?.purl).toBe('pkg:deb/debian/curl@1:7.88-1?arch=amd64&distro=debian-12');
  });

  it('--scope all-layers lists also what later layers hide', async () => {
    expect(names(await artifacts('oci:image:v1', '--scope', 'all-layers'))).toContain('gone@1');
  });

  it('--evidence lists what lock files declare', async () => {
    expect(names(await artifacts('oci:image:v1', '--evidence', 'declared'))).toEqual(['left-pad@1.3.0']);
    expect(names(await artifacts('oci:image:v1', '--evidence', 'all'))).toContain('left-pad@1.3.0');
  });

  it('--exclude leaves paths out', async () => {
    expect(names(await artifacts('oci:image:v1', '--exclude', './app'))).not.toContain('app@1.0.0');
  });

  it('says which layer first brought a package', async () => {
    const { stdout } = await home.run(['sbom', 'oci:image:v1']);
    expect(stdout).toMatch(/^libc6\s+2\.36-9\s+deb\s+1/m);
    expect(stdout).toMatch(/^curl\s+1:7\.88-1\s+deb\s+2/m);
  });

  it('writes several formats in one run, the same bytes every time', async () => {
    const args = ['sbom', 'oci:image:v1', '-o', 'json=a.json', '-o', 'purls=a.txt'];
    const env = { SOURCE_DATE_EPOCH: '1700000000' };
    expect((await home.run(args, { env })).code).toBe(0);
    const first = readFileSync(join(home.dir, 'a.json'));
    expect((await home.run(args, { env: { ...env, PLIMSOLL_NO_CACHE: '1' } })).code).toBe(0);
    expect(readFileSync(join(home.dir, 'a.json')).equals(first)).toBe(true);
    expect(readFileSync(join(home.dir, 'a.txt'), 'utf8').split('\n')).toContain('pkg:npm/app@1.0.0');
  });

  it('reads source trees, lock files too', async () => {
    const tree = join(home.dir, 'tree');
    mkdirSync(tree);
    writeFileSync(
      join(tree, 'package-lock.json'),
      '{"name":"t","lockfileVersion":3,"packages":{"":{},"node_modules/left-pad":{"version":"1.3.0"}}}',
    );
    expect(names(await artifacts('dir:tree'))).toContain('left-pad@1.3.0');
  });

  it('says what could not be read and completes the rest; --strict makes that exit code 3', async () => {
    await writeImage(join(home.dir, 'odd'), 'v1', [
      [
        ...BASE_FILES,
        status(stanza('libc6', '2.36-9')),
        file('app/package-lock.json', '{"lockfileVersion":'),
        file('usr/lib/jvm\u001b[31m/x.jar', 'PK\u0003\u0004 no archive'),
      ],
    ]);
    const { stdout, stderr, code } = await home.run(['sbom', 'oci:odd:v1', '-o', 'json']);
    expect(code).toBe(0);
    expect(names((JSON.parse(stdout) as SyftDocument).artifacts)).toEqual(['libc6@2.36-9']);
    expect(stderr).toMatch(/warning: \d things? could not be read; the rest is complete/);
    expect(stderr).not.toContain('\u001b');
    const strict = await home.run(['sbom', 'oci:odd:v1', '--strict', '-q']);
    expect(strict.code).toBe(3);
    expect(strict.stderr).toContain('--strict allows none');
  });

  it('--deny-license and --allow-license are verdicts', async () => {
    const denied = await home.run(['sbom', 'oci:image:v1', '--deny-license', 'MIT', '-o', 'purls=x.txt']);
    expect(denied.code).toBe(1);
    expect(denied.stderr).toContain('app 1.0.0: MIT');
    expect((await home.run(['sbom', 'oci:image:v1', '--deny-license', 'GPL-3.0-only'])).code).toBe(0);
    expect((await home.run(['sbom', 'oci:image:v1', '--allow-license', 'Apache-2.0'])).code).toBe(1);
    expect((await home.run(['sbom', 'oci:image:v1', '--allow-license', 'MIT'])).code).toBe(0);
  });

  it('--platform all wants a file, and gives each platform its own', async () => {
    const refused = await home.run(['sbom', 'oci:image:v1', '--platform', 'all', '-o', 'json']);
    expect(refused.code).toBe(2);
    const { code } = await home.run(['sbom', 'oci:image:v1', '--platform', 'all', '-o', 'json=all.json']);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(join(home.dir, 'all.linux-amd64.json'), 'utf8'))).toHaveProperty(
      'artifacts',
    );
  });
});
