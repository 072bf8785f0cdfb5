import { findAccount, parseRuntimePasswd, parseUserSpec, rootReason } from '../accounts.ts';
import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';

export const nonNumericUser: Rule = {
  id: 'config/non-numeric-user',
  title: 'the user is given as a number',
  severity: 'info',
  needs: 'both',
  help: 'Kubernetes cannot verify runAsNonRoot for a user that the image names rather than numbers, and refuses the pod. The number also survives a change of etc/passwd.',
  check(context) {
    const field = context.config?.runtime.user ?? '';
    const spec = parseUserSpec(field);
    const passwd = context.read('etc/passwd');
    if (context.config?.platform.os === 'windows') return { skipped: 'not a Linux image' };
    if (spec.user === '' || spec.uid !== undefined || rootReason(field, passwd)) return [];
    const account = findAccount(parseRuntimePasswd(passwd), spec);
    if (!account) return [];
    const numbers = `${account.uid}:${account.gid}`;
    const set = setBy(context, 'USER', 'config.User');
    return [
      createFinding(nonNumericUser, {
        title: 'user given by name',
        message: `config.User is ${JSON.stringify(field)}: Kubernetes cannot verify runAsNonRoot for a name`,
        remedy: `write the number: USER ${numbers}`,
        ...set,
        evidence: [`etc/passwd: ${account.name} is ${numbers}`, ...set.evidence],
      }),
    ];
  },
};
