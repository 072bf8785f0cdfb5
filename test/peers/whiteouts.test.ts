import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlimsollError } from '../../src/base/error.ts';
import { ADVERSARIAL_IMAGES, type AdversarialImage, writeAdversarialLayout } from '../support/adversarial.ts';
import { realImage } from '../support/images.ts';
import { CommandFailed, requirePeers, warnSkipped } from '../support/peers.ts';
import { openPodman, type PrivatePodman } from '../support/podman.ts';
import { listExport } from '../support/squashed.ts';
import { AS_VFS, OWN_ANSWER, REFUSED } from './whiteouts.data.ts';

// What plimsoll says a container sees, against what Podman really mounts: every path's type, mode, owner, size, content,
// link target and hard links.

const isRoot = process.getuid?.() === 0;
if (!isRoot) warnSkipped('mounting images with podman needs root');
const here = requirePeers('podman', 'tar') && isRoot;
const layered = here ? await realImage('nginx-layers') : undefined;

describe.skipIf(!here)('squashed view of adversarial images, against podman', () => {
  let overlay: PrivatePodman;
  let vfs: PrivatePodman;
  let scratch: string;
  beforeAll(() => {
    overlay = openPodman('overlay');
    vfs = openPodman('vfs');
    scratch = mkdtempSync(join(tmpdir(), 'plimsoll-whiteouts-'));
  });
  afterAll(async () => {
    await overlay?.close();
    await vfs?.close();
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  });

  /** Without the root's own line: container stores give `/` a mode of their own. */
  async function compare(image: AdversarialImage, podman: PrivatePodman): Promise<void> {
    const layout = join(scratch, image.name);
    await writeAdversarialLayout(layout, image);
    const mounted = await podman.listLayout(layout);
    const ours = await listExport(layout, join(scratch, `${image.name}-export`)).catch(refusal);
    if ('refused' in mounted) expect(ours, `podman refused: ${mounted.refused}`).toBeDefined();
    else if (Object.hasOwn(OWN_ANSWER, image.name)) expect(withoutRoot(ours)).toEqual(OWN_ANSWER[image.name]);
    else if (REFUSED.includes(image.name)) expect(ours).toMatchObject({ code: 'malformed' });
    else expect(withoutRoot(ours)).toEqual(withoutRoot(mounted.lines));
  }

  it.each(ADVERSARIAL_IMAGES)('$name', (image) =>
    compare(image, Object.hasOwn(AS_VFS, image.name) ? vfs : overlay),
  );

  it.skipIf(layered === undefined)('real image of three layers: every file is the same', async () => {
    const mounted = await overlay.listLayout(layered ?? '');
    const ours = await listExport(layered ?? '', join(scratch, 'real'));
    expect(ours.length).toBeGreaterThan(5000);
    expect('lines' in mounted && withoutRoot(ours)).toEqual('lines' in mounted && withoutRoot(mounted.lines));
  });
});

function withoutRoot(lines: unknown): unknown {
  return Array.isArray(lines) ? lines.slice(1) : lines;
}

/** A refusal is an answer (tar's too, of a name that no file system takes); a crash is not. */
function refusal(thrown: unknown): PlimsollError | CommandFailed {
  if (thrown instanceof PlimsollError || thrown instanceof CommandFailed) return thrown;
  throw thrown;
}
