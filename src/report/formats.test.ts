import { describe, expect, it } from 'vitest';
import { findFormat, REPORT_FORMATS } from './formats.ts';
import { sampleReport } from './testing/sample.ts';

describe('REPORT_FORMATS', () => {
  it('holds each format once, the one for people first', () => {
    expect(REPORT_FORMATS.map((f) => f.name)).toEqual(['table', 'json', 'sarif', 'markdown', 'html']);
    expect(REPORT_FORMATS.map((f) => f.extension)).toEqual(['.txt', '.json', '.sarif', '.md', '.html']);
  });

  it.each(REPORT_FORMATS.map((f) => [f.name, f] as const))(
    '%s renders alike each time and ends its last line',
    (_, format) => {
      const text = format.render(sampleReport);
      expect(text).toBe(format.render(structuredClone(sampleReport)));
      expect(text).toMatch(/[^\n]\n$/);
    },
  );
});

describe('findFormat()', () => {
  it('finds by name', () => {
    expect(findFormat('sarif')?.mediaType).toBe('application/sarif+json');
    expect(findFormat('constructor')).toBeUndefined();
  });
});
