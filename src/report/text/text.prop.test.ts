import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine } from './clean.ts';
import { displayWidth, truncateEnd, truncateMiddle, wrap } from './layout.ts';
import { renderTable } from './table.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc
    .array(fc.constantFrom('日', 'a', ' ', '\n', '\x1b[2J', '😀', 'e\u0301', '\u202e', '\udc80', '/'))
    .map((a) => a.join('')),
);
const COMMANDS = /[\p{Cc}\p{Surrogate}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

describe('text (properties)', () => {
  it('oneLine() leaves nothing that a terminal obeys, and a second pass changes nothing', () => {
    fc.assert(
      fc.property(text, (t) => {
        expect(oneLine(t)).not.toMatch(COMMANDS);
        expect(oneLine(oneLine(t))).toBe(oneLine(t));
      }),
    );
  });

  it('wrap() keeps to the width and loses no character', () => {
    fc.assert(
      fc.property(text.map(oneLine), fc.integer({ min: 2, max: 60 }), (t, width) => {
        const lines = wrap(t, width);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replace(/\s/g, '')).toBe(t.replace(/\s/g, ''));
      }),
    );
  });

  it('truncateMiddle() and truncateEnd() keep to the width', () => {
    fc.assert(
      fc.property(text.map(oneLine), fc.nat(60), (t, width) => {
        expect(displayWidth(truncateMiddle(t, width))).toBeLessThanOrEqual(width);
        expect(displayWidth(truncateEnd(t, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('renderTable() never exceeds its width, 80 unless told', () => {
    const column = fc.record(
      {
        title: fc.string({ maxLength: 20 }),
        align: fc.constantFrom('left' as const, 'right' as const),
        fit: fc.constantFrom('wrap' as const, 'middle' as const, 'end' as const),
        min: fc.nat(100),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(column, { minLength: 1, maxLength: 8 }),
        fc.array(fc.array(text, { maxLength: 8 }), { maxLength: 5 }),
        fc.option(fc.integer({ min: 1, max: 160 }), { nil: undefined }),
        fc.nat(12),
        (columns, rows, width, indent) => {
          const out = renderTable(columns, rows, { indent, ...(width !== undefined && { width }) });
          for (const line of out.split('\n')) {
            expect(displayWidth(line)).toBeLessThanOrEqual(width ?? 80);
            expect(line).not.toMatch(COMMANDS);
          }
        },
      ),
    );
  });
});
