import { locateAccounts } from '../account-files.ts';
import { parsePasswd, parseShadow } from '../accounts.ts';
import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

export const emptyPassword: Rule = {
  id: 'accounts/empty-password',
  title: 'no account without a password',
  severity: 'high',
  needs: 'files',
  help: 'An empty password field lets su, login and sshd in without asking. Locked accounts (*, !, !!) are fine.',
  check(context) {
    const users = parsePasswd(context.read('etc/passwd'));
    const shadow = parseShadow(context.read('etc/shadow')).filter((s) => s.password === '');
    const direct = users.filter((u) => u.password === '');
    const names = [...new Set([...direct, ...shadow].map((a) => a.name))];
    if (names.length === 0) return [];
    const usable = names.filter((name) => mayLogIn(users.find((u) => u.name === name)?.shell));
    const file = shadow.length > 0 ? 'etc/shadow' : 'etc/passwd';
    return [
      createFinding(emptyPassword, {
        severity: usable.length > 0 ? 'high' : 'low',
        title: 'empty password',
        message: `${names
          .slice(0, 5)
          .map((n) => n.slice(0, 64))
          .join(', ')} needs no password`,
        remedy: `lock it: RUN passwd -l ${names[0]?.slice(0, 64)}`,
        evidence: names.map(
          (n) =>
            `${shadow.some((s) => s.name === n) ? 'etc/shadow' : 'etc/passwd'}: ${n.slice(0, 64)} has an empty password field`,
        ),
        ...locateAccounts(context, file),
      }),
    ];
  },
};

// An empty shell field means /bin/sh.
function mayLogIn(shell: string | undefined): boolean {
  return shell !== undefined && !/(nologin|\/false|\/sync|\/halt|\/shutdown)$/.test(shell);
}
