import { describe, expect, it } from 'vitest';
import { PlimsollError } from '../base/error.ts';
import { renderFailure, toFailure } from './failure.ts';

const PLAIN = { json: false, debug: false, colour: false };

describe('renderFailure()', () => {
  it("says what to do next, the error's own words first", () => {
    const own = new PlimsollError('malformed', 'read x: it is empty', { hint: 'write something into it' });
    expect(renderFailure(own, PLAIN)).toBe('error: read x: it is empty\nhint: write something into it\n');
    const bare = renderFailure(new PlimsollError('malformed', 'read x: it is empty'), PLAIN);
    expect(bare).toMatch(/^error: read x: it is empty\nhint: .+\n$/);
  });

  it('gives scripts the same as one JSON object', () => {
    const failure = new PlimsollError('limit', 'read x: too deep');
    const [, hint, json] = renderFailure(failure, { ...PLAIN, json: true }).split('\n');
    const { error } = JSON.parse(json as string) as { error: Record<string, string> };
    expect(error).toEqual({ code: 'limit', message: 'read x: too deep', hint: hint?.slice('hint: '.length) });
  });

  it('shows stacks with --debug only, and what an image says without escape sequences', () => {
    const failure = toFailure(new TypeError('x is not \x1b[31ma function'));
    expect(failure.code).toBe('internal');
    expect(renderFailure(failure, PLAIN)).not.toMatch(/\x1b|\n {4}at /);
    expect(renderFailure(failure, { ...PLAIN, debug: true })).toContain('caused by: TypeError');
  });
});
