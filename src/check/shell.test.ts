import { describe, expect, test } from 'vitest';
import { parseCommands, programOf, programWords } from './shell.ts';

const words = (text: string): string[][] => parseCommands(text).map((command) => [...command.words]);

describe('parseCommands()', () => {
  test.each([
    ['', []],
    ['a', [['a']]],
    ['a b; c && d || e & f\ng', [['a', 'b'], ['c'], ['d'], ['e'], ['f'], ['g']]],
    ['A=1 B= run x', [['run', 'x']]],
    ['A=1', []],
    [`echo 'a;b' "c|d" e\\;f`, [['echo', 'a;b', 'c|d', 'e;f']]],
    [`echo a'b'"c"d`, [['echo', 'abcd']]],
    ['echo a # b; c\nd', [['echo', 'a'], ['d']]],
    ['echo a#b', [['echo', 'a#b']]],
    ['a \\\n  b', [['a', 'b']]],
    ['if a; then b; else c; fi', [['a'], ['b'], ['c'], ['fi']]],
    ['(a; b)', [['a'], ['b']]],
    ['{ a; }', [['a'], ['}']]],
    ['x=$(curl u | sh)', [['curl', 'u'], ['sh']]],
    ['a 2>&1 &>/dev/null', [['a', '2>&1', '&>/dev/null']]],
    ['exec nohup a', [['a']]],
    [`echo "unclosed`, [['echo', 'unclosed']]],
    [`echo '`, [['echo', '']]],
    ['echo \\', [['echo', '']]],
    ['|||;;&&', []],
  ])('%j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('knows what a command reads from', () => {
    const [, , sh] = parseCommands('curl u | tee f | sh; bash');
    expect(sh?.pipedFrom.map(programOf)).toEqual(['curl', 'tee']);
    expect(parseCommands('curl u | tee f | sh; bash').at(-1)?.pipedFrom).toEqual([]);
    expect(parseCommands('curl u || sh').at(-1)?.pipedFrom).toEqual([]);
  });

  test('remembers eight commands of a pipeline', () => {
    expect(parseCommands('a|'.repeat(50)).at(-1)?.pipedFrom.length).toBe(8);
  });

  test('reads 64 KiB and no more', () => {
    expect(words(`${'a'.repeat(64 * 1024)};b`)).toEqual([['a'.repeat(64 * 1024)]]);
  });
});

test.each([
  ['/usr/bin/apt-get install', 'apt-get'],
  ['sudo -E bash', 'bash'],
  ['env A=1 -i bash -x', 'bash'],
  ['sudo env nice sudo bash', 'bash'],
  ['sudo', 'sudo'],
  ['sudo -k', 'sudo'],
  ['', ''],
])('programOf(%j) is %j', (text, program) => {
  expect(programOf({ words: text.split(' ').filter(Boolean), pipedFrom: [] })).toBe(program);
});

test('programWords() gives up on wrappers without end', () => {
  const many = Array.from({ length: 100_000 }, () => 'sudo');
  expect(programWords({ words: many, pipedFrom: [] }).length).toBe(100_000 - 8);
});
