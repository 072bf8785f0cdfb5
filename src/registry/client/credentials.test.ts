import { describe, expect, it } from 'vitest';
import { withAuth, withoutAuth } from './credential-edit.ts';
import { authFor, helperFor, parseAuthFile, parseHelperAnswer } from './credentials.ts';

const b64 = (text: string) => Buffer.from(text).toString('base64');
const file = (value: unknown) => parseAuthFile(Buffer.from(JSON.stringify(value)), 'config.json');
const auths = (entries: Record<string, unknown>) => file({ auths: entries });
const basic = (username: string, password: string) => ({ kind: 'basic', username, password });

describe('authFor()', () => {
  it('splits user and password at the first colon', () => {
    expect(authFor(auths({ 'r.example': { auth: b64('ann:pa:ss:word') } }), 'r.example')).toEqual(
      basic('ann', 'pa:ss:word'),
    );
  });
  it.each([
    'r.example:5000',
    'https://r.example:5000',
    'https://r.example:5000/v1/',
    'http://r.example:5000/v2',
  ])('finds r.example:5000 under %s', (key) =>
    expect(authFor(auths({ [key]: { auth: b64('a:b') } }), 'r.example:5000')).toEqual(basic('a', 'b')),
  );
  it.each(['https://index.docker.io/v1/', 'docker.io', 'index.docker.io', 'registry-1.docker.io'])(
    'finds Docker Hub under %s',
    (key) => expect(authFor(auths({ [key]: { auth: b64('a:b') } }), 'docker.io')).toEqual(basic('a', 'b')),
  );
  it('does not give one host what is for another, or for another port', () => {
    const given = auths({ 'r.example': { auth: b64('a:b') }, 'r.example:1': { auth: b64('c:d') } });
    for (const host of ['notr.example', 'r.example.org', 'r.example:5000', 'example'])
      expect(authFor(given, host)).toBeUndefined();
  });
  it('prefers the longest prefix of host, namespace and repository', () => {
    const given = auths({
      'r.example': { auth: b64('host:x') },
      'r.example/team': { auth: b64('team:x') },
      'r.example/team/app': { auth: b64('app:x') },
    });
    const user = (repository: string) =>
      (authFor(given, 'r.example', repository) as { username: string }).username;
    expect(['other', 'team/b', 'team/app', 'team/app/deep', 'teams/x'].map(user)).toEqual([
      'host',
      'team',
      'app',
      'app',
      'host',
    ]);
  });
  it('reads identity and registry tokens, and <token> as user', () => {
    const read = (entry: object) => authFor(auths({ r: entry }), 'r');
    expect(read({ auth: b64('a:b'), identitytoken: 'I' })).toEqual({ kind: 'identity-token', token: 'I' });
    expect(read({ registrytoken: 'R' })).toEqual({ kind: 'registry-token', token: 'R' });
    expect(read({ auth: b64('<token>:I') })).toEqual({ kind: 'identity-token', token: 'I' });
    expect(read({ username: 'a', password: 'b' })).toEqual(basic('a', 'b'));
  });
  it('passes over empty entries, as credential stores leave them', () => {
    const given = auths({ 'r/team': {}, r: { auth: b64('a:b') }, x: { auth: '!!' }, y: 7, z: { auth: 7 } });
    expect(authFor(given, 'r', 'team/app')).toEqual(basic('a', 'b'));
    for (const host of ['x', 'y', 'z']) expect(authFor(given, host)).toBeUndefined();
  });
  it('refuses a file of more than 4 MiB', () => {
    expect(() => auths({ r: { auth: 'x'.repeat(5_000_000) } })).toThrow(/limit/);
  });
  it('reads an old .dockercfg', () => {
    expect(authFor(file({ 'https://index.docker.io/v1/': { auth: b64('a:b') } }), 'docker.io')).toEqual(
      basic('a', 'b'),
    );
  });
});

describe('helperFor()', () => {
  it('prefers credHelpers to credsStore', () => {
    const given = file({ credsStore: 'store', credHelpers: { 'r.example': 'ecr-login' } });
    expect([helperFor(given, 'r.example'), helperFor(given, 'other')]).toEqual(['ecr-login', 'store']);
  });
  it.each(['../evil', 'a/b', '', '-x', 'a b', 7])('refuses the helper name %j', (name) => {
    expect(helperFor(file({ credsStore: name, credHelpers: { r: name } }), 'r')).toBeUndefined();
  });
});

describe('parseHelperAnswer()', () => {
  it('reads a refresh token', () => {
    const answer = Buffer.from('{"ServerURL":"x","Username":"<token>","Secret":"S"}');
    expect(parseHelperAnswer(answer, 'x')).toEqual({ kind: 'identity-token', token: 'S' });
  });
  it('refuses what is no answer, without repeating it', () => {
    expect(() => parseHelperAnswer(Buffer.from('{"Secret":"hunter2"}'), 'the helper')).toThrow(
      /^(?!.*hunter2)/,
    );
  });
});

describe('editing', () => {
  const credential = { kind: 'basic', username: 'a', password: 'b' } as const;
  it('withAuth() replaces every spelling and keeps the rest', () => {
    const before = { auths: { 'https://r.example/v1/': {}, other: { auth: 'x' } }, psFormat: 'keep' };
    expect(withAuth(before, 'r.example', credential)).toEqual({
      auths: { other: { auth: 'x' }, 'r.example': { auth: b64('a:b') } },
      psFormat: 'keep',
    });
  });
  it("withAuth() writes Docker Hub's own key", () => {
    expect(Object.keys(withAuth({}, 'docker.io', credential).auths as object)).toEqual([
      'https://index.docker.io/v1/',
    ]);
  });
  it('withoutAuth() tells when there was nothing', () => {
    expect(withoutAuth({ auths: { other: {} } }, 'r')).toBeUndefined();
    expect(withoutAuth({ auths: { r: {} } }, 'r')).toEqual({ auths: {} });
  });
  it('keeps an old .dockercfg in its form', () => {
    const old = { r: { auth: 'x' }, s: { auth: 'y' } };
    expect(withoutAuth(old, 'r')).toEqual({ s: { auth: 'y' } });
    expect(withAuth(old, 'r', credential)).toEqual({ s: { auth: 'y' }, r: { auth: b64('a:b') } });
  });
});
