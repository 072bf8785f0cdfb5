import { PlimsollError } from '../../../base/error.ts';
import { findSection, readSection } from '../../../codec/executable/index.ts';
import type { Cataloger, CatalogFile, ExecutableFile, ParsedFile } from '../../cataloger.ts';
import { parseAuditData } from './audit.ts';
import { LOCK_BYTES, parseCargoLock } from './lock.ts';

const SECTION = '.dep-v0';

/** Rust: crates listed in programs by `cargo auditable`, and Cargo.lock. */
export const rust: Cataloger = {
  id: 'rust',
  version: 1,
  title: 'Rust crates (programs built by cargo auditable, Cargo.lock)',
  evidence: ['embedded', 'declared'],
  files: [{ glob: '**/Cargo.lock', bytes: LOCK_BYTES + 1 }],
  parse: ({ bytes }: CatalogFile) => ({ packages: parseCargoLock(bytes) }),
  parseExecutable,
};

function parseExecutable({ executable }: ExecutableFile): ParsedFile {
  const packages = executable.programs.flatMap((program) => {
    const section = findSection(program, SECTION);
    if (!section || section.size === 0) return [];
    const bytes = readSection(program, SECTION);
    if (!bytes)
      throw new PlimsollError('limit', 'read .dep-v0 section: it lies where a file this large is not kept');
    return parseAuditData(bytes);
  });
  return { packages };
}
