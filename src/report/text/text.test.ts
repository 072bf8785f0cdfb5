import { describe, expect, it } from 'vitest';
import { cut, oneLine, quietJson, sentence } from './clean.ts';
import { displayWidth, padEnd, padStart, truncateEnd, truncateMiddle, wrap } from './layout.ts';
import { createStyle } from './style.ts';
import { renderTable } from './table.ts';

describe('oneLine()', () => {
  it.each([
    ['\x1b]0;title\x07', '\\x1b]0;title\\x07'],
    ['a\r\nb\tc', 'a\\x0d\\nb\\tc'],
    ['exe\u202egnp.', 'exe\\u202egnp.'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['byte\udcff', 'byte\\xff'],
    ['lone\ud83d', 'lone\\ud83d'],
    ['größe 日本 😀 \u0301', 'größe 日本 😀 \u0301'],
  ])('shows %j as %s', (text, shown) => {
    expect(oneLine(text)).toBe(shown);
  });
});

describe('sentence()', () => {
  it('folds blanks and line breaks', () => {
    expect(sentence('  two\n  words\u00a0here ')).toBe('two words here');
  });
});

describe('cut()', () => {
  it('says how much is gone, and leaves characters whole', () => {
    expect(cut('abcdef', 4)).toBe('abcd… (2 more)');
    expect(cut('abc😀', 4)).toBe('abc… (2 more)');
    expect(cut('abcd', 4)).toBe('abcd');
  });
  it('bounds what megabytes of text become', () => {
    expect(sentence('x'.repeat(8_000_000)).length).toBeLessThan(5000);
  });
});

describe('quietJson()', () => {
  it('changes the text and not the value', () => {
    const value = { a: '\x9b31m\u202e\u2028\u200f\ufeff' };
    const text = quietJson(JSON.stringify(value));
    expect(text).toBe('{"a":"\\u009b31m\\u202e\\u2028\\u200f\\ufeff"}');
    expect(JSON.parse(text)).toEqual(value);
  });
});

describe('displayWidth()', () => {
  it.each([
    ['abc', 3],
    ['日本語', 6],
    ['e\u0301', 1],
    ['😀', 2],
    ['☺\ufe0f', 2],
    ['한글', 4],
    ['…', 1],
    ['', 0],
  ])('of %j is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('padEnd(), padStart()', () => {
  it('pad by columns, not by characters', () => {
    expect(padEnd('日', 4)).toBe('日  ');
    expect(padStart('日', 4)).toBe('  日');
    expect(padEnd('long', 2)).toBe('long');
  });
});

describe('truncateMiddle(), truncateEnd()', () => {
  it('keep what tells texts apart', () => {
    expect(truncateMiddle('usr/share/nginx/html/index.html', 15)).toBe('usr/sha…ex.html');
    expect(truncateEnd('RUN apt-get update', 9)).toBe('RUN apt-…');
    expect(truncateEnd('RUN apt-get', 5)).toBe('RUN…');
  });
  it('never cut a wide character in two', () => {
    expect(truncateMiddle('日本語日本語', 6)).toBe('日…語');
    expect(truncateEnd('日本語', 4)).toBe('日…');
  });
  it('leave short text alone and survive no room', () => {
    expect(truncateMiddle('abc', 3)).toBe('abc');
    expect([truncateMiddle('abc', 1), truncateMiddle('abc', 0), truncateEnd('abc', 0)]).toEqual([
      '…',
      '',
      '',
    ]);
  });
});

describe('wrap()', () => {
  it('breaks between words, and within a word longer than a line', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('a sha256:0123456789', 8)).toEqual(['a', 'sha256:0', '12345678', '9']);
  });
  it('breaks a word of a million characters in one pass', () => {
    expect(wrap('x'.repeat(1_000_000), 80)).toHaveLength(12_500);
  });
  it('gives one empty line for nothing', () => {
    expect(wrap('', 10)).toEqual(['']);
  });
  it('shows what does not fit at all as ?', () => {
    expect(wrap('日本', 1)).toEqual(['?', '?']);
  });
});

describe('createStyle()', () => {
  it('paints only with colours on, and never nothing', () => {
    expect(createStyle({ colour: true }).red('x')).toBe('\x1b[31mx\x1b[39m');
    expect(createStyle({ colour: true }).red('')).toBe('');
    expect(createStyle({ colour: false }).onRed(' FAIL ')).toBe(' FAIL ');
  });
});

describe('renderTable()', () => {
  const columns = [{ title: 'NAME' }, { title: 'SIZE', align: 'right' }] as const;

  it('aligns columns and leaves no blanks at the end', () => {
    expect(renderTable(columns, [['nginx', '71.6 MB'], ['日本', '9 B'], ['only']])).toBe(
      'NAME      SIZE\nnginx  71.6 MB\n日本       9 B\nonly',
    );
  });

  it('has no title line when no column has a title', () => {
    expect(renderTable([{}, {}], [['a', 'b']], { indent: 2 })).toBe('  a  b');
  });

  it('makes the widest column give way', () => {
    const rows = [['short', 'a rather long text that has to be wrapped somewhere']];
    expect(renderTable([{}, {}], rows, { width: 30 })).toBe(
      'short  a rather long text that\n       has to be wrapped\n       somewhere',
    );
    expect(renderTable([{}, { fit: 'end' }], rows, { width: 20 })).toBe('short  a rather lon…');
    expect(renderTable([{}, { fit: 'middle' }], rows, { width: 20 })).toBe('short  a rath…ewhere');
  });

  it('lets equally wide columns give alike', () => {
    const [line = ''] = renderTable([{ fit: 'end' }, { fit: 'end' }], [['a'.repeat(50), 'b'.repeat(50)]], {
      width: 42,
    }).split('\n');
    expect(line).toBe(`${'a'.repeat(19)}…  ${'b'.repeat(19)}…`);
  });

  it('shows escape sequences in cells instead of sending them', () => {
    expect(renderTable([{}], [['\x1b[31mred\nline']])).toBe('\\x1b[31mred\\nline');
  });

  it('paints after it has measured', () => {
    const bold = (text: string): string => `<b>${text}</b>`;
    expect(
      renderTable(
        [{}, {}],
        [
          [{ text: 'a', paint: bold }, 'x'],
          ['bbb', 'y'],
        ],
      ),
    ).toBe('<b>a</b>    x\nbbb  y');
  });

  it('drops columns rather than exceed a width that has no room for them', () => {
    const text = renderTable([{}, {}, {}, {}], [['a', 'b', 'c', 'd']], { width: 2 });
    expect(displayWidth(text)).toBeLessThanOrEqual(2);
  });
});
