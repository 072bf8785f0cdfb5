import type { ImageIdentity } from '../../report/model.ts';
import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

const MOVING =
  /^(latest|stable|edge|nightly|main|master|dev|develop|devel|canary|rolling|current|testing|unstable|snapshot)$/i;
const NAMED_BY_TAG = new Set(['registry', 'docker', 'podman', 'containerd', 'store']);

export const movingTag: Rule = {
  id: 'config/moving-tag',
  title: 'the reference stays the same image',
  severity: 'low',
  needs: 'files',
  help: 'A tag such as latest points to another image tomorrow, so what was checked is not what will run. A digest never moves.',
  check(context) {
    const { identity } = context;
    if (!NAMED_BY_TAG.has(identity.transport))
      return { skipped: `${identity.transport} is not named by a tag` };
    const tag = tagOf(identity.reference);
    if (tag === undefined || !MOVING.test(tag)) return [];
    const assumed = identity.assumptions.some((a) => a.what === 'tag');
    return [
      createFinding(movingTag, {
        title: 'moving tag',
        message: assumed ? `no tag was given, so :${tag} was assumed` : `the tag :${tag} moves`,
        remedy: `pin what was checked: ${pinned(identity)}`,
        evidence: [`requested ${identity.requested}`, `resolved to ${identity.digest}`],
      }),
    ];
  },
};

/** Undefined where a digest names the image. */
function tagOf(reference: string): string | undefined {
  if (reference.includes('@')) return undefined;
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  const colon = last.lastIndexOf(':');
  return colon < 0 ? 'latest' : last.slice(colon + 1);
}

function pinned({ reference, digest }: ImageIdentity): string {
  const slash = reference.lastIndexOf('/');
  const colon = reference.indexOf(':', slash + 1);
  return `${colon < 0 ? reference : reference.slice(0, colon)}@${digest}`;
}
