import { describe, expect, it } from 'vitest';
import { PlimsollError } from '../../base/error.ts';
import {
  DEFAULT_TEMPLATE_LIMITS,
  GoMap,
  GoStruct,
  type GoValue,
  NIL_MAP,
  NIL_POINTER,
  NIL_SLICE,
  renderTemplate,
  type TemplateLimits,
} from './index.ts';
import { TEMPLATE_CASES, TEMPLATE_DATA } from './testing/cases.ts';

function refusal(
  text: string,
  data: GoValue = TEMPLATE_DATA,
  limits?: Partial<TemplateLimits>,
): PlimsollError {
  try {
    renderTemplate(text, data, { limits: { ...DEFAULT_TEMPLATE_LIMITS, ...limits } });
  } catch (error) {
    if (error instanceof PlimsollError) return error;
    throw error;
  }
  throw new Error(`${text} rendered`);
}

describe('renderTemplate()', () => {
  it.each(TEMPLATE_CASES.filter(([, expected]) => typeof expected === 'string'))('%j', (text, expected) => {
    expect(renderTemplate(text, TEMPLATE_DATA)).toBe(expected);
  });
});

describe('renderTemplate() refuses', () => {
  it.each(TEMPLATE_CASES.filter(([, expected]) => expected instanceof RegExp))('%j', (text, expected) => {
    expect(refusal(text).message).toMatch(expected);
  });

  it('says where, and what is there instead', () => {
    const error = refusal('a\nb {{.Config.user}}');
    expect(error.message).toMatch(/^render template, line 2 column 5: /);
    expect(error.hint).toBe('write .User');
    expect(refusal('{{.Nope}}').hint).toMatch(/^fields here: Config, Empty, Id/);
    expect(refusal('{{nope}}').hint).toMatch(/json, .*range|functions: and/);
  });

  it('tells wrong templates from missing data', () => {
    expect([refusal('{{nope}}').code, refusal('{{.Nope}}').code]).toEqual(['usage', 'not-found']);
    expect(refusal('{{index .Empty 0}}').code).toBe('not-found');
  });
});

describe('renderTemplate() over typed values', () => {
  const data = new GoStruct(
    new Map<string, GoValue>([
      ['Zeta', 'z'],
      ['Alpha', NIL_SLICE],
      ['Map', new GoMap(new Map([['b', 'x']]), '')],
      ['NilMap', NIL_MAP],
      ['Health', NIL_POINTER],
      ['Gone', ''],
    ]),
    new Set(['Gone']),
  );

  it.each([
    ['{{.}}', '{z [] map[b:x] map[] <nil> }'],
    ['{{json .}}', '{"Zeta":"z","Alpha":null,"Map":{"b":"x"},"NilMap":null,"Health":null}'],
    ['{{.Alpha}} {{.NilMap}} {{.Health}}', '[] map[] <nil>'],
    ['{{len .Alpha}} {{len .NilMap}}', '0 0'],
    ['{{range .Alpha}}x{{else}}none{{end}}', 'none'],
    ['{{index .Map "no"}}|{{.Map.no}}|{{.Map.no.more}}|{{index .Map "b"}}', '|<no value>|<no value>|x'],
    ['{{index .NilMap "no"}}{{.NilMap.no}}', '<no value>'],
    ['{{if .Health}}x{{end}}{{if .NilMap}}x{{end}}{{.Gone}}', ''],
    ['{{eq .Health nil}}', 'true'],
  ])('%s', (text, expected) => expect(renderTemplate(text, data)).toBe(expected));

  it.each([
    ['{{.Nope}}', /no field "Nope"/],
    ['{{.Health.Test}}', /nil pointer evaluating \.Test/],
    ['{{len .Health}}', /len of type pointer/],
    ['{{range .}}{{end}}', /can't iterate over a value of type struct/],
  ])('%s is refused', (text, message) => expect(refusal(text, data).message).toMatch(message));

  it('never reaches what JavaScript objects inherit', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
      expect(refusal(`{{.${name}}}`, {}).message).toContain(`no field "${name}"`);
    expect(renderTemplate('{{index . "constructor"}}', {})).toBe('<no value>');
  });

  it('prettyjson indents by two', () => {
    expect(renderTemplate('{{prettyjson .}}', { b: [1, []], a: {} })).toBe(
      '{\n  "a": {},\n  "b": [\n    1,\n    []\n  ]\n}',
    );
  });

  it('json escapes the line separators that JavaScript leaves', () => {
    expect(renderTemplate('{{json .}}', '\u2028\u2029')).toBe('"\\u2028\\u2029"');
  });
});

describe('renderTemplate() limits', () => {
  it.each<[string, string, Partial<TemplateLimits>]>([
    ['text length', 'x'.repeat(11), { textLength: 10 }],
    ['block depth', '{{if 1}}'.repeat(11) + '{{end}}'.repeat(11), { depth: 10 }],
    ['parentheses', `{{${'('.repeat(11)}1${')'.repeat(11)}}}`, { depth: 10 }],
    ['else-if chain', `{{if 0}}${'{{else if 0}}'.repeat(11)}{{end}}`, { depth: 10 }],
    ['template recursion', '{{define "a"}}{{template "a"}}{{end}}{{template "a"}}', {}],
    ['steps', '{{range 1000}}{{.}}{{end}}', { steps: 500 }],
    ['a very long range', '{{range 9007199254740991}}{{end}}', {}],
    ['output length', '{{range 100}}{{"0123456789"}}{{end}}', { outputLength: 500 }],
    ['string length', '{{$x := "ab"}}{{range 99}}{{$x = print $x $x}}{{end}}', {}],
    ['printf length', '{{$x := printf "%1000s" ""}}{{range 99}}{{$x = printf "%s%s" $x $x}}{{end}}', {}],
    ['work on a long string', '{{$x := printf "%90000s" ""}}{{range 99999}}{{$y := len $x}}{{end}}', {}],
  ])('%s', (_, text, limits) => {
    const started = performance.now();
    expect(refusal(text, {}, limits).message).toMatch(/more than|deeper than|too long/);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it.each([
    '{{printf "%999999d" 1}}',
    '{{printf "%*d" 999999 1}}',
    '{{printf "%.999f" 1.5}}',
    '{{pad "x" 99999999 1}}',
  ])('widths: %s', (text) => expect(refusal(text, {}).code).toBe('usage'));
});
