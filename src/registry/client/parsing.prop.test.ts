import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlimsollError } from '../../base/error.ts';
import { parseChallenges } from './challenge.ts';
import { authFor, parseAuthFile } from './credentials.ts';
import { nextPage } from './link.ts';
import { parseContentRange, parseUploadRange } from './range.ts';
import { parseRetryAfter } from './retry.ts';
import { mergeScopes } from './scope.ts';
import { parseTokenAnswer } from './token.ts';

const header = fc.string({
  maxLength: 300,
  unit: fc.constantFrom(...'abBearer realm=",;<>\\/:=0123456789-*\t é'),
});

describe('header parsers', () => {
  it('parseChallenges() ends and never throws', () => {
    fc.assert(fc.property(header, (text) => parseChallenges([text]).length <= 16));
  });
  it('parseChallenges() gives back what was quoted', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), (value) => {
        const quoted = value.replaceAll(/[\\"]/g, '\\$&');
        expect(parseChallenges([`Bearer realm="${quoted}",service="s"`])[0]?.params.get('realm')).toBe(
          /[\n\r\u2028\u2029]/.test(value) ? expect.anything() : value,
        );
      }),
    );
  });
  it('nextPage() leads to the same origin or throws a PlimsollError', () => {
    fc.assert(
      fc.property(header, (text) => {
        try {
          const next = nextPage([`<${text}>; rel="next"`], 'https://r.example/v2/a/tags/list', 'list');
          expect(next === undefined || new URL(next).origin === 'https://r.example').toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(PlimsollError);
        }
      }),
    );
  });
  it('ranges and waits are never negative or unsafe', () => {
    fc.assert(
      fc.property(header, fc.nat(), fc.nat(), (text, a, b) => {
        expect(parseUploadRange(text) ?? 0).toBeGreaterThanOrEqual(0);
        expect(parseRetryAfter(text, 0) ?? 0).toBeGreaterThanOrEqual(0);
        const range = parseContentRange(`bytes ${a}-${b}/*`);
        expect(range === undefined).toBe(b < a);
      }),
    );
  });
  it('mergeScopes() is idempotent and does not care for order', () => {
    const scope = fc.tuple(
      fc.constantFrom('a', 'b/c'),
      fc.subarray(['pull', 'push', 'delete'], { minLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 6 }), (list) => {
        const scopes = list.map(([name, actions]) => `repository:${name}:${actions.join(',')}`);
        const once = mergeScopes(scopes);
        expect(mergeScopes(once)).toEqual(once);
        expect(mergeScopes([...scopes].reverse())).toEqual(once);
      }),
    );
  });
});

describe('document parsers', () => {
  it('parseAuthFile() and authFor() take any JSON or throw a PlimsollError', () => {
    const entry = fc.record({ auth: fc.oneof(fc.string(), fc.jsonValue()) }, { requiredKeys: [] });
    const file = fc.oneof(fc.jsonValue(), fc.record({ auths: fc.dictionary(fc.string(), entry) }));
    fc.assert(
      fc.property(file, (value) => {
        try {
          authFor(parseAuthFile(Buffer.from(JSON.stringify(value)), 'test'), 'r.example', 'a/b');
        } catch (error) {
          expect(error).toBeInstanceOf(PlimsollError);
        }
      }),
    );
  });
  it('parseTokenAnswer() gives a token fit for a header or throws `auth`', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ token: fc.string() })), (value) => {
        try {
          const { token } = parseTokenAnswer(Buffer.from(JSON.stringify(value)), 0, 'test');
          expect(token).toMatch(/^[\x21-\x7e]+$/);
        } catch (error) {
          expect((error as PlimsollError).code).toBe('auth');
        }
      }),
    );
  });
});
