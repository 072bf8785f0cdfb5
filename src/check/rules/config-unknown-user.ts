import { findAccount, parseGroup, parseRuntimePasswd, parseUserSpec } from '../accounts.ts';
import { createFinding, setBy } from '../finding.ts';
import type { Rule, RuleContext } from '../model.ts';

export const unknownUser: Rule = {
  id: 'config/unknown-user',
  title: 'the user and group exist in the image',
  severity: 'high',
  needs: 'both',
  help: 'Runtimes look names up in the etc/passwd and etc/group of the image, and refuse to start the container when one is missing. Numbers need no entry.',
  check(context) {
    const field = context.config?.runtime.user ?? '';
    if (context.config?.platform.os === 'windows') return { skipped: 'not a Linux image' };
    const unreadable = ['etc/passwd', 'etc/group'].find((f) => context.files.resolve(f) && !context.read(f));
    if (unreadable) return { skipped: `${unreadable} could not be read` };
    const missing = missingNames(context, field);
    if (missing.length === 0) return [];
    const set = setBy(context, 'USER', 'config.User');
    return [
      createFinding(unknownUser, {
        title: 'user does not exist',
        message: `config.User is ${JSON.stringify(field)}, but ${missing.join(' and ')}: the container cannot start`,
        remedy: 'create it (RUN useradd --system --uid 10001 app), or use numbers: USER 10001:10001',
        ...set,
        evidence: [...missing, ...set.evidence],
      }),
    ];
  },
};

function missingNames(context: RuleContext, field: string): string[] {
  const spec = parseUserSpec(field);
  const missing: string[] = [];
  const named = spec.user !== '' && spec.uid === undefined && spec.user !== 'root';
  if (named && !findAccount(parseRuntimePasswd(context.read('etc/passwd')), spec))
    missing.push(`etc/passwd has no user ${JSON.stringify(spec.user)}`);
  const group = spec.group ?? '';
  const known = /^(root|[+-]?\d*)$/.test(group);
  if (!known && !parseGroup(context.read('etc/group')).some((g) => g.name === group))
    missing.push(`etc/group has no group ${JSON.stringify(group)}`);
  return missing;
}
