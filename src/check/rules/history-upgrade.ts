import type { LineMatch } from '../build-lines.ts';
import { matchCommands, reportLines } from '../build-lines.ts';
import type { Rule } from '../model.ts';
import { programOf, programWords, type SimpleCommand } from '../shell.ts';

export const upgrade: Rule = {
  id: 'history/upgrade',
  title: 'no upgrade of the whole base',
  severity: 'low',
  needs: 'config',
  help: 'An upgrade in the build gives another result each day, and ships replaced packages a second time. A newer base image does the same work reproducibly; dist-upgrade may even leave its release.',
  check(context) {
    const matches = matchCommands(context, upgradeOf);
    const whole = matches.some((m: LineMatch) => /dist-upgrade|full-upgrade/.test(m.what));
    return reportLines(upgrade, context, matches, {
      severity: whole ? 'low' : 'info',
      title: 'upgrades the base',
      message: `the build ran ${matches[0]?.what}`,
      remedy: 'build on a current base instead: docker build --pull, with FROM pinned by digest',
    });
  },
};

function upgradeOf(command: SimpleCommand): string | undefined {
  const program = programOf(command);
  const words = programWords(command)
    .slice(1)
    .filter((w) => !w.startsWith('-'));
  const verb = words[0] ?? '';
  if (/^(apt|apt-get|aptitude)$/.test(program) && /^((dist-|full-)?upgrade|safe-upgrade)$/.test(verb))
    return `${program} ${verb}`;
  const all = words.length === 1;
  if (/^(yum|dnf|microdnf|tdnf)$/.test(program) && all && /^(update|upgrade|distro-sync)$/.test(verb))
    return `${program} ${verb}`;
  if (program === 'apk' && all && verb === 'upgrade') return 'apk upgrade';
  return program === 'zypper' && /^(up|update|dup|dist-upgrade)$/.test(verb) && all
    ? `zypper ${verb}`
    : undefined;
}
