import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { PlimsollError } from '../../src/base/error.ts';
import { renderTemplate } from '../../src/codec/gotemplate/index.ts';
import { TEMPLATE_CASES, TEMPLATE_DATA } from '../../src/codec/gotemplate/testing/cases.ts';

const ORACLE = fileURLToPath(new URL('./gotemplate/main.go', import.meta.url));
const hasGo = spawnSync('go', ['version']).status === 0;
if (!hasGo) console.warn('SKIPPED test/peers/gotemplate: no go on this machine');

interface Answer {
  readonly text: string;
  readonly error: string;
}

function askGo(templates: readonly string[]): Answer[] {
  const run = spawnSync('go', ['run', ORACLE], {
    input: JSON.stringify({ data: TEMPLATE_DATA, templates }),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '', CGO_ENABLED: '0' },
  });
  if (run.status !== 0) throw new Error(`go run: ${run.stderr}`);
  return JSON.parse(run.stdout) as Answer[];
}

function ours(text: string): { text: string; error: string } {
  try {
    return { text: renderTemplate(text, TEMPLATE_DATA), error: '' };
  } catch (error) {
    if (error instanceof PlimsollError) return { text: '', error: error.message };
    throw error;
  }
}

// Pieces that fit together often enough to render, and badly enough to be refused now and then.
const operand = fc.constantFrom(
  '.',
  '$',
  '.Config',
  '.Config.Env',
  '.Config.Labels',
  '.Config.Mixed',
  '.RepoDigests',
  '.Size',
  '.Ratio',
  '.Id',
  '.Nothing',
  '.Empty',
  '.Yes',
  '.Zero',
  '.Text',
  '.Nope',
  '$.Id',
  '.Config.Labels.a',
  '"s"',
  '"é x"',
  '0',
  '1',
  '-2',
  '1.5',
  'true',
  'nil',
  '(len .Id)',
  '(index .RepoDigests 0)',
  '(printf "%d" 3)',
  '(print .Size)',
  "'x'",
);
const call = fc.constantFrom(
  'len',
  'index',
  'print',
  'println',
  'printf "%v|%s"',
  'printf "%q"',
  'printf "%5v"',
  'printf "%d"',
  'json',
  'html',
  'urlquery',
  'not',
  'and',
  'or',
  'eq',
  'ne',
  'lt',
  'ge',
  'slice',
  'lower',
  'upper',
  'title',
  '',
);
const command = fc
  .tuple(call, fc.array(operand, { minLength: 0, maxLength: 3 }))
  .map(([name, operands]) => [name, ...operands].filter(Boolean).join(' '));
const pipe = fc.array(command, { minLength: 1, maxLength: 3 }).map((commands) => commands.join(' | '));
const action = fc
  .tuple(fc.constantFrom('{{', '{{- '), pipe, fc.constantFrom('}}', ' -}}'))
  .map((p) => p.join(''));
const piece = fc.oneof(
  { weight: 3, arbitrary: action },
  fc.constantFrom(' ', 'x', '\n', '{', '}'),
  fc
    .tuple(fc.constantFrom('if', 'with', 'range', 'range $k, $v :='), pipe, pipe, pipe)
    .map(([word, a, b, c]) => `{{${word} ${a}}}{{${b}}}{{else}}{{${c}}}{{end}}`),
  pipe.map((p) => `{{$x := ${p}}}{{$x}}`),
);
const template = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));

// Go tells whole floats from integers, which JavaScript's numbers do not; its bytes are a type of their own; and its
// slice takes no number that came through interface{}.
const KNOWN_DIFFERENCES =
  /%!\w\(|incompatible types|invalid type|non-comparable|json\.Number|uint8|with type interface/;

describe.skipIf(!hasGo)('renderTemplate() against Go text/template', () => {
  let answers: Answer[] = [];
  const samples = fc.sample(template, { numRuns: 20_000, seed: 20_261 });
  beforeAll(() => {
    answers = askGo([...TEMPLATE_CASES.map(([text]) => text), ...samples]);
  });

  it('agrees on every case of the table', () => {
    for (const [i, [text, expected]] of TEMPLATE_CASES.entries()) {
      const go = answers[i] as Answer;
      if (typeof expected === 'string')
        expect({ text, go }).toEqual({ text, go: { text: expected, error: '' } });
      else expect({ text, refused: go.error !== '' }).toEqual({ text, refused: true });
    }
  });

  it('agrees on thousands of made-up templates', () => {
    const differences: object[] = [];
    let rendered = 0;
    for (const [i, text] of samples.entries()) {
      const go = answers[TEMPLATE_CASES.length + i] as Answer;
      const we = ours(text);
      if (go.error === '' && we.error === '') rendered++;
      const same = (go.error === '') === (we.error === '') && (go.error !== '' || go.text === we.text);
      if (!same && !KNOWN_DIFFERENCES.test(`${go.text}${go.error}${we.text}${we.error}`))
        differences.push({ text, go, we });
    }
    expect(differences.slice(0, 5)).toEqual([]);
    expect(rendered).toBeGreaterThan(2000);
  });
});
