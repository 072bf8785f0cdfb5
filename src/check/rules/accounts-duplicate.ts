import { findDuplicates, locateAccounts } from '../account-files.ts';
import { parseGroup, parsePasswd } from '../accounts.ts';
import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

export const duplicateAccounts: Rule = {
  id: 'accounts/duplicate',
  title: 'user and group ids are unique',
  severity: 'low',
  needs: 'files',
  help: 'Two accounts with one number are the same user to the kernel: each may read and kill what is the other’s. Of two lines with one name only the first counts.',
  check(context) {
    const users = parsePasswd(context.read('etc/passwd'));
    const groups = parseGroup(context.read('etc/group'));
    const shown = (names: readonly { name: string }[]): string =>
      names.map((n) => n.name.slice(0, 64)).join(', ');
    const evidence = [
      ...findDuplicates(
        users.filter((u) => u.uid !== 0),
        (u) => String(u.uid),
      ).map((g) => `uid ${g[0]?.uid}: ${shown(g)}`),
      ...findDuplicates(users, (u) => u.name).map(
        (g) => `user ${g[0]?.name.slice(0, 64)}: ${g.length} lines`,
      ),
      ...findDuplicates(groups, (g) => String(g.gid)).map((g) => `gid ${g[0]?.gid}: ${shown(g)}`),
      ...findDuplicates(groups, (g) => g.name).map(
        (g) => `group ${g[0]?.name.slice(0, 64)}: ${g.length} lines`,
      ),
    ];
    if (evidence.length === 0) return [];
    return [
      createFinding(duplicateAccounts, {
        title: 'duplicate accounts',
        message: `${evidence.length === 1 ? 'one name or number is' : `${evidence.length} names or numbers are`} used twice, first ${evidence[0]}`,
        remedy: 'give each its own: RUN usermod --uid NEW NAME, or remove the line that is not needed',
        evidence,
        ...locateAccounts(context, 'etc/passwd'),
      }),
    ];
  },
};
