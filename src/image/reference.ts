export {
  familiarName,
  familiarRepository,
  formatReference,
  fullName,
} from './reference/format.ts';
export {
  authKey,
  canonicalRegistry,
  DOCKER_HUB,
  isLoopbackRegistry,
  splitHostPort,
  wireHost,
} from './reference/hosts.ts';
export { isNamedTransport, looksLikePath, parseReference, withTransport } from './reference/parse.ts';
export type {
  Assumption,
  ImageReference,
  ParseReferenceOptions,
  ReferenceTransport,
} from './reference/types.ts';
