import { PlimsollError } from '../../base/error.ts';
import { reachMirror, reachRegistry } from './reach.ts';
import { memoryOf, type Reached, type Session } from './session.ts';
import type { Mirror, MirrorCapability } from './settings.ts';

/** A repository of a registry: `docker.io` and `library/nginx`. */
export interface Repository {
  readonly registry: string;
  readonly repository: string;
}

/** Where one request goes: a host, and what the repository is called there. */
export interface Place {
  readonly target: Reached;
  readonly repository: string;
  /** What this place does not have, nobody has: a mirror's 404 only means that it is asked no more. */
  readonly final: boolean;
  /** Has the mirror asked no more for a while. Does nothing for the registry itself. */
  readonly passOver: () => void;
}

const DOWN_FOR = 60_000;

/**
 * Reads something from the registry's mirrors, each tried once, then from the registry itself.
 * @throws PlimsollError as the registry's own answer says; `unsupported` when the machine's settings block it
 */
export async function pullFrom<T>(
  session: Session,
  repo: Repository,
  capability: MirrorCapability,
  read: (place: Place) => Promise<T>,
): Promise<T> {
  const settings = await session.settings.settingsFor(repo.registry, repo.repository);
  if (settings.blocked) throw blocked(repo);
  for (const mirror of settings.mirrors) {
    if (!mirror.capabilities.has(capability) || isDown(session, mirror)) continue;
    try {
      return await read(await placeAt(session, mirror, repo, false));
    } catch (error) {
      notePassedOver(session, mirror, error);
    }
  }
  return read(
    settings.relocated
      ? await placeAt(session, settings.relocated, repo, true)
      : await placeOf(session, repo),
  );
}

/** The registry itself: for everything that is not a pull. */
export async function placeOf(session: Session, repo: Repository): Promise<Place> {
  const { blocked: isBlocked } = await session.settings.settingsFor(repo.registry, repo.repository);
  if (isBlocked) throw blocked(repo);
  const target = await reachRegistry(session, repo.registry);
  return { target, repository: repo.repository, final: true, passOver: () => {} };
}

async function placeAt(session: Session, mirror: Mirror, repo: Repository, final: boolean): Promise<Place> {
  const target = await reachMirror(session, mirror);
  const { rewrite } = mirror;
  const repository =
    rewrite && repo.repository.startsWith(rewrite.from)
      ? rewrite.to + repo.repository.slice(rewrite.from.length)
      : repo.repository;
  const passOver = () => {
    if (!final) markDown(session, mirror);
  };
  return { target, repository: repository.replace(/^\/+/, ''), final, passOver };
}

function isDown(session: Session, mirror: Mirror): boolean {
  return memoryOf(session, mirror.origin).downUntil > session.clock.now();
}

function markDown(session: Session, mirror: Mirror): void {
  memoryOf(session, mirror.origin).downUntil = session.clock.now() + DOWN_FOR;
}

function notePassedOver(session: Session, mirror: Mirror, error: unknown): void {
  if (!(error instanceof PlimsollError) || error.code === 'interrupted' || error.code === 'offline')
    throw error;
  if (error.code === 'network' || error.code === 'rate-limited') markDown(session, mirror);
  session.detail(`mirror ${mirror.origin} passed over: ${error.message}`);
}

function blocked(repo: Repository): PlimsollError {
  return new PlimsollError(
    'unsupported',
    `use ${repo.registry}/${repo.repository}: registries.conf blocks it`,
    {
      hint: 'the administrator of this machine has blocked it: use another registry',
    },
  );
}
