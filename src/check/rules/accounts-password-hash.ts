import { locateAccounts } from '../account-files.ts';
import { isLocked, parsePasswd, parseShadow } from '../accounts.ts';
import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

export const passwordHash: Rule = {
  id: 'accounts/password-hash',
  title: 'no password hashes',
  severity: 'medium',
  needs: 'files',
  help: 'Everyone who pulls the image gets the hash and all the time in the world to guess the password, which is then the same in every container.',
  check(context) {
    const entries = [...parseShadow(context.read('etc/shadow')), ...parsePasswd(context.read('etc/passwd'))];
    const hashed = entries.filter((e) => e.password !== '' && !isLocked(e.password));
    const names = [...new Set(hashed.map((e) => e.name.slice(0, 64)))];
    if (names.length === 0) return [];
    return [
      createFinding(passwordHash, {
        severity: names.includes('root') ? 'medium' : 'low',
        title: 'password in the image',
        message: `a password is set for ${names.slice(0, 5).join(', ')}`,
        remedy: `lock it: RUN passwd -l ${names[0]}`,
        evidence: hashed.map((e) => `${e.name.slice(0, 64)}: ${schemeOf(e.password)} hash`),
        ...locateAccounts(context, 'etc/shadow'),
      }),
    ];
  },
};

const SCHEMES: Readonly<Record<string, string>> = {
  '1': 'MD5',
  '5': 'SHA-256',
  '6': 'SHA-512',
  y: 'yescrypt',
  '2a': 'bcrypt',
  '2b': 'bcrypt',
  '2y': 'bcrypt',
};

function schemeOf(hash: string): string {
  const name = /^\$([a-z0-9]{1,4})\$/.exec(hash)?.[1];
  return name === undefined ? 'DES' : (SCHEMES[name] ?? 'unknown');
}
