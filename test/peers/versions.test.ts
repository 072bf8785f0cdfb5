import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareVersions, type VersionScheme } from '../../src/versions/index.ts';
import { mustRun, requirePeers, run, warnSkipped } from '../support/peers.ts';

// The packaging systems' own judgement of made-up pairs, many at a time through one process each.

const PAIRS = 20_000;

/** The same pairs on every run: a multiplicative congruential generator (Lehmer). */
function makePairs(pieces: readonly string[]): [string, string][] {
  let state = 20_261_124;
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const one = (): string =>
    Array.from({ length: 1 + next(6) }, () => pieces[next(pieces.length)]).reduce<string>(
      (text, piece) => text + piece,
      String(next(3)),
    );
  return Array.from({ length: PAIRS }, () => {
    const a = one();
    // Half of the pairs differ by little: that is where orders are wrong.
    return [
      a,
      next(2) === 0
        ? one()
        : a.slice(0, Math.max(1, next(a.length + 1))) + (pieces[next(pieces.length)] as string),
    ];
  });
}

/** What plimsoll says: -1, 0, 1, or `invalid`. */
function ours(scheme: VersionScheme, [a, b]: readonly [string, string]): string {
  try {
    return String(compareVersions(scheme, a, b));
  } catch {
    return 'invalid';
  }
}

/** @param strict they also agree on what is no version */
function expectAgreement(
  scheme: VersionScheme,
  pairs: readonly [string, string][],
  answers: readonly string[],
  strict = true,
): void {
  expect(answers).toHaveLength(pairs.length);
  const differences = pairs
    .map((pair, i) => ({ pair, ours: ours(scheme, pair), theirs: answers[i] }))
    .filter(
      (row) => row.ours !== row.theirs && (strict || (row.ours !== 'invalid' && row.theirs !== 'invalid')),
    );
  expect(differences.slice(0, 10)).toEqual([]);
  expect(answers.filter((a) => a !== 'invalid').length).toBeGreaterThan(PAIRS / 50);
}

const lines = (text: string): string[] => text.trimEnd().split('\n');
const asInput = (pairs: readonly [string, string][]): string =>
  pairs.map((pair) => `${pair.join('\t')}\n`).join('');

describe.skipIf(!requirePeers('perl', 'dpkg'))('dpkg', () => {
  it('orders as we do', async () => {
    const perl =
      'use Dpkg::Version; while (<STDIN>) { chomp; my ($a, $b) = map { Dpkg::Version->new($_) } split /\\t/; print(($a->is_valid && $b->is_valid) ? ($a <=> $b) : "invalid", "\\n") }';
    const pairs = makePairs([
      '0',
      '1',
      '10',
      '01',
      '.',
      '-',
      '~',
      '+',
      ':',
      'a',
      'rc',
      '~bpo',
      '-1',
      '+deb12u1',
      '0:',
    ]);
    const { code, stdout } = await run('perl', ['-e', perl], { input: asInput(pairs) });
    if (code !== 0) return warnSkipped('Dpkg::Version cannot be had (libdpkg-perl)');
    // Perl's reading of what is no version differs from dpkg's own.
    expectAgreement('deb', pairs, lines(stdout), false);
  });
});

describe.skipIf(!requirePeers('rpm'))('rpm', () => {
  it('orders segments as we do', async () => {
    const lua =
      'for line in io.lines(rpm.expand("%{pairs}")) do local a, b = line:match("^(.-)\\t(.*)$"); print(rpm.vercmp(a, b) .. ";") end';
    const pairs = makePairs(['0', '1', '10', '01', '.', '_', '~', '^', '+', 'a', 'rc', 'fc', 'git']);
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rpm-'));
    writeFileSync(join(folder, 'pairs'), asInput(pairs));
    const { stdout, code } = await run('rpm', [
      '--define',
      `pairs ${join(folder, 'pairs')}`,
      '--eval',
      `%{lua:${lua}}`,
    ]);
    rmSync(folder, { recursive: true });
    if (code !== 0 || !stdout.includes(';')) return warnSkipped('this rpm has no Lua');
    // What print() says in a macro is joined without line ends.
    expectAgreement('rpm', pairs, stdout.trim().split(';').slice(0, -1), false);
  });
});

