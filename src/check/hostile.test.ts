// Texts that make a careless pattern run for minutes. Sizes are those that a hostile image can bring.
import { describe, expect, test } from 'vitest';
import { findSecrets, judgeSecret, redactSecrets } from './credentials.ts';
import { cleanInstruction, parseCreatedBy } from './history.ts';
import { RULES } from './registry.ts';
import { runRules } from './run.ts';
import { makeContext } from './testing/context.ts';

const SIZE = 100_000;
const SEEDS: readonly string[] = [
  ' ',
  '\n',
  '\t \r\n',
  'a',
  'A_',
  '0',
  '-',
  '-a',
  '-a-',
  '-a ',
  '=',
  'a=',
  'a="',
  "a='",
  '"',
  '\\',
  '/',
  './',
  '../',
  '[',
  '$( ',
  '<( ',
  '{{',
  '|',
  'a|',
  ';',
  'a;',
  'echo;',
  'sh <;',
  'sh -c ',
  'sudo ',
  'env a=b ',
  '|1 a=b ',
  '|aB=',
  '# buildkit ',
  '#(nop) ',
  '-eyJ',
  'eyJ-',
  'eyJaaaaaaaaaaa.',
  'xoxb-',
  'sk-',
  'ghp_',
  'token ',
  'Bearer ',
  'Authorization: ',
  'aa://:',
  'a://a:a',
  'curl -u ',
  'curl ',
  'login ',
  'login -p',
  'echo a|',
  ' a:b|',
  'sshpass ',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  'ssh-',
  'ssh-rsa ',
  'deb [',
  'trusted=yes',
  'gpgcheck=',
  'map[',
  ':',
];
const repeated = (seed: string, size = SIZE): string =>
  seed.repeat(Math.ceil(size / seed.length)).slice(0, size);
const TEXTS: readonly string[] = [
  ...SEEDS.map((seed) => repeated(seed)),
  `curl -${repeated('k', 60_000)}1`,
  `yum --setopt=${repeated('gpgcheck=', 60_000)}`,
  `${repeated(' ')}x`,
  `A=${repeated('x')}`,
];

function milliseconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}

// What takes more is quadratic: 100 kB then cost seconds. Slow machines are thought of.
const MOST = 1500;

describe('hostile texts', () => {
  test.each(TEXTS.map((text) => [JSON.stringify(text.slice(0, 24)), text]))('%s costs no time', (_, text) => {
    expect(milliseconds(() => findSecrets(text))).toBeLessThan(MOST);
    expect(milliseconds(() => redactSecrets(text))).toBeLessThan(MOST);
    expect(milliseconds(() => judgeSecret('DB_PASSWORD', text))).toBeLessThan(MOST);
    expect(milliseconds(() => parseCreatedBy(`RUN ${text}`))).toBeLessThan(MOST);
    expect(milliseconds(() => cleanInstruction({ createdBy: `/bin/sh -c ${text}` }))).toBeLessThan(MOST);
    const context = makeContext({
      config: {
        User: text,
        Env: [`A=${text}`, `${text}=a`],
        Labels: { [text]: text },
        Cmd: ['/bin/sh', '-c', text],
        Volumes: { [text]: {} },
        ExposedPorts: { [text]: {} },
        WorkingDir: text,
        StopSignal: text,
        OnBuild: [text],
      },
      history: [`RUN ${text}`, `ADD ${text}`, text],
      files: {
        'etc/passwd': text,
        'etc/group': text,
        'etc/shadow': text,
        'etc/os-release': text,
        'etc/ld.so.preload': text,
        'etc/apt/sources.list': text,
        'etc/yum.repos.d/a.repo': text,
        'root/.ssh/authorized_keys': text,
        'root/.npmrc': text,
        'root/.docker/config.json': text,
        [text.slice(0, 4096)]: 'x',
      },
    });
    const results = { unknowns: [] as readonly unknown[] };
    expect(milliseconds(() => Object.assign(results, runRules(context, RULES)))).toBeLessThan(4 * MOST);
    expect(results.unknowns).toEqual([]);
  });
});
