import { describeSecret, judgeSecret } from '../credentials.ts';
import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';

const MOST = 50;

export const secretLabel: Rule = {
  id: 'config/secret-label',
  title: 'no secrets in labels',
  severity: 'high',
  needs: 'config',
  help: 'Labels are public: registries index them and every inspect prints them. A credential there is a credential given away.',
  check(context) {
    const labels = Object.entries(context.config?.runtime.labels ?? {});
    return labels
      .flatMap(([name, value]) => {
        const judged = judgeSecret(name, value);
        if (!judged) return [];
        const shown = name.slice(0, 128);
        const set = setBy(context, 'LABEL', `config.Labels[${shown}]`, (l) => l.args.includes(name));
        return [
          createFinding(secretLabel, {
            severity: judged.severity,
            confidence: judged.confidence,
            title: 'secret in a label',
            message: `the label ${shown} holds a ${judged.kind}`,
            remedy: `revoke it and drop LABEL ${shown}`,
            ...set,
            evidence: [`${shown}: ${describeSecret(judged.secret)}`, ...set.evidence],
          }),
        ];
      })
      .slice(0, MOST);
  },
};
