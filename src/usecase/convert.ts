// One SBOM in, the same SBOM in another format out.
import { type DetectedDocument, readSbom, SBOM_LIMITS } from '../sbom/index.ts';
import { readWholeFile } from './io/read-file.ts';
import type { Session } from './io/session.ts';

/**
 * Reads an SBOM file of any known format; `-` is stdin, `sbom:` before it is allowed.
 * @throws PlimsollError `not-found`, `malformed`, `limit`
 */
export async function readSbomFile(session: Session, file: string): Promise<DetectedDocument> {
  const path = file.replace(/^sbom:/, '');
  const bytes = await readWholeFile(path, SBOM_LIMITS.bytes, session.signal);
  return readSbom(bytes, path === '-' ? 'stdin' : path);
}
