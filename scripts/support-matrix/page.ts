import { CATALOGERS, SBOM_FORMATS } from '../../src/sbom/index.ts';

/** The page as Markdown: what is read, from which files, as which evidence; what is written. */
export function supportMatrix(): string {
  const ecosystems = [...CATALOGERS].sort((a, b) => (a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1));
  return `# Ecosystems and formats

Made by \`npm run docs\` from the tables in \`src/sbom/registry.ts\` and \`src/sbom/formats/registry.ts\`.

\`plimsoll sbom\` reads all of these in images, folders and single files. _installed_ is what an installer put there,
_declared_ what a lock file or manifest asks for, _embedded_ what is built into another file. In images \`declared\` is left
out unless \`--evidence all\` (or \`--evidence declared\`) asks for it.

| ecosystem | evidence | files |
| --- | --- | --- |
${ecosystems.map((c) => `| ${c.title} | ${c.evidence.join(', ')} | ${filesOf(c)} |`).join('\n')}

## Formats

| \`-o\` | what | versions | written | read |
| --- | --- | --- | --- | --- |
${SBOM_FORMATS.map((f) => `| \`${f.name}\` | ${f.title} | ${(f.versions ?? []).join(', ')} | yes | ${f.read ? 'yes' : 'no'} |`).join('\n')}
`;
}

function filesOf(cataloger: (typeof CATALOGERS)[number]): string {
  const globs = cataloger.files.map(({ glob }) => `\`${glob.replaceAll('|', '\\|')}\``);
  const shown = globs.length > 12 ? [...globs.slice(0, 12), `and ${globs.length - 12} more`] : globs;
  return [...shown, ...(cataloger.parseExecutable ? ['every ELF, PE and Mach-O file'] : [])].join(' ');
}
