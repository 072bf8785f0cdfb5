import type { Cataloger, ExecutableFile, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { draftOfNote, readPackageNote } from './note.ts';

/** ELF programs and libraries that say in a note which package they are of. */
export const elfPackage: Cataloger = {
  id: 'elf-package',
  version: 1,
  title: 'ELF package notes (Fedora, Debian’s systemd, Azure Linux, …)',
  evidence: ['embedded'],
  files: [],
  parseExecutable,
  complete: foldByPackage,
};

function parseExecutable({ executable }: ExecutableFile): ParsedFile {
  // Said once, here, for all who look into programs.
  if (executable.format === 'elf' && executable.programs.length === 0)
    return { unknowns: ['it begins like an ELF file, but its header is damaged'] };
  const packages = executable.programs.flatMap((program) => {
    const note = readPackageNote(program);
    const draft = note && draftOfNote(note);
    return draft ? [draft] : [];
  });
  return { packages };
}

// A package has many programs: it is one component, and the others speak for it.
function foldByPackage(found: readonly FoundPackage[]): readonly FoundPackage[] {
  const byPackage = new Map<string, FoundPackage[]>();
  for (const one of found) {
    const key = `${one.draft.purl}\0${one.draft.name}\0${one.draft.version}`;
    const known = byPackage.get(key);
    if (known) known.push(one);
    else byPackage.set(key, [one]);
  }
  return [...byPackage.values()].map((group) => {
    const [first, ...others] = [...group].sort((a, b) => (a.path < b.path ? -1 : 1)) as [FoundPackage];
    return { ...first, draft: { ...first.draft, supporting: others.map((o: FoundPackage) => o.path) } };
  });
}
