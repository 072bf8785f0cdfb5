import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, type Outcome, run } from './peers.ts';
import { listTree } from './tree-listing.ts';

/** A Podman image store of its own, away from the machine's. */
export interface PrivatePodman {
  run(args: readonly string[]): Promise<Outcome>;
  /** Pulls a layout and gives what its mounted root file system holds, or why Podman refused the image. */
  listLayout(dir: string): Promise<{ readonly lines: readonly string[] } | { readonly refused: string }>;
  close(): Promise<void>;
}

/** `overlay` is what people run; `vfs` unpacks each layer into a copy of the one below. Needs root. */
export function openPodman(driver: 'overlay' | 'vfs'): PrivatePodman {
  // Podman makes an image name of a layout's path and refuses capitals in it, which mkdtemp's names have, and its
  // run root may have no more than 50 characters.
  const base = join('/tmp', `plimsoll-podman-${unique()}`);
  mkdirSync(base, { mode: 0o700 });
  const store = ['--root', join(base, 'root'), '--runroot', join(base, 'run'), '--storage-driver', driver];
  const podman = (args: readonly string[]) => run('podman', [...store, ...args]);
  return {
    run: podman,
    async listLayout(dir) {
      const layout = join(base, `layout-${unique()}`);
      symlinkSync(dir, layout);
      const pulled = await podman(['pull', '--quiet', `oci:${layout}`]);
      if (pulled.code !== 0) return { refused: pulled.stderr.trim() };
      const id = pulled.stdout.trim().split('\n').at(-1) ?? '';
      const root = (await mustRun('podman', [...store, 'image', 'mount', id])).trim();
      const lines = listTree(root);
      await podman(['image', 'umount', id]);
      await podman(['rmi', '--force', id]);
      return { lines };
    },
    async close() {
      await podman(['image', 'umount', '--all']);
      await run('umount', [join(base, 'root', driver)]);
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function unique(): string {
  return randomBytes(6).toString('hex');
}
