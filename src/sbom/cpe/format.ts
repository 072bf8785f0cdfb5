const MAX_LENGTH = 256;

/**
 * A CPE 2.3 formatted string of part `a` (NISTIR 7695, 6.2): lower case, punctuation escaped, blanks as `_`.
 * @returns undefined when a value has characters that CPE cannot write, or is empty or longer than 256
 */
export function formatCpe(vendor: string, product: string, version: string): string | undefined {
  const values = [vendor, product].map(escapeValue);
  const escaped = version === '' ? '*' : escapeValue(version);
  if (values.includes(undefined) || escaped === undefined) return undefined;
  return `cpe:2.3:a:${values[0]}:${values[1]}:${escaped}:*:*:*:*:*:*:*`;
}

function escapeValue(value: string): string | undefined {
  const text = value.trim().toLowerCase().replace(/ +/g, '_');
  if (text === '' || text.length > MAX_LENGTH || /[^\x21-\x7e]/.test(text)) return undefined;
  // A hyphen alone would mean "not applicable".
  if (text === '-') return '\\-';
  return text.replace(/[^a-z0-9._-]/g, '\\$&');
}
