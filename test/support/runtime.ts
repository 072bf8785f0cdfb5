// An OCI runtime, asked for as little as it can run with: many build machines allow no cgroups and no user namespaces.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPeer, type Outcome, run } from './peers.ts';

export interface ContainerProcess {
  readonly args: readonly string[];
  readonly env?: readonly string[];
  readonly cwd?: string;
  /** Folders of this machine to be seen in the container. */
  readonly shared?: readonly string[];
}

/** Runs a process in a root file system and gives what it wrote. */
export type OciRuntime = (rootfs: string, process: ContainerProcess) => Promise<Outcome>;

/** The first runtime of this machine that can start a container; undefined when none can. */
export async function findRuntime(): Promise<OciRuntime | undefined> {
  for (const name of ['runc', 'crun']) {
    if (!findPeer(name)) continue;
    const runtime: OciRuntime = (rootfs, process) => runContainer(name, rootfs, process);
    if (await canStart(runtime)) return runtime;
  }
  return undefined;
}

// The machine's own programs in an empty root: a runtime cannot make `/` itself one.
async function canStart(runtime: OciRuntime): Promise<boolean> {
  const rootfs = mkdtempSync(join(tmpdir(), 'plimsoll-probe-'));
  try {
    const shared = ['/bin', '/lib', '/lib64', '/usr'].filter((path) => existsSync(path));
    return (await runtime(rootfs, { args: ['/bin/true'], shared })).code === 0;
  } finally {
    rmSync(rootfs, { recursive: true, force: true });
  }
}

async function runContainer(name: string, rootfs: string, process: ContainerProcess): Promise<Outcome> {
  const bundle = mkdtempSync(join(tmpdir(), 'plimsoll-bundle-'));
  const id = `plimsoll-${randomBytes(6).toString('hex')}`;
  const state = ['--root', join(bundle, 'state')];
  try {
    writeFileSync(join(bundle, 'config.json'), JSON.stringify(runtimeConfig(rootfs, process)));
    return await run(name, [...state, 'run', '--bundle', bundle, id], { timeout: 60_000 });
  } finally {
    await run(name, [...state, 'delete', '--force', id]);
    rmSync(bundle, { recursive: true, force: true });
  }
}

// runtime-spec 1.0: what it demands, /proc, and namespaces that need no set-up.
function runtimeConfig(rootfs: string, { args, env = [], cwd = '/', shared = [] }: ContainerProcess): object {
  const bind = { type: 'bind', options: ['rbind', 'ro'] };
  return {
    ociVersion: '1.0.2',
    process: { terminal: false, user: { uid: 0, gid: 0 }, args, env, cwd, noNewPrivileges: true },
    root: { path: rootfs, readonly: shared.length === 0 },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      ...shared.map((path) => ({ ...bind, destination: path, source: path })),
    ],
    linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }] },
  };
}
