import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPORT_FORMATS } from './formats.ts';
import { hostileReport, sampleReport } from './testing/sample.ts';
import { displayWidth } from './text/layout.ts';

// What attackers put into file names, history lines and labels.
const ATTACKS = [
  '\x1b[2J\x1b[H',
  '\x1b]8;;https://evil.example\x07',
  '\x9b31m',
  '\r\n',
  '\n\n# ',
  '\u202e',
  '\u2066',
  '\u2028',
  '\ufeff',
  '\udc80',
  '\ud800',
  '<script>alert(1)</script>',
  '</style></title>',
  '"><img src=x onerror=alert(1)>',
  '<!--',
  '-->',
  ']]>',
  '|',
  '\\|',
  '\\',
  '`',
  '```',
  '~~~',
  '@octocat',
  'https://evil.example',
  '[x](javascript:1)',
  '![x](https://evil.example/p.png)',
  '</details>',
  '{{0}}',
  '日本',
  '😀',
  ' ',
  'x'.repeat(100),
];
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...ATTACKS), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
);
const OBEYED =
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Surrogate}]/u;
const runs = { numRuns: 150 };

function render(name: string, text: string): string {
  return REPORT_FORMATS.find((f) => f.name === name)!.render(hostileReport(text));
}

/** Tags and entities as a browser would find them, in order; text dropped. */
function skeleton(page: string): string {
  return (page.replace(/<style>[^<]*<\/style>/g, '').match(/<[^<>]*>/g) ?? [])
    .map((tag) => tag.replace(/"[^"]*"/g, '""').replace(/''/g, ''))
    .join('');
}

describe('report formats (properties)', () => {
  it.each(REPORT_FORMATS.map((f) => f.name))(
    '%s never lets a terminal command or invisible mark through',
    (name) => {
      fc.assert(
        fc.property(hostile, (text) => {
          const out = render(name, text);
          expect(out).not.toMatch(OBEYED);
          expect(out).not.toContain('\t');
        }),
        runs,
      );
    },
  );

  it('table fits its width, with and without verbose', () => {
    const [table] = REPORT_FORMATS;
    fc.assert(
      fc.property(hostile, fc.integer({ min: 20, max: 180 }), fc.boolean(), (text, width, verbose) => {
        for (const line of table!.render(hostileReport(text), { width, verbose }).split('\n'))
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
      runs,
    );
  });

  it('json and sarif stay one document that holds the text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(JSON.parse(render('json', text))).toEqual(JSON.parse(JSON.stringify(hostileReport(text))));
        expect(JSON.parse(render('sarif', text)).version).toBe('2.1.0');
      }),
      runs,
    );
  });

  it('html has the same tags and attributes whatever the text', () => {
    const expected = skeleton(render('html', 'harmless'));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(skeleton(render('html', text))).toBe(expected);
      }),
      runs,
    );
  });

  it('markdown keeps its lines, its cells and its HTML whatever the text', () => {
    const shape = (text: string): string[] =>
      render('markdown', text)
        .replace(/<code>|<\/code>|`|<!-- -->/g, 'C')
        .split('\n')
        .map((line) => `${line.match(/^ *(?:\||-|#+|<\/?details>)?/)?.[0]}${line.match(/\|/g)?.length ?? 0}`);
    const expected = shape('harmless');
    fc.assert(
      fc.property(hostile, (text) => {
        const out = render('markdown', text);
        const fenced = out.indexOf('**Next**');
        expect(shape(text).slice(0, -6)).toEqual(expected.slice(0, -6));
        const tags = out.slice(0, fenced).match(/<(?!!-- -->)[^<>]*>?/g) ?? [];
        expect(new Set(tags.map((t) => t.replace('/', '')))).toEqual(
          new Set(
            [...tags]
              .map((t) => t.replace('/', ''))
              .filter((t) => /^<(?:details|summary|sub|br|code)>$/.test(t)),
          ),
        );
        expect(out.slice(0, fenced)).not.toMatch(/(?<!`[^`\n]*)(?:https?:\/\/|@octocat|\]\()/);
      }),
      runs,
    );
  });

  it('shows the text for a plain one in every format', () => {
    for (const { render } of REPORT_FORMATS)
      expect(render(sampleReport)).toContain('private key still ships');
  });
});
