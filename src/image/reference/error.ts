import { PlimsollError } from '../../base/error.ts';
import { printable } from '../../base/text.ts';

const SHOWN = 200;

/** The one kind of error a reference can raise. Credentials that someone put into a URL stay out of it. */
export function badReference(input: string, why: string, hint?: string): PlimsollError {
  return new PlimsollError('usage', `read image reference ${quoteReference(input)}: ${why}`, {
    ...(hint && { hint }),
  });
}

/** Quotes text from outside for a message: bounded, control characters visible, `//user:password@` masked. */
export function quoteReference(text: string): string {
  const masked = text.slice(0, SHOWN * 4).replace(/\/\/[^/]*@/g, '//***@');
  const cut = masked.length > SHOWN ? `${masked.slice(0, SHOWN)}…` : masked;
  return `"${printable(cut).replace(/[\t\n]/g, ' ')}"`;
}
