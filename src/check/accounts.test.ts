import { describe, expect, test } from 'vitest';
import {
  findAccount,
  isLocked,
  parseGroup,
  parsePasswd,
  parseRuntimePasswd,
  parseShadow,
  parseUserSpec,
  rootReason,
} from './accounts.ts';

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\napp:x:10001:10001::/app:/bin/sh\n';
const buffer = (text: string): Buffer => Buffer.from(text);

describe('parsePasswd()', () => {
  test('reads accounts, and passes over comments, NIS lines and what has no form', () => {
    const text = `# comment\n+::::::\n-bad:x:1:1\n\n${PASSWD}short:x:1\n:x:5:5::/:/bin/sh\nn:x:abc:1::/:\nw:x:7:8:G:/w:/bin/w\r\n`;
    expect(parsePasswd(buffer(text)).map(({ name, uid, shell }) => [name, uid, shell])).toEqual([
      ['root', 0, '/bin/sh'],
      ['app', 10001, '/bin/sh'],
      ['w', 7, '/bin/w'],
    ]);
    expect(parsePasswd(undefined)).toEqual([]);
  });

  test('keeps names in UTF-8 and survives bytes that are none', () => {
    expect(parsePasswd(buffer('jörg:x:5:5::/:/bin/sh'))[0]?.name).toBe('jörg');
    expect(parsePasswd(Buffer.from([0xff, 0x3a, 0x78, 0x3a, 0x35, 0x3a, 0x35])).length).toBe(1);
  });

  test('stops at 100 000 lines', () => {
    expect(parsePasswd(buffer('a:x:1:1::/:\n'.repeat(100_010))).length).toBe(100_000);
  });
});

test('parseGroup() and parseShadow() read their fields', () => {
  expect(parseGroup(buffer('root:x:0:\napp:x:7:a,b,\nbad\nworse:x:-1:\n'))).toEqual([
    { name: 'root', gid: 0, members: [] },
    { name: 'app', gid: 7, members: ['a', 'b'] },
  ]);
  expect(parseShadow(buffer('root:*:19000:0:99999:7:::\nfree::19000::::::\n'))).toEqual([
    { name: 'root', password: '*' },
    { name: 'free', password: '' },
  ]);
});

test.each([
  ['*', true],
  ['!', true],
  ['!!', true],
  ['x', true],
  ['*LK*', true],
  ['!$6$abc$def', true],
  ['', false],
  ['$6$abc$def', false],
  ['$y$j9T$a$b', false],
  ['ab01234567890', false],
  ['_J9..rasmBYk8r9AiWNc', false],
])('isLocked(%j) is %j', (password, locked) => {
  expect(isLocked(password)).toBe(locked);
});

test.each([
  ['', { user: '', group: undefined, uid: undefined }],
  ['app', { user: 'app', group: undefined, uid: undefined }],
  ['0', { user: '0', group: undefined, uid: 0 }],
  ['00', { user: '00', group: undefined, uid: 0 }],
  ['000000000000000000', { user: '000000000000000000', group: undefined, uid: 0 }],
  ['+0', { user: '+0', group: undefined, uid: 0 }],
  ['-0', { user: '-0', group: undefined, uid: 0 }],
  ['7:8', { user: '7', group: '8', uid: 7 }],
  [':0', { user: '', group: '0', uid: undefined }],
  ['a:b:c', { user: 'a', group: 'b:c', uid: undefined }],
  ['0x0', { user: '0x0', group: undefined, uid: undefined }],
])('parseUserSpec(%j)', (text, spec) => {
  expect(parseUserSpec(text)).toEqual(spec);
});

describe('rootReason()', () => {
  const ROOT = [
    '',
    ' ',
    ':',
    ':0',
    '0',
    '00',
    '000000000000',
    '+0',
    '-0',
    '0:0',
    '0:10001',
    'root',
    'root:root',
    ' 0 ',
  ];
  test.each(ROOT)('sees root in %j, with and without etc/passwd', (user) => {
    expect(rootReason(user, buffer(PASSWD))).toBeDefined();
    expect(rootReason(user, undefined)).toBeDefined();
  });

  test.each(['app', 'app:root', '1', '10001:0', 'nobody-here', '0x0', 'Root', 'root2', '-1'])(
    'sees no root in %j',
    (user) => {
      expect(rootReason(user, buffer(PASSWD))).toBeUndefined();
    },
  );

  // As github.com/moby/sys/user reads it, which docker, containerd and podman use.
  test.each([
    ['a second name of uid 0', 'toor', 'toor:x:0:0::/:/bin/sh'],
    ['zeros', 'toor', 'toor:x:000:0::/:/bin/sh'],
    ['a sign', 'toor', 'toor:x:+0:0::/:/bin/sh'],
    ['a number that is none', 'toor', 'toor:x:zero:0::/:/bin/sh'],
    ['an empty number', 'toor', 'toor:x::10::/:/bin/sh'],
    ['a line without fields', 'toor', 'toor'],
    ['blanks around the line', 'toor', '  toor:x:0:0::/:/bin/sh  '],
    ['the first of two lines', 'toor', 'toor:x:0:0::/:\ntoor:x:5:5::/:'],
    ['carriage returns', 'toor', 'a:x:5:5::/:\r\ntoor:x:0:0::/:\r\n'],
    ['an account that is called 0', '0', '0:x:1000:1000::/:/bin/sh'],
  ])('sees through %s', (_, user, passwd) => {
    expect(rootReason(user, buffer(passwd))).toBeDefined();
  });

  test.each([
    ['root that is no root', 'root', 'root:x:1000:1000::/:/bin/sh'],
    ['the first of two lines', 'toor', 'toor:x:5:5::/:\ntoor:x:0:0::/:'],
    ['a huge number', 'app', `app:x:${'9'.repeat(30)}:0::/:`],
    ['a name that only begins alike', 'app', 'apple:x:0:0::/:'],
  ])('is not fooled by %s', (_, user, passwd) => {
    expect(rootReason(user, buffer(passwd))).toBeUndefined();
  });
});

test('findAccount() takes a number for a number, never for a name', () => {
  const accounts = parseRuntimePasswd(buffer('7:x:1000:1000::/:\nseven:x:7:7::/:\n'));
  expect(findAccount(accounts, parseUserSpec('7'))?.name).toBe('seven');
  expect(findAccount(accounts, parseUserSpec('seven'))?.uid).toBe(7);
  expect(findAccount(accounts, parseUserSpec('8'))).toBeUndefined();
});
