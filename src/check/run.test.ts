import { describe, expect, test } from 'vitest';
import { PlimsollError } from '../base/error.ts';
import { createFinding } from './finding.ts';
import { MAX_SELECTED, type Rule } from './model.ts';
import { runRules, sortFindings } from './run.ts';
import { findingsOf, makeContext, runOf } from './testing/context.ts';

const rule = (part: Partial<Rule>): Rule => ({
  id: 'x/y',
  title: 'a rule',
  severity: 'low',
  needs: 'files',
  help: '',
  check: () => [],
  ...part,
});

const found = (text: string): Rule =>
  rule({
    check: () => [createFinding(rule({}), { title: text, message: text, remedy: text, evidence: [text] })],
  });

describe('runRules()', () => {
  test('says of each rule whether it passed, failed or was skipped', () => {
    expect(runOf(rule({}), {}).status).toBe('passed');
    expect(runOf(found('a'), {}).status).toBe('failed');
    expect(runOf(rule({ check: () => ({ skipped: 'because' }) }), {})).toMatchObject({
      status: 'skipped',
      reason: 'because',
    });
    expect(runOf(rule({ needs: 'config' }), { config: null }).status).toBe('skipped');
    expect(runOf(rule({ needs: 'both' }), { config: null }).status).toBe('skipped');
  });

  test.each([
    ['an error', new Error('hunter22'), 'the rule failed with Error'],
    ['our own error', new PlimsollError('limit', 'too much'), 'too much'],
    ['something that is no error', 'hunter22', 'the rule failed with something that is no error'],
  ])('takes a rule that throws %s for an unknown, and quotes no foreign text', (_, thrown, why) => {
    const fails = (): never => {
      throw thrown;
    };
    for (const broken of [rule({ check: fails }), rule({ selects: fails })]) {
      const { checks, unknowns, findings } = runRules(makeContext({ files: { a: 'x' } }), [
        broken,
        found('b'),
      ]);
      expect(unknowns).toEqual([{ what: 'check x/y', why }]);
      expect(checks.map((c) => c.status)).toEqual(['skipped', 'failed']);
      expect(findings.length).toBe(1);
    }
  });

  test('counts what is selected and keeps 10 000 of it', () => {
    const files = Object.fromEntries(
      Array.from({ length: MAX_SELECTED + 5 }, (_, i) => [`f${i}`, { size: 2 }]),
    );
    let seen: unknown;
    const counts = rule({
      selects: () => true,
      check: (_, selected) => {
        seen = { kept: selected.nodes.length, count: selected.count, bytes: selected.bytes };
        return [];
      },
    });
    runRules(makeContext({ files }), [counts]);
    expect(seen).toEqual({ kept: MAX_SELECTED, count: MAX_SELECTED + 5, bytes: 2 * (MAX_SELECTED + 5) });
  });
});

test('createFinding() makes text from the image safe to print', () => {
  const [finding] = findingsOf(found('\u001b[31m\u202ered\u0000'), {});
  for (const text of [finding?.message, finding?.remedy, finding?.evidence[0]])
    expect(text).toBe('\\x1b[31m\\u202ered\\x00');
});

test('sortFindings() puts the worst first, and of equals yours before the base’s', () => {
  const one = (severity: 'high' | 'low', origin: 'yours' | 'base' | 'unknown', title: string) =>
    createFinding(rule({ severity }), { title, message: '', remedy: '', origin });
  const sorted = sortFindings([
    one('low', 'base', 'd'),
    one('low', 'yours', 'b'),
    one('high', 'base', 'a'),
    one('low', 'unknown', 'c'),
  ]);
  expect(sorted.map((f) => f.title)).toEqual(['a', 'b', 'c', 'd']);
});
