const MAX_WORDS = 10_000;

/**
 * Names that a dependency string speaks of: `>=sys-libs/readline-8.1:0=` is `sys-libs/readline`. Blockers are left out,
 * choices and conditions give every name (Package Manager Specification, "Dependencies").
 */
export function atomNames(text: string): string[] {
  const names = text.split(/\s+/, MAX_WORDS).flatMap((word) => {
    const match = /^([<>=~]*)([A-Za-z0-9+_.-]+\/[A-Za-z0-9+_-][A-Za-z0-9+_.-]*)/.exec(word);
    if (!match) return [];
    const name = match[2] as string;
    // Only with an operator is what follows the last hyphen a version.
    return [match[1] ? name.replace(/-\d[^-/]*(?:-r\d+)?$/, '') : name];
  });
  return [...new Set(names)];
}

/** Names of licences in a `LICENSE` string: without operators, groups and conditions. In their order, each once. */
export function licenseNames(text: string): string[] {
  const words = text
    .split(/\s+/, MAX_WORDS)
    .filter((word) => /^[A-Za-z0-9]/.test(word) && !word.endsWith('?'));
  return [...new Set(words)];
}
