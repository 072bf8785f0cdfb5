import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDemoImage } from '../../scripts/demo/image.ts';
import { type ImageConfig, parseImageConfig } from '../../src/image/config.ts';
import { mustRun, type Outcome, warnSkipped } from '../support/peers.ts';
import { findRuntime } from '../support/runtime.ts';

// The demo image is no mock-up: what its configuration says can be started.

const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/plimsoll.mjs');
const runtime = await findRuntime();
if (!runtime) warnSkipped('no OCI runtime of this machine can start a container (runc, crun)');

describe.skipIf(!runtime)('the demo image under an OCI runtime', () => {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-demo-run-'));
  const rootfs = join(dir, 'rootfs');
  let config: ImageConfig;
  beforeAll(async () => {
    const layout = join(dir, 'layout');
    await writeDemoImage(ROOT, layout, () => {});
    const plimsoll = (...args: string[]) => mustRun(process.execPath, [BIN, ...args]);
    config = parseImageConfig(Buffer.from(await plimsoll('config', `oci:${layout}`)));
    await plimsoll('export', '--no-progress', `oci:${layout}`, join(dir, 'root.tar'));
    mkdirSync(rootfs);
    await mustRun('tar', ['--extract', '--same-permissions', '--file', join(dir, 'root.tar'), '-C', rootfs]);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const start = async (command: readonly string[]): Promise<Outcome> => {
    const { entrypoint = [], env, workingDir } = config.runtime;
    const outcome = await runtime?.(rootfs, {
      args: [...entrypoint, ...command],
      env,
      cwd: workingDir || '/',
    });
    return outcome as Outcome;
  };

  it('prints its help when it is started as it is', async () => {
    const { code, stdout, stderr } = await start(config.runtime.cmd ?? []);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: plimsoll COMMAND');
  });

  it('is this version, and does its main job inside', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect((await start(['--version'])).stdout).toBe(`${version}\n`);
    const checked = await start(['check', 'rootfs:/etc', '-o', 'json', '--fail-on', 'none']);
    expect({ code: checked.code, stderr: checked.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(checked.stdout)).toMatchObject({ schema: 'plimsoll.check/v1' });
  });
});
