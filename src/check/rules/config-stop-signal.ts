import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';

export const stopSignal: Rule = {
  id: 'config/stop-signal',
  title: 'the stop signal can be handled',
  severity: 'low',
  needs: 'config',
  help: 'SIGKILL and SIGSTOP cannot be caught: the application is cut off in the middle of whatever it writes, each time it is stopped.',
  check(context) {
    const signal = context.config?.runtime.stopSignal ?? '';
    if (!/^(SIG)?(KILL|STOP)$|^(9|19)$/i.test(signal)) return [];
    return [
      createFinding(stopSignal, {
        title: 'stops without warning',
        message: `config.StopSignal is ${signal}, which no process can handle`,
        remedy: 'drop STOPSIGNAL, or write: STOPSIGNAL SIGTERM',
        ...setBy(context, 'STOPSIGNAL', 'config.StopSignal'),
      }),
    ];
  },
};
