import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';

export const shellForm: Rule = {
  id: 'config/shell-form',
  title: 'the command is in exec form',
  severity: 'low',
  needs: 'config',
  help: 'In shell form the shell is process 1 and need not pass signals on, so the application may never see the stop signal and is killed after the grace period. A shell-form ENTRYPOINT also ignores CMD and arguments.',
  check(context) {
    const { entrypoint = [], cmd = [], argsEscaped = false } = context.config?.runtime ?? {};
    const which = shellText(entrypoint) !== undefined ? 'ENTRYPOINT' : 'CMD';
    const text = shellText(entrypoint) ?? shellText(cmd);
    // `exec` hands process 1 over: the one shell form without the drawback.
    if (text === undefined || /(^|[;&|]\s*)exec\s[^;&|]*$/.test(text.slice(-500).trimStart())) return [];
    const set = setBy(context, which, `config.${which === 'CMD' ? 'Cmd' : 'Entrypoint'}`);
    const lost = which === 'ENTRYPOINT' && cmd.length > 0;
    return [
      createFinding(shellForm, {
        confidence: 'likely',
        title: `shell-form ${which}`,
        message: `${which} runs under a shell, which need not pass signals on${lost ? ', and CMD is ignored' : ''}`,
        remedy: `write it as a JSON list: ${which} ["program", "argument"], or start the text with exec`,
        ...set,
        evidence: [...set.evidence, ...(argsEscaped ? ['config.ArgsEscaped is set'] : [])],
      }),
    ];
  },
};

function shellText(command: readonly string[]): string | undefined {
  const [program = '', flag = '', text] = command;
  if (command.length !== 3 || !/^-[a-z]*c$/.test(flag)) return undefined;
  return /(^|\/)(ba|da|a|z|k)?sh$/.test(program) ? text : undefined;
}
