// Go spec, "Integer literals" and "Floating-point literals". Numbers past 2^53 lose digits in JavaScript and are refused.
const INTEGER = /^[+-]?(?:0|[1-9](?:_?\d)*|0[xX](?:_?[0-9a-fA-F])+|0[oO]?(?:_?[0-7])+|0[bB](?:_?[01])+)$/;
const FLOAT = /^[+-]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d+)?$/;

/** Reads a Go number literal; undefined when it is none or too large to be exact. */
export function parseNumber(text: string): number | undefined {
  const plain = text.replaceAll('_', '');
  if (INTEGER.test(text)) {
    const negative = plain.startsWith('-');
    const digits = plain.replace(/^[+-]/, '').replace(/^0(?=[0-7])/, '0o');
    const value = Number(digits.toLowerCase());
    return Number.isSafeInteger(value) ? (negative ? 0 - value : value) : undefined;
  }
  if (!FLOAT.test(text) || !/[.eE]/.test(text)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
