import { locateAccounts } from '../account-files.ts';
import { parsePasswd } from '../accounts.ts';
import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

export const uidZero: Rule = {
  id: 'accounts/uid-zero',
  title: 'only root has uid 0',
  severity: 'high',
  needs: 'files',
  help: 'Any account with uid 0 is root, whatever its name says. A second one is how a way back in is hidden.',
  check(context) {
    const others = parsePasswd(context.read('etc/passwd')).filter((a) => a.uid === 0 && a.name !== 'root');
    if (others.length === 0) return [];
    const names = others.map((a) => a.name.slice(0, 64));
    return [
      createFinding(uidZero, {
        title: 'second root account',
        message: `etc/passwd gives uid 0 to ${names.slice(0, 5).join(', ')}`,
        remedy: `remove it: RUN sed -i '/^${names[0]}:/d' /etc/passwd`,
        evidence: others.map(
          (a) => `${a.name.slice(0, 64)}: uid 0, shell ${a.shell.slice(0, 100) || 'none'}`,
        ),
        ...locateAccounts(context, 'etc/passwd'),
      }),
    ];
  },
};
