import type { Finding } from '../../report/model.ts';
import { describeSecret, judgeSecret } from '../credentials.ts';
import { createFinding, setBy } from '../finding.ts';
import type { Rule, RuleContext } from '../model.ts';

const MOST = 50;

export const secretEnv: Rule = {
  id: 'config/secret-env',
  title: 'no secrets in environment variables',
  severity: 'high',
  needs: 'config',
  help: 'Everyone who can pull the image reads its environment, and every process of the container inherits it. Name and value are judged together: paths, flags, references and public keys are not reported.',
  check(context) {
    return (context.config?.runtime.env ?? []).flatMap((pair) => examine(context, pair)).slice(0, MOST);
  },
};

function examine(context: RuleContext, pair: string): readonly Finding[] {
  const equals = pair.indexOf('=');
  if (equals <= 0) return [];
  const name = pair.slice(0, equals);
  const judged = judgeSecret(name, pair.slice(equals + 1));
  if (!judged) return [];
  const field = `config.Env[${name.slice(0, 128)}]`;
  const set = setBy(context, 'ENV', field, (l) => l.args.startsWith(name) || l.args.includes(` ${name}=`));
  return [
    createFinding(secretEnv, {
      severity: judged.severity,
      confidence: judged.confidence,
      title: 'secret in the environment',
      message: `${name.slice(0, 128)} holds a ${judged.kind}`,
      remedy: `revoke it, drop ENV ${name.slice(0, 128)}, and give it at run time: a mounted secret file, or --env-file`,
      ...set,
      evidence: [`${name.slice(0, 128)}: ${describeSecret(judged.secret)}`, ...set.evidence],
    }),
  ];
}