describe.skipIf(!requirePeers('python3'))('python', () => {
  it('orders as packaging does', async () => {
    const python = `
import sys
try:
    from packaging.version import Version, InvalidVersion
except ImportError:
    from pip._vendor.packaging.version import Version, InvalidVersion
for line in sys.stdin:
    a, b = line.rstrip("\\n").split("\\t")
    try:
        x, y = Version(a), Version(b)
        print((x > y) - (x < y))
    except InvalidVersion:
        print("invalid")
`;
    const pairs = makePairs([
      '0',
      '1',
      '10',
      '.0',
      '.1',
      '.',
      '-1',
      'a',
      'a1',
      'b2',
      'rc1',
      '.post1',
      '.dev1',
      '+abc',
      '+1',
      '+abc.2',
      '!1',
      'c',
    ]);
    const { code, stdout } = await run('python3', ['-c', python], { input: asInput(pairs) });
    if (code !== 0) return warnSkipped('python3 has no packaging');
    expectAgreement('pep440', pairs, lines(stdout));
  });
});

describe.skipIf(!requirePeers('ruby'))('ruby', () => {
  it('orders as RubyGems does', async () => {
    const ruby =
      'STDIN.each_line { |l| a, b = l.chomp.split("\\t", -1); puts((Gem::Version.correct?(a) && Gem::Version.correct?(b)) ? (Gem::Version.new(a) <=> Gem::Version.new(b)) : "invalid") }';
    const pairs = makePairs(['0', '1', '10', '.0', '.1', '.a', '.b1', 'rc1', '.pre', '-1', '.', 'a']);
    const stdout = await mustRun('ruby', ['-e', ruby], { input: asInput(pairs) });
    expectAgreement('gem', pairs, lines(stdout));
  });
});

const mavenJar = ['/usr/share/maven/lib', '/usr/share/java'].flatMap((folder) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((n) => /^maven3?-artifact(-\d[\d.]*)?\.jar$/.test(n) || /^maven-artifact-3/.test(n))
        .map((n) => join(folder, n))
    : [],
)[0];

describe.skipIf(!requirePeers('java') || mavenJar === undefined)('maven', () => {
  it('orders as ComparableVersion does', async () => {
    const pairs = makePairs([
      '0',
      '1',
      '10',
      '.0',
      '.1',
      '-',
      '-1',
      'alpha',
      '-alpha-1',
      'a1',
      '-beta',
      '.rc',
      '-SNAPSHOT',
      '-sp',
      '.Final',
      '-ga',
      '-jre',
      'x',
    ]);
    const words = pairs.slice(0, 4000).flat();
    // The class prints how each argument compares to the one before it.
    const jars = [
      mavenJar as string,
      ...readdirSync(join(mavenJar as string, '..'))
        .filter((n) => /commons-lang3|plexus-utils/.test(n))
        .map((n) => join(mavenJar as string, '..', n)),
    ];
    const { code, stdout } = await run('java', [
      '-cp',
      jars.join(':'),
      'org.apache.maven.artifact.versioning.ComparableVersion',
      ...words,
    ]);
    if (code !== 0) return warnSkipped(`maven's ComparableVersion cannot be run`);
    const found = lines(stdout).flatMap((l) => /^\s+(\S+) (<|==|>) (\S+)$/.exec(l)?.slice(1) ?? []);
    const differences: unknown[] = [];
    for (let i = 0; i < found.length; i += 3) {
      const [a = '', sign = '', b = ''] = found.slice(i, i + 3);
      const theirs = String({ '<': -1, '==': 0, '>': 1 }[sign]);
      if (ours('maven', [a, b]) !== theirs) differences.push({ a, b, theirs, ours: ours('maven', [a, b]) });
    }
    expect(found.length).toBeGreaterThan(3 * 4000);
    expect(differences.slice(0, 10)).toEqual([]);
  });
});
