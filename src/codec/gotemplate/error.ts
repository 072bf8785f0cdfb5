import { type ErrorCode, PlimsollError } from '../../base/error.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export function templateError(
  at: Position,
  why: string,
  hint?: string,
  code: ErrorCode = 'usage',
): PlimsollError {
  return new PlimsollError(code, `render template, line ${at.line} column ${at.column}: ${why}`, {
    ...(hint && { hint }),
  });
}

/** What a function has to say against its arguments, before it is known where in the template it was called. */
export class FunctionError extends Error {
  readonly missing: boolean;
  constructor(message: string, missing = false) {
    super(message);
    this.missing = missing;
  }
}

/** `text` at an offset of the template. Lines and columns from 1. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}
