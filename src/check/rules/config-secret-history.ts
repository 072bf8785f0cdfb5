import type { Finding } from '../../report/model.ts';
import { describeSecret, findSecrets, judgeSecret, type SecretJudgement } from '../credentials.ts';
import { createFinding, locateLine } from '../finding.ts';
import type { HistoryLine } from '../history.ts';
import type { Rule, RuleContext } from '../model.ts';

const MOST = 50;

export const secretHistory: Rule = {
  id: 'config/secret-history',
  title: 'no secrets in build arguments and build commands',
  severity: 'high',
  needs: 'config',
  help: 'Build arguments, and what RUN lines spell out, stay in the history of the image for everyone to read, also where a later line overwrites them. Build secrets (RUN --mount=type=secret) leave no trace.',
  check(context) {
    const seen = new Set(
      (context.config?.runtime.env ?? []).map((pair) => pair.slice(pair.indexOf('=') + 1)),
    );
    const findings: Finding[] = [];
    for (const line of context.history)
      for (const { name, judged } of secretsOf(line)) {
        if (seen.has(judged.secret) || findings.length >= MOST) continue;
        seen.add(judged.secret);
        findings.push(describe(context, line, name, judged));
      }
    return findings;
  },
};

interface Named {
  readonly name: string;
  readonly judged: SecretJudgement;
}

function secretsOf(line: HistoryLine): readonly Named[] {
  const pairs = line.buildArgs.flatMap(([name, value]): Named[] => {
    const judged = judgeSecret(name, value);
    return judged ? [{ name: `the build argument ${name.slice(0, 128)}`, judged }] : [];
  });
  return [
    ...pairs,
    ...findSecrets(line.text).map((judged) => ({ name: `this ${nameOf(line)} line`, judged })),
  ];
}

function nameOf(line: HistoryLine): string {
  return line.instruction || 'history';
}

function describe(context: RuleContext, line: HistoryLine, name: string, judged: SecretJudgement): Finding {
  return createFinding(secretHistory, {
    severity: judged.severity,
    confidence: judged.confidence,
    title: 'secret in the history',
    message: `${name} holds a ${judged.kind}`,
    remedy: 'revoke it, and build with: RUN --mount=type=secret,id=NAME … and --secret id=NAME,src=FILE',
    evidence: [describeSecret(judged.secret), `history[${line.index}]: ${line.shown}`],
    locations: [locateLine(context, line)],
    origin: line.origin,
  });
}
