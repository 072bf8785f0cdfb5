import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { openOutput, parseOutputs } from './output.ts';

const FORMATS = ['table', 'json', 'sarif'];

describe('parseOutputs()', () => {
  it('reads formats and files, the first format when nothing was said', () => {
    expect(parseOutputs([], undefined, FORMATS)).toEqual([{ format: 'table', file: undefined }]);
    expect(parseOutputs(['json=a=b.json', 'table'], undefined, FORMATS)).toEqual([
      { format: 'json', file: 'a=b.json' },
      { format: 'table', file: undefined },
    ]);
    expect(parseOutputs(['json'], 'r.json', FORMATS)).toEqual([{ format: 'json', file: 'r.json' }]);
    expect(parseOutputs([], 'r.txt', FORMATS)).toEqual([{ format: 'table', file: 'r.txt' }]);
  });

  it('refuses what cannot be done', () => {
    const refused: [string[], string | undefined, RegExp][] = [
      [['pdf'], undefined, /"pdf" is not a format/],
      [['json='], undefined, /the file after json= is missing/],
      [['json', 'sarif'], undefined, /two results cannot both go to stdout/],
      [['json=a', 'sarif=b'], 'c', /there are several outputs/],
      [[''], undefined, /"" is not a format/],
    ];
    for (const [values, file, why] of refused)
      expect(() => parseOutputs(values, file, FORMATS), values.join()).toThrow(
        expect.objectContaining({ code: 'usage', message: expect.stringMatching(why) as string }),
      );
  });
});

describe('openOutput()', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-output-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const output = openOutput(new PassThrough());

  it('replaces a file whole or not at all', async () => {
    const file = join(root, 'report');
    writeFileSync(file, 'old');
    const half = async function* () {
      yield Buffer.from('half');
      throw new Error('no more');
    };
    await expect(output.write({ file }, half())).rejects.toThrow(/no more/);
    expect(readFileSync(file, 'utf8')).toBe('old');
    await output.write({ file }, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(root)).toEqual(['report']);
    await expect(output.write({ file: join(root, 'no/such') }, 'x')).rejects.toMatchObject({
      message: expect.stringContaining('no/such') as string,
    });
  });

  it('waits for a slow reader', async () => {
    const got: string[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write: (chunk, _, done) => {
        got.push(String(chunk));
        setTimeout(done, 2);
      },
    });
    const chunks = async function* () {
      for (const text of ['a', 'b', 'c']) yield Buffer.from(text);
    };
    await openOutput(slow).write({ file: undefined }, chunks());
    await openOutput(slow).write({ file: '-' }, 'd');
    expect(got.join('')).toBe('abcd');
  });
});

describe('openOutput() on what is no regular file', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-output-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const output = openOutput(new PassThrough());

  it('writes into a pipe and leaves it one', async () => {
    const pipe = join(root, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const read = readFile(pipe, 'utf8');
    await output.write({ file: pipe }, 'through');
    expect(await read).toBe('through');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it('writes to /dev/null through a link, and nothing takes its place', async () => {
    const link = join(root, 'null');
    symlinkSync('/dev/null', link);
    await output.write({ file: link }, 'away');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('replaces the file behind a link, not the link', async () => {
    const [file, link] = [join(root, 'real'), join(root, 'link')];
    writeFileSync(file, 'old');
    symlinkSync(file, link);
    await output.write({ file: link }, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });
});
