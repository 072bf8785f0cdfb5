import { describe, expect, it } from 'vitest';
import { field, parseJsonc, parseLenientJson, textMapOf, textsOf } from './json-fields.ts';

const lenient = (text: string | Buffer) => parseLenientJson(Buffer.from(text as string), 'x.json');
const jsonc = (text: string) => parseJsonc(Buffer.from(text), 'bun.lock');

describe('parseLenientJson()', () => {
  it('takes what npm takes: doubled keys, a byte order mark, bytes that are not UTF-8', () => {
    expect(lenient('\ufeff{"a": 1, "a": 2}')).toEqual({ a: 2 });
    expect(lenient(Buffer.from('{"author": "Ren\xe9"}', 'latin1'))).toEqual({ author: 'Ren\ufffd' });
  });

  it('refuses what is no object, and too many bytes', () => {
    expect(() => lenient('[1]')).toThrow(/expected a JSON object/);
    expect(() => lenient('{"a": ')).toThrow(/read x\.json: not valid JSON \(it starts /);
    expect(() => parseLenientJson(Buffer.from('{"a":1}'), 'x', { maxBytes: 3 })).toThrow(/more than 3 bytes/);
  });

  it('survives a million brackets', () => {
    expect(() => lenient(`{"a":${'['.repeat(1_000_000)}`)).toThrow(/not valid JSON/);
  });
});

describe('parseJsonc()', () => {
  it('drops comments and trailing commas, and leaves strings alone', () => {
    const text = '// head\n{"a": "x, // no",/* c */ "b": [1, 2, /* d */ ], "c\\"": "/*",\n}\n';
    expect(jsonc(text)).toEqual({ a: 'x, // no', b: [1, 2], 'c"': '/*' });
    expect(jsonc('{"a": 1} // end')).toEqual({ a: 1 });
  });

  it.each(['{"a": 1 /* never', '{"a', `{"${'\\"'.repeat(100_000)}`, '/*'.repeat(100_000)])(
    'says in time that it is not valid: %.20j',
    (text) => expect(() => jsonc(text)).toThrow(/not valid JSON/),
  );
});

describe('the readers of fields', () => {
  it('leave out what is of another type', () => {
    expect(textsOf(['a', 1, null, 'b'])).toEqual(['a', 'b']);
    expect(textsOf('a')).toEqual([]);
    expect(textMapOf(JSON.parse('{"a": "1", "b": 2, "__proto__": "x"}'))).toEqual(
      Object.fromEntries([
        ['a', '1'],
        ['__proto__', 'x'],
      ]),
    );
    expect([field('a', ''), field('a', []), field('a', false)]).toEqual([{}, {}, { a: false }]);
  });
});
