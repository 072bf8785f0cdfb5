import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASE_FILES, file, finish, type Home, makeHome, SAFE_CONFIG, writeImage } from './command.ts';

const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

describe('images in the store', () => {
  let home: Home;
  let digest: string;
  beforeAll(async () => {
    home = makeHome();
    digest = await writeImage(
      join(home.dir, 'app'),
      'v1',
      [BASE_FILES, [file('app/more', 'more')]],
      SAFE_CONFIG,
    );
    expect((await home.run(['copy', 'oci:app:v1', 'store:app:v1'])).code).toBe(0);
  });
  afterAll(() => home.remove());

  it('have their digest before any push', async () => {
    const { stdout } = await home.run(['images', '--digests', 'app']);
    expect(stdout).toContain(digest);
    const inspected = JSON.parse((await home.run(['inspect', 'app:v1'])).stdout) as Record<string, unknown>[];
    expect(inspected[0]).toMatchObject({ RepoTags: ['app:v1'], RepoDigests: [`app@${digest}`], Os: 'linux' });
    expect((await home.run(['inspect', '-f', '{{.Config.User}}', 'app:v1'])).stdout).toBe('10001:10001\n');
    expect((await home.run(['inspect', '--format', '{{index .RepoDigests 0}}', 'app:v1'])).stdout).toBe(
      `app@${digest}\n`,
    );
    expect((await home.run(['inspect', '-f', '{{.Nope}}', 'app:v1'])).code).not.toBe(0);
  });

  it('keep bytes and digest through every medium', async () => {
    const steps = [
      ['store:app:v1', 'oci:copy:v1'],
      ['oci:copy:v1', 'oci-archive:copy.tar:v1'],
      ['oci-archive:copy.tar:v1', 'docker-archive:docker.tar:app:v1'],
      ['docker-archive:docker.tar', 'store:again:v1'],
    ] as const;
    for (const [from, to] of steps) {
      const { code, stdout, stderr } = await home.run(['copy', from, to]);
      expect({ from, to, code, stderr }).toMatchObject({ code: 0, stderr: '' });
      expect(stdout).toContain(digest);
    }
    expect((await home.run(['digest', 'again:v1'])).stdout).toBe(`${digest}\n`);
  });

  it('of another platform than the one named are not taken for it', async () => {
    const other = ['--platform', 'linux/s390x'];
    for (const args of [
      ['copy', ...other, 'oci:app:v1', 'oci:other:v1'],
      ['pull', ...other, 'oci:app:v1'],
      ['push', ...other, 'app:v1', 'oci:other:v1'],
      ['save', ...other, 'app:v1', '-f', 'other.tar'],
    ]) {
      const { code, stderr } = await home.run(args);
      expect({ args, code }).toEqual({ args, code: 3 });
      expect(stderr).toContain('linux/s390x');
    }
    expect(existsSync(join(home.dir, 'other.tar'))).toBe(false);
    expect((await home.run(['copy', '--platform', 'linux/amd64', 'oci:app:v1', 'oci:same:v1'])).code).toBe(0);
  });

  it('print manifest and configuration byte for byte', async () => {
    const manifest = await home.run(['manifest', 'app:v1']);
    expect(sha256(manifest.bytes)).toBe(digest);
    const { config } = JSON.parse(manifest.stdout) as { config: { digest: string } };
    expect(sha256((await home.run(['config', 'app:v1'])).bytes)).toBe(config.digest);
  });

  it('are tagged, saved, loaded, removed and pruned', async () => {
    expect((await home.run(['tag', 'app:v1', 'localhost:5000/team/app:v2'])).code).toBe(0);
    expect((await home.run(['save', 'localhost:5000/team/app:v2', '-f', 'saved.tar'])).code).toBe(0);
    expect((await home.run(['rmi', 'localhost:5000/team/app:v2'])).stdout).toBe(
      'Untagged: localhost:5000/team/app:v2\n',
    );
    const loaded = await home.run(['load', 'saved.tar']);
    expect(loaded.stdout).toBe(`Loaded: localhost:5000/team/app:v2  ${digest}\n`);
    const other = { ...home.env, XDG_DATA_HOME: join(home.dir, 'other') };
    expect((await home.run(['load', '-i', 'saved.tar', '-o', 'json'], { env: other })).stdout).toContain(
      digest,
    );
    const removed = await home.run(['rmi', 'localhost:5000/team/app:v2'], { env: other });
    expect(removed.stdout).toContain(`Deleted: ${digest}`);
    expect((await home.run(['prune', '-o', 'json'], { env: other })).code).toBe(0);
    expect(readdirSync(join(home.dir, 'other/plimsoll/store/blobs/sha256'))).toEqual([]);
    const missing = await home.run(['rmi', 'nothing-here']);
    expect(missing.code).toBe(3);
  });

  it('are saved and loaded as docker spells it, whatever the settings say of reports', async () => {
    const env = { PLIMSOLL_OUTPUT: 'json' };
    expect((await home.run(['save', 'app:v1', '-o', 'spelled.tar'], { env })).code).toBe(0);
    expect((await home.run(['load', '-i', 'spelled.tar'])).stdout).toContain(digest);
    const piped = await home.run(['save', 'app:v1']);
    expect(piped.bytes).toEqual(readFileSync(join(home.dir, 'spelled.tar')));
    expect((await home.run(['save', 'app:v1', '-o', 'a.tar', '-f', 'b.tar'])).code).toBe(2);
    expect(existsSync(join(home.dir, 'json'))).toBe(false);
  });

  it('are not loaded from what is no archive, which is named', async () => {
    const { code, stderr } = await home.run(['load', '-i', '/etc/passwd']);
    expect(code).toBe(3);
    expect(stderr).toContain('/etc/passwd: it is not an archive: it looks like text');
  });

  it('are listed without a name when they came without one', async () => {
    const other = { ...home.env, XDG_DATA_HOME: join(home.dir, 'nameless') };
    expect((await home.run(['pull', 'oci:app'], { env: other })).code).toBe(0);
    const { stdout } = await home.run(['images', '--digests'], { env: other });
    expect(stdout).toMatch(new RegExp(`^<none> +<none> +${digest}`, 'm'));
    const ids = await home.run(['images', '--ids'], { env: other });
    const inspected = await home.run(['inspect', '-f', '{{.RepoTags}}', ids.stdout.trim()], { env: other });
    expect(inspected).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  it('are exported as one tar, whiteouts applied', async () => {
    await writeImage(join(home.dir, 'wh'), 'v1', [
      BASE_FILES,
      [file('app/.wh.run', ''), file('app/new', 'new')],
    ]);
    const { code } = await home.run(['export', 'oci:wh', 'root.tar']);
    expect(code).toBe(0);
    const names = execFileSync('tar', ['tf', join(home.dir, 'root.tar')], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean)
      .sort();
    expect(names).toEqual(['app/', 'app/new', 'etc/', 'etc/os-release', 'etc/passwd']);
    const refused = await home.run(['export', 'oci:wh', join('no', 'such', 'folder.tar')]);
    expect(refused.code).toBe(3);
  });

  it('stops in good order on Ctrl-C and leaves no half file', async () => {
    const noise = Buffer.concat(
      Array.from({ length: 1 << 17 }, (_, i) => createHash('sha512').update(String(i)).digest()),
    );
    const big = Array.from({ length: 24 }, (_, i) => file(`big/${i}`, noise));
    await writeImage(join(home.dir, 'big'), 'v1', [big]);
    const child = home.start(['export', 'oci:big', 'big.tar']);
    const ended = finish(child);
    await new Promise((resolve) => setTimeout(resolve, 700));
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect({ code, stderr }).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('interrupted') as string,
    });
    expect(existsSync(join(home.dir, 'big.tar'))).toBe(false);
    expect(readdirSync(home.dir).filter((name) => name.includes('big.tar'))).toEqual([]);
  });

  it('survive a reader that closes early', async () => {
    const out = execFileSync(
      'sh',
      [
        '-c',
        `"$0" "$1" export --no-progress oci:big 2>err | head -c 1000 | wc -c`,
        process.execPath,
        join(import.meta.dirname, '../../bin/plimsoll.mjs'),
      ],
      {
        cwd: home.dir,
        env: home.env,
        encoding: 'utf8',
      },
    );
    expect(out.trim()).toBe('1000');
    expect(readFileSync(join(home.dir, 'err'), 'utf8')).toBe('');
  });
});
