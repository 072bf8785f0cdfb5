import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { BASE_FILES, BIN, type Home, makeHome, ROOT, SAFE_CONFIG, writeImage } from './command.ts';

describe('the command line', () => {
  let home: Home;
  beforeAll(async () => {
    home = makeHome();
    await writeImage(join(home.dir, 'app'), 'v1', [BASE_FILES], { ...SAFE_CONFIG, User: '' });
  });
  afterAll(() => home.remove());

  it('every command has help that fits 80 columns, with two examples', async () => {
    for (const { name } of COMMANDS) {
      const { code, stdout } = await home.run([name, '--help']);
      expect({ name, code }).toEqual({ name, code: 0 });
      const tooLong = stdout.split('\n').filter((line) => line.length > 80);
      expect({ name, tooLong }).toEqual({ name, tooLong: [] });
      expect({ name, examples: stdout.split('Examples:')[1]?.match(/^ {2}# /gm)?.length }).toEqual({
        name,
        examples: 2,
      });
    }
  });

  it('the overview names every command', async () => {
    const { stdout } = await home.run(['--help']);
    for (const { name } of COMMANDS) expect(stdout).toContain(`  ${name} `);
  });

  it('wrong usage is exit code 2 and says what was meant', async () => {
    const cases: [string[], string][] = [
      [['chekc', 'x'], 'did you mean plimsoll check?'],
      [['check', '--fail-in', 'high', 'x'], 'did you mean --fail-on?'],
      [['check'], 'missing required argument'],
      [['check', 'UPPER/Case'], 'upper-case'],
      [['pull', 'a', 'b'], 'too many arguments'],
    ];
    for (const [args, text] of cases) {
      const { code, stderr } = await home.run(args);
      expect({ args, code }).toEqual({ args, code: 2 });
      expect(stderr).toContain(text);
      expect(stderr).not.toMatch(/^ {4}at /m);
    }
  });

  it('flags win over variables, variables over the file', async () => {
    const cwd = join(home.dir, 'configured');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'plimsoll.yaml'), 'check:\n  fail-on: none\n');
    const image = 'oci:../app';
    expect((await home.run(['check', image], { cwd })).code).toBe(0);
    const env = { PLIMSOLL_FAIL_ON: 'high' };
    expect((await home.run(['check', image], { cwd, env })).code).toBe(1);
    expect((await home.run(['check', image, '--fail-on', 'none'], { cwd, env })).code).toBe(0);
    writeFileSync(join(cwd, 'plimsoll.yaml'), 'check:\n  fail-onn: none\n');
    const wrong = await home.run(['check', image], { cwd });
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toContain('did you mean fail-on?');
  });

  it('resolve explains a short name', async () => {
    const { stdout } = await home.run(['resolve', 'nginx']);
    expect(stdout).toMatch(/docker\.io\/library\/nginx:latest/);
    expect(stdout).toContain('assumed');
    const json = JSON.parse(
      (await home.run(['resolve', 'localhost:5000/a/b:c', '-o', 'json'])).stdout,
    ) as object;
    expect(json).toMatchObject({ registry: 'localhost:5000', repository: 'a/b', tag: 'c' });
  });

  it('completion works in a real bash', async () => {
    const { stdout } = await home.run(['completion', 'bash']);
    writeFileSync(join(home.dir, 'completion.bash'), stdout);
    const complete = (words: string[]): string[] => {
      const script = `source ${join(home.dir, 'completion.bash')}; COMP_WORDS=(${words.map((w) => `'${w}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _plimsoll; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8', cwd: '/' })
        .split('\n')
        .filter(Boolean);
    };
    expect(complete(['plimsoll', 'che'])).toContain('check');
    expect(complete(['plimsoll', 'check', '--fail'])).toEqual(['--fail-on']);
    expect(complete(['plimsoll', 'check', '--fail-on', 'hi'])).toEqual(['high']);
  });

  it('runs under an older Node with the Node that the checkout brings', async () => {
    const old = ['/usr/local/bin/node', '/usr/bin/node'].find(
      (path) =>
        existsSync(path) &&
        /^v(1[4-9]|2[01])\./.test(execFileSync(path, ['--version'], { encoding: 'utf8' })),
    );
    if (!old) {
      console.warn('skipped: no older Node on this machine');
      return;
    }
    expect(execFileSync(old, [BIN, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
    const bare = join(home.dir, 'bare');
    mkdirSync(bare);
    for (const part of ['bin', 'dist', 'package.json'])
      cpSync(join(ROOT, part), join(bare, part), { recursive: true });
    expect(() => execFileSync(old, [join(bare, 'bin/plimsoll.mjs'), '--version'], { stdio: 'pipe' })).toThrow(
      /needs Node 22\.22 or newer/,
    );
  });

  it('--version loads next to nothing', async () => {
    const coverage = join(home.dir, 'coverage');
    await home.run(['--version'], { env: { NODE_V8_COVERAGE: coverage } });
    const [name] = readdirSync(coverage);
    const report = JSON.parse(
      execFileSync('cat', [join(coverage, name as string)], { encoding: 'utf8', maxBuffer: 1 << 28 }),
    ) as { result: { url: string }[] };
    const own = report.result.filter((r) => r.url.includes('/dist/'));
    expect(own.length).toBeLessThanOrEqual(8);
    expect(own.some((r) => /undici|commander|yaml/.test(r.url))).toBe(false);
  });
});
