import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { CheckReport, Finding } from './model.ts';
import { type RuleInfo, renderSarif } from './sarif.ts';
import { cleanReport, hostileReport, sampleReport } from './testing/sample.ts';

// The 2.1.0 schema is draft-04, of which it uses nothing that draft-07 reads otherwise except the name of `$id`.
function sarifSchema(): object {
  const file = createRequire(import.meta.url).resolve(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  const { $schema: _, id: $id, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  return { $id, ...rest };
}

const validate = new Ajv({
  strict: false,
  unicodeRegExp: false,
  allErrors: true,
  formats: {
    uri: /^[a-z][a-z0-9+.-]*:[^\s]*$/i,
    'uri-reference': /^(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*$/,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  },
}).compile(sarifSchema());

const rules: readonly RuleInfo[] = [
  { id: 'config/root-user', title: 'runs as root', help: 'A process that runs as root …', severity: 'high' },
  { id: 'config/env-secrets', title: 'secrets in the environment', help: 'Anyone …', severity: 'critical' },
];

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: {
    physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } };
    logicalLocations?: { name: string; kind: string }[];
  }[];
  partialFingerprints: Record<string, string>;
}
interface Rule {
  id: string;
  name: string;
  properties: Record<string, unknown>;
  defaultConfiguration: { level: string };
}
interface Run {
  tool: { driver: { rules: Rule[] } };
  results: Result[];
  automationDetails: { id: string };
  invocations: { toolExecutionNotifications: { level: string; message: { text: string } }[] }[];
}

function run(report: CheckReport, infos = rules): Run {
  return JSON.parse(renderSarif(report, infos)).runs[0];
}

function withFinding(finding: Partial<Finding>): CheckReport {
  return { ...sampleReport, findings: [{ ...(sampleReport.findings[0] as Finding), ...finding }] };
}

describe('renderSarif()', () => {
  it.each([
    ['the sample', sampleReport],
    ['a clean image', cleanReport],
    ['hostile text', hostileReport('a:b c\n\x1b[2J[x](http://e.example){0}%00\udc80\u202e')],
  ])('writes what the SARIF 2.1.0 schema asks for: %s', (_, report) => {
    validate(JSON.parse(renderSarif(report, rules)));
    expect(validate.errors).toBeNull();
  });

  it('is refused by that schema when its shape is wrong', () => {
    const log = JSON.parse(renderSarif(sampleReport, rules));
    log.runs[0].results[0].level = 'high';
    expect(validate(log)).toBe(false);
  });

  it('gives each severity its level and GitHub score', () => {
    const { results, tool } = run(sampleReport);
    expect(results.map((r) => r.level)).toEqual([
      'error',
      'error',
      'warning',
      'note',
      'note',
      'note',
      'note',
      'note',
    ]);
    const score = (id: string): unknown =>
      tool.driver.rules.find((r) => r.id === id)?.properties['security-severity'];
    expect(
      ['secrets/private-key', 'config/root-user', 'files/setuid', 'files/package-cache'].map(score),
    ).toEqual(['9.5', '8.0', '5.5', '2.0']);
    expect(score('reference/moving-tag')).toBeUndefined();
  });

  it('lists every rule once, sorted, found or not, and points each result at its own', () => {
    const { results, tool } = run(sampleReport);
    const ids = tool.driver.rules.map((r) => r.id);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids).toContain('config/env-secrets');
    for (const result of results) expect(ids[result.ruleIndex]).toBe(result.ruleId);
    expect(tool.driver.rules.find((r) => r.id === 'config/root-user')?.name).toBe('ConfigRootUser');
  });

  it('takes a rule as severe as its worst finding', () => {
    const report = withFinding({ id: 'config/root-user', severity: 'critical' });
    const rule = run(report).tool.driver.rules.find((r) => r.id === 'config/root-user');
    expect(rule?.properties['security-severity']).toBe('9.5');
    expect(rule?.defaultConfiguration.level).toBe('error');
  });

  it('gives each result a relative file, a line and the layer', () => {
    const [first, second] = run(sampleReport).results;
    expect(first?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'etc/nginx/deploy.key' },
      region: { startLine: 1 },
    });
    expect(first?.locations[0]?.logicalLocations?.[0]).toMatchObject({ name: 'layer 5', kind: 'layer' });
    expect(second?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('docker.io/library/nginx');
    expect(second?.locations[0]?.logicalLocations?.[0]).toEqual({ name: 'config.User', kind: 'member' });
  });

  it('puts a finding without any location at the image', () => {
    const [result] = run(withFinding({ locations: [] })).results;
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('docker.io/library/nginx');
  });

  it('escapes what a terminal obeys even in names that rules gave', () => {
    const text = renderSarif(withFinding({ id: 'x/\x9b31m' }));
    expect(text).not.toContain('\x9b');
    expect(JSON.parse(text).runs[0].results[0].ruleId).toBe('x/\x9b31m');
  });

  it('says once a result what made the layer', () => {
    const [place] = sampleReport.findings[0]!.locations;
    const { locations } = run(withFinding({ locations: [place!, place!] })).results[0] as Result;
    expect(locations.map((l) => 'message' in l)).toEqual([true, false]);
  });

  it('keeps no more than 1000 locations of one result', () => {
    const locations = Array.from({ length: 1500 }, (_, i) => ({ path: `f${i}` }));
    expect(run(withFinding({ locations })).results[0]?.locations).toHaveLength(1000);
  });

  it('fingerprints a finding alike in the next build, and two findings of one build apart', () => {
    const next = {
      ...sampleReport,
      image: { ...sampleReport.image, reference: 'docker.io/library/nginx:1.29', digest: 'sha256:0' },
    };
    const prints = (report: CheckReport): string[] =>
      run(report).results.map((r) => r.partialFingerprints['plimsollFinding/v1'] as string);
    expect(prints(next)).toEqual(prints(sampleReport));
    expect(new Set(prints(sampleReport)).size).toBe(sampleReport.findings.length);
    const twice = { ...sampleReport, findings: [...sampleReport.findings, ...sampleReport.findings] };
    expect(new Set(prints(twice)).size).toBe(2 * sampleReport.findings.length);
  });

  it('names the category by repository and platform, not by tag', () => {
    expect(run(sampleReport).automationDetails.id).toBe(
      'plimsoll-check/docker.io/library/nginx/linux-amd64/',
    );
  });

  it('notifies of what could not be read and of skipped checks', () => {
    const notifications = run(sampleReport).invocations[0]?.toolExecutionNotifications;
    expect(notifications?.map((n) => [n.level, n.message.text])).toEqual([
      ['warning', 'var/lib/dpkg/status-old: could not be read, larger than the 8 MB read of one file'],
      ['note', 'past end of life: skipped, no data about this distribution at hand'],
    ]);
  });
});
