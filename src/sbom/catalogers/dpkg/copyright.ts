import type { JsonObject } from '../../../base/json.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_LICENSES = 200;

/**
 * Licence names that a Debian copyright file gives: the `License:` fields of the machine-readable form (DEP-5), and the
 * licences that it refers to below `/usr/share/common-licenses`. Sorted, each once.
 */
export function parseCopyright(text: string): JsonObject {
  const body = text.slice(0, MAX_BYTES);
  const found = new Set<string>();
  if (isMachineReadable(body)) for (const name of licenseFields(body)) found.add(name);
  // The fields name what the references point to, in more detail: `GPL-2+` and common-licenses/GPL-2.
  if (found.size === 0) for (const name of commonLicenses(body)) found.add(name);
  return { licenses: [...found].sort().slice(0, MAX_LICENSES) };
}

function isMachineReadable(body: string): boolean {
  const first = body.split('\n', 50).find((line) => line.trim() !== '');
  return /^\uFEFF?\s*Format(-Specification)?:/i.test(first ?? '');
}

function licenseFields(body: string): string[] {
  return [...body.matchAll(/^License:[ \t]*(\S[^\r\n]*)$/gim)].map((match) => (match[1] as string).trim());
}

function commonLicenses(body: string): string[] {
  return [...body.matchAll(/\/usr\/share\/common-licenses\/([A-Za-z0-9][A-Za-z0-9.+-]{0,40})/g)].map(
    (match) => (match[1] as string).replace(/[.]+$/, ''),
  );
}
