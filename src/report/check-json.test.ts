import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { renderCheckJson } from './check-json.ts';
import type { CheckReport } from './model.ts';
import { cleanReport, hostileReport, sampleReport } from './testing/sample.ts';

const schemaText = readFileSync(new URL('../../docs/schemas/check.v1.json', import.meta.url), 'utf8');

/** The published schema lets later releases add members; here it must describe every member that is written. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const object = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return 'properties' in object && !('additionalProperties' in object)
    ? { ...object, additionalProperties: false }
    : object;
}

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([k, v]) => [k, reverseKeys(v)]);
  return Object.fromEntries(entries.reverse());
}

describe('renderCheckJson()', () => {
  const validate = new Ajv({ allErrors: true }).compile(closed(JSON.parse(schemaText)) as object);

  it.each([
    ['the sample', sampleReport],
    ['a clean image', cleanReport],
    ['hostile text', hostileReport('\n\x1b[2J"\\\u202e\u2028')],
  ])('writes what docs/schemas/check.v1.json describes: %s', (_, report) => {
    validate(JSON.parse(renderCheckJson(report)));
    expect(validate.errors).toBeNull();
  });

  it('is refused by the schema when a member is missing or misspelt', () => {
    const { verdict: _, ...without } = sampleReport;
    expect(validate(without)).toBe(false);
    expect(validate({ ...sampleReport, verdicts: sampleReport.verdict })).toBe(false);
    expect(validate({ ...sampleReport, findings: [{ ...sampleReport.findings[0], severity: 'HIGH' }] })).toBe(
      false,
    );
  });

  it('is one document with the report itself in it, the schema named first', () => {
    const text = renderCheckJson(sampleReport);
    expect(JSON.parse(text)).toEqual(sampleReport);
    expect(text.startsWith('{\n  "schema": "plimsoll.check/v1",\n')).toBe(true);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('gives equal bytes for equal reports, in whatever order their members were made', () => {
    expect(renderCheckJson(reverseKeys(sampleReport) as CheckReport)).toBe(renderCheckJson(sampleReport));
  });

  it('writes every member of the report', () => {
    expect(Object.keys(JSON.parse(renderCheckJson(sampleReport))).sort()).toEqual(
      Object.keys(sampleReport).sort(),
    );
  });

  it('leaves out what is undefined', () => {
    const { efficiency: _, ...rest } = sampleReport;
    expect(JSON.parse(renderCheckJson(rest))).not.toHaveProperty('efficiency');
  });
});
