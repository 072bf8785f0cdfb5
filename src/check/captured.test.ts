import { expect, test } from 'vitest';
import { isKeyName, KEY_HEADER_BYTES, wantsCapture } from './captured.ts';
import { classifyKey, isKeyFile } from './keys.ts';
import { holdsLogin, isCredentialFile, isDotenv } from './secret-files.ts';

test.each([
  'etc/passwd',
  'usr/lib/os-release',
  'lib/os-release',
  'root/.ssh/authorized_keys',
  'home/a/.npmrc',
  '.npmrc',
  'root/.docker/config.json',
  'etc/apt/sources.list.d/a.sources',
  'etc/yum.repos.d/x.repo',
  'nix/store/x/etc/passwd',
])('wantsCapture() keeps %s', (path) => {
  expect(wantsCapture(path)).toBeGreaterThan(1000);
});

test.each([
  '',
  '/',
  'passwd',
  'etc/passwd-',
  'etc/passwd/x',
  'docker/config.json',
  'config.json',
  'etc/yum.repos.d/x',
  'etc/apt/sources.list.d/a/b.list',
  'opt/etc/yum.repos.d/x.repo',
  'usr/bin/sh',
  'constructor',
  '__proto__',
])('wantsCapture() leaves %j', (path) => {
  expect(wantsCapture(path)).toBe(0);
});

test('of a key only the first line is kept, which is none of its body', () => {
  expect(wantsCapture('root/.ssh/id_rsa')).toBe(KEY_HEADER_BYTES);
  expect('-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIF'.slice(0, KEY_HEADER_BYTES)).toContain('-----\n');
  expect('-----BEGIN PRIVATE KEY-----\n'.length).toBeGreaterThan(20);
});

test.each([
  ['id_rsa', true],
  ['id_ed25519_sk', true],
  ['ssh_host_rsa_key', true],
  ['server.PEM', true],
  ['cosign.key', true],
  ['id_rsa.pub', false],
  ['key', false],
  ['keys.txt', false],
])('isKeyName(%j) is %j', (name, expected) => {
  expect(isKeyName(name)).toBe(expected);
});

test.each([
  [undefined, 'unread'],
  ['', 'none'],
  ['-----BEGIN PRIVATE KEY-----\nMI', 'plain'],
  ['  \n-----BEGIN RSA PRIVATE KEY-----', 'plain'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', 'plain'],
  ['-----BEGIN ENCRYPTED PRIVATE KEY-----', 'encrypted'],
  ['-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-', 'encrypted'],
  ['PuTTY-User-Key-File-2: ssh-rsa', 'plain'],
  ['-----BEGIN CERTIFICATE-----', 'none'],
  ['-----BEGIN PUBLIC KEY-----', 'none'],
  ['\u0000\u0001\u0002', 'none'],
] as const)('classifyKey(%j) is %s', (header, kind) => {
  expect(classifyKey(header === undefined ? undefined : Buffer.from(header))).toBe(kind);
});

const file = (path: string, size = 10) => ({ path, size, type: 'file' as const });

test('key, dotenv and login files are told by name, and only where there is something in them', () => {
  expect([isKeyFile(file('a/x.key')), isKeyFile(file('a/x.key', 0))]).toEqual([true, false]);
  expect(isKeyFile({ path: 'a.key', size: 9, type: 'directory' })).toBe(false);
  for (const path of ['.env', 'app/.env.production', 'app/.env.local'])
    expect(isDotenv(file(path)), path).toBe(true);
  for (const path of ['.env.example', '.env.test', 'node_modules/a/.env', '.environment', 'env', '.env.'])
    expect(isDotenv(file(path)), path).toBe(false);
  for (const path of ['root/.npmrc', '.aws/credentials', 'root/.kube/config', 'home/a/.config/gh/hosts.yml'])
    expect(isCredentialFile(file(path)), path).toBe(true);
  for (const path of [
    'npmrc',
    'aws/credentials',
    'usr/lib/node_modules/npm/.npmrc',
    'x.npmrc',
    '.aws/credentials/x',
  ])
    expect(isCredentialFile(file(path)), path).toBe(false);
  expect(isDotenv(file(`.env${'.a'.repeat(50_000)}!`))).toBe(false);
});

test.each([
  ['root/.npmrc', '//r/:_authToken=npm_abcdef123456', true],
  ['root/.npmrc', `//r/:_authToken=$${'{NPM_TOKEN}'}`, false],
  ['root/.npmrc', 'registry=https://r.example', false],
  ['root/.pypirc', '[pypi]\npassword: hunter22', true],
  ['root/.docker/config.json', '{"auths":{"r":{"auth":"dXNlcjpwYXNz"}}}', true],
  ['root/.docker/config.json', '{"credsStore":"desktop"}', false],
  ['root/.netrc', 'machine x login y password z', undefined],
])('holdsLogin(%j, %j) is %j', (path, content, expected) => {
  expect(holdsLogin(path, Buffer.from(content))).toBe(expected);
  expect(holdsLogin(path, undefined)).toBeUndefined();
});
