import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASE_FILES, file, type Home, makeHome, SAFE_CONFIG, writeImage } from './command.ts';

interface Report {
  readonly verdict: { readonly status: string; readonly failing: number };
  readonly findings: readonly {
    readonly id: string;
    readonly severity: string;
    readonly evidence: readonly string[];
  }[];
  readonly checks: readonly { readonly id: string; readonly status: string }[];
  readonly sections: readonly { readonly id: string; readonly status: string }[];
  readonly image: { readonly digest: string; readonly layers: readonly unknown[] };
}

describe('plimsoll check', () => {
  let home: Home;
  let safe: string;
  beforeAll(async () => {
    home = makeHome();
    safe = await writeImage(join(home.dir, 'safe'), 'v1', [BASE_FILES], SAFE_CONFIG);
    const careless = [
      file('app/token', 'x'.repeat(3_000_000)),
      file('usr/bin/rooted', 'x', 0o4755),
      file('root/.ssh/id_rsa', '-----BEGIN RSA PRIVATE KEY-----\n'),
    ];
    const config = { Env: ['PATH=/bin', 'API_TOKEN=s3cr3t-Xk29vLq81zPw44'], ExposedPorts: { '22/tcp': {} } };
    await writeImage(
      join(home.dir, 'careless'),
      'latest',
      [BASE_FILES, careless, [file('app/.wh.token', '')]],
      config,
    );
  });
  afterAll(() => home.remove());

  it('passes a careful image with exit code 0', async () => {
    const { code, stdout, stderr } = await home.run(['check', 'oci:safe:v1']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('PASS');
    expect(stdout).toContain('Debian GNU/Linux 12');
    expect(stdout).toContain('not examined');
  });

  it('fails a careless one with exit code 1, the worst first, without showing the secret', async () => {
    const { code, stdout } = await home.run(['check', 'oci:careless', '-o', 'json']);
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as Report;
    expect(report.verdict.status).toBe('fail');
    const ids = report.findings.map((f) => f.id);
    expect(ids).toEqual(
      expect.arrayContaining(['config/root-user', 'config/secret-env', 'config/ssh-port', 'files/setuid']),
    );
    expect(ids).toContain('files/deleted-content');
    const order = ['critical', 'high', 'medium', 'low', 'info'];
    const ranks = report.findings.map((f) => order.indexOf(f.severity));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(stdout).not.toContain('s3cr3t-Xk29vLq81zPw44');
    expect(report.image.layers).toHaveLength(3);
  });

  it('sees what every layer ships again, and skips no check of an ordinary image', async () => {
    const data = file('app/data', 'x'.repeat(3_000_000));
    await writeImage(
      join(home.dir, 'doubled'),
      'v1',
      [BASE_FILES, [data], [{ ...data, fields: { ...data.fields, mode: 0o600 } }]],
      SAFE_CONFIG,
    );
    const { stdout } = await home.run(['check', 'oci:doubled:v1', '-o', 'json']);
    const report = JSON.parse(stdout) as Report;
    const wasted = report.findings.find((f) => f.id === 'files/wasted-space');
    expect(wasted?.evidence).toEqual(['app/data: 2 times, 6 MB']);
    const skipped = report.checks.filter((c) => c.status === 'skipped').map((c) => c.id);
    expect(skipped).toEqual(['config/moving-tag']); // a layout has no tag that could move
  });

  it('--fail-on moves the threshold both ways', async () => {
    expect((await home.run(['check', 'oci:careless', '--fail-on', 'none'])).code).toBe(0);
    expect((await home.run(['check', 'oci:safe', '--fail-on', 'info', '-q'])).code).toBeLessThanOrEqual(1);
    const wrong = await home.run(['check', 'oci:safe', '--fail-on', 'hihg']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('values: critical, high');
  });

  it('writes several reports in one run, each whole', async () => {
    const outputs = ['table', 'json=r.json', 'sarif=r.sarif', 'markdown=r.md', 'html=r.html'];
    const { code, stdout } = await home.run(['check', 'oci:careless', ...outputs.flatMap((o) => ['-o', o])]);
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL');
    const read = (name: string): string => readFileSync(join(home.dir, name), 'utf8');
    expect((JSON.parse(read('r.json')) as Report).verdict.failing).toBeGreaterThan(0);
    const sarif = JSON.parse(read('r.sarif')) as { version: string; runs: { results: unknown[] }[] };
    expect(sarif.version).toBe('2.1.0');
    expect(sarif.runs[0]?.results.length).toBeGreaterThan(3);
    expect(read('r.md')).toContain('runs as root');
    expect(read('r.html')).toMatch(/^<!doctype html>/i);
    expect(read('r.html')).not.toMatch(/<script|https?:\/\/[^"]*\.(js|css)/);
    for (const name of ['r.json', 'r.sarif', 'r.md', 'r.html'])
      expect(read(name)).not.toContain('s3cr3t-Xk29');
  });

  it('refuses two results on stdout and unknown formats', async () => {
    expect((await home.run(['check', 'oci:safe', '-o', 'json', '-o', 'sarif'])).code).toBe(2);
    const unknown = await home.run(['check', 'oci:safe', '-o', 'pdf']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('formats: table, json, sarif, markdown, html');
  });

  it('gives the same report from the cache', async () => {
    const env = { SOURCE_DATE_EPOCH: '1790000000' };
    const cold = await home.run(['check', 'oci:careless', '-o', 'json'], {
      env: { ...env, XDG_CACHE_HOME: join(home.dir, 'c2') },
    });
    const warm = await home.run(['check', 'oci:careless', '-o', 'json'], {
      env: { ...env, XDG_CACHE_HOME: join(home.dir, 'c2') },
    });
    expect(warm.stdout).toBe(cold.stdout);
    expect(readdirSync(join(home.dir, 'c2/plimsoll/layers')).length).toBe(3);
  });

  it('could not decide: a damaged layer is exit code 3, never a pass', async () => {
    await writeImage(join(home.dir, 'broken'), 'v1', [BASE_FILES, [file('a', 'content of a')]], SAFE_CONFIG);
    const manifest = JSON.parse((await home.run(['manifest', 'oci:broken'])).stdout) as {
      layers: { digest: string }[];
    };
    const blob = join(home.dir, 'broken/blobs/sha256', (manifest.layers[1]?.digest ?? '').slice(7));
    const bytes = readFileSync(blob);
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] as number) ^ 1;
    writeFileSync(blob, bytes);
    const flipped = await home.run(['check', 'oci:broken']);
    expect(flipped.code).toBe(3);
    expect(flipped.stderr).toMatch(/^error: .*layer 2/m);
    writeFileSync(blob, bytes.subarray(0, bytes.length - 20));
    const truncated = await home.run(['check', 'oci:broken', '-o', 'json']);
    expect(truncated.code).toBe(3);
    expect(truncated.stdout).toBe('');
    const line = truncated.stderr.split('\n').find((l) => l.startsWith('{')) ?? '';
    expect((JSON.parse(line) as { error: { code: string } }).error.code).toMatch(
      /size-mismatch|malformed|digest-mismatch/,
    );
  });

  it('checks an unpacked root file system too', async () => {
    const { code, stdout } = await home.run(['check', `rootfs:${join(home.dir, 'safe')}`, '-o', 'json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.sections.find((s) => s.id === 'configuration')?.status).toBe('not examined');
  });

  it('knows the base image by its layers when the store has it', async () => {
    await writeImage(join(home.dir, 'built'), 'v1', [BASE_FILES, [file('app/own', 'own')]], SAFE_CONFIG);
    const env = { XDG_DATA_HOME: join(home.dir, 'known') };
    const baseOf = async (): Promise<unknown> => {
      const { stdout } = await home.run(['check', 'oci:built', '-o', 'json'], { env });
      return (JSON.parse(stdout) as { image: { base?: unknown } }).image.base;
    };
    expect(await baseOf()).toBeUndefined();
    expect((await home.run(['copy', 'oci:safe:v1', 'store:team/base:1'], { env })).code).toBe(0);
    const base = { name: 'docker.io/team/base:1', digest: safe, layers: 1, evidence: 'known layers' };
    expect(await baseOf()).toMatchObject(base);
    expect((await home.run(['check', 'oci:built'], { env })).stdout).toContain('team/base:1');
    writeFileSync(join(home.dir, 'known/plimsoll/store/index.json'), 'damaged');
    expect(await baseOf()).toBeUndefined();
  });

  it('takes a folder that skopeo wrote to dir: for the image it is, and for files only when told to', async () => {
    const folder = join(home.dir, 'skopeo');
    mkdirSync(folder);
    writeFileSync(join(folder, 'version'), 'Directory Transport Version: 1.1\n');
    const blobs = join(home.dir, 'safe/blobs/sha256');
    for (const hex of readdirSync(blobs))
      copyFileSync(join(blobs, hex), join(folder, `sha256:${hex}` === safe ? 'manifest.json' : hex));
    for (const name of ['skopeo', 'dir:skopeo', './skopeo']) {
      const { code, stdout } = await home.run(['check', name, '-o', 'json']);
      expect({ name, code }).toEqual({ name, code: 0 });
      expect((JSON.parse(stdout) as Report).image.digest).toBe(safe);
    }
    expect((await home.run(['load', '-i', 'skopeo'])).stdout).toContain(safe);
    const files = await home.run(['check', 'rootfs:skopeo', '-o', 'json']);
    expect((JSON.parse(files.stdout) as Report).image.digest).not.toBe(safe);
    expect((await home.run(['resolve', 'dir:skopeo'])).stdout).toContain('skopeo wrote this folder');
  });

  it('names what does not exist and what to do', async () => {
    const { code, stderr } = await home.run(['check', 'oci:nowhere']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: .*nowhere/);
    const offline = await home.run(['check', '--offline', 'example.invalid/app']);
    expect(offline.code).toBe(3);
    expect(offline.stderr).toContain('--offline');
    expect(safe).toMatch(/^sha256:/);
  });
});
