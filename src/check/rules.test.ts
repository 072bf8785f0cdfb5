import { describe, expect, it } from 'vitest';
import type { Severity } from '../report/model.ts';
import { RULES } from './registry.ts';
import { findingsOf } from './testing/context.ts';
import { RULE_CASES } from './testing/rule-cases.data.ts';

describe('rules', () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const cases = RULE_CASES[id];
    expect(cases, 'every rule has cases: what it finds, and what looks like it and is fine').toBeDefined();
    expect(cases?.bad.length).toBeGreaterThan(0);
    expect(cases?.good.length).toBeGreaterThan(0);
    for (const { why, is, severity } of cases?.bad ?? []) {
      const findings = findingsOf(rule, is);
      expect(findings, why).not.toEqual([]);
      expect({ why, severity: findings[0]?.severity }).toEqual({ why, severity: severity ?? rule.severity });
      for (const finding of findings) {
        expect(finding.id).toBe(id);
        expect(finding.remedy, why).not.toBe('');
        expect(finding.message, why).not.toBe('');
        const proof = [...finding.evidence, ...finding.locations];
        expect(proof.length, `${why}: shows what it saw`).toBeGreaterThan(0);
      }
    }
    for (const { why, is } of cases?.good ?? []) expect(findingsOf(rule, is), why).toEqual([]);
  });

  it('have cases for rules that exist only', () => {
    expect(Object.keys(RULE_CASES).sort()).toEqual(RULES.map((rule) => rule.id).sort());
  });

  it('never show a secret they found', () => {
    const secret = 'q7Hx93LmZt41VbKe';
    const severities: Severity[] = [];
    for (const rule of RULES)
      for (const finding of findingsOf(rule, {
        config: { Env: [`DB_PASSWORD=${secret}`], Labels: { 'db.password': secret } },
        history: [`RUN /bin/sh -c curl -u admin:${secret} https://example.com/`, `ENV DB_PASSWORD=${secret}`],
      })) {
        severities.push(finding.severity);
        expect(JSON.stringify(finding)).not.toContain(secret);
      }
    expect(severities).toContain('high');
  });
});
