import type { JsonObject } from '../../../base/json.ts';
import { classifyLicenseText } from '../../licenses/index.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_LICENSES = 200;
// A licence's text or a notice; not a mere pointer, which says nothing of later versions.
const SURE = 0.75;

/**
 * Licence names that a Debian copyright file gives: the `License:` fields of the machine-readable form (DEP-5), and the
 * licences that it refers to below `/usr/share/common-licenses`. Sorted, each once. Free text also gives `concluded`: SPDX
 * expressions of the texts and notices in it.
 */
export function parseCopyright(text: string): JsonObject {
  const body = text.slice(0, MAX_BYTES);
  const fields = isMachineReadable(body) ? licenseFields(body) : [];
  // The fields name what the references point to, in more detail: `GPL-2+` and common-licenses/GPL-2.
  if (fields.length > 0) return { licenses: sorted(fields) };
  const concluded = classifyLicenseText(body)
    .filter(({ confidence }) => confidence >= SURE)
    .map(({ expression }) => expression);
  const known = new Set(concluded.map(familyOf));
  const licenses = sorted(commonLicenses(body).filter((name) => !known.has(familyOf(name))));
  return { licenses, ...(concluded.length > 0 && { concluded: sorted(concluded) }) };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort().slice(0, MAX_LICENSES);
}

/** `GPL` of `GPL-2` and of `GPL-2.0-or-later`. */
function familyOf(name: string): string {
  return /^[A-Za-z]*/.exec(name)?.[0] ?? '';
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
