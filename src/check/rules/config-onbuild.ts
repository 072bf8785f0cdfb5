import { redactSecrets } from '../credentials.ts';
import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';

export const onbuild: Rule = {
  id: 'config/onbuild',
  title: 'no ONBUILD triggers',
  severity: 'low',
  needs: 'config',
  help: 'ONBUILD instructions run in the builds of everyone who uses this image as a base, without being visible in their Dockerfile.',
  check(context) {
    const triggers = context.config?.runtime.onBuild ?? [];
    if (triggers.length === 0) return [];
    return [
      createFinding(onbuild, {
        title: 'ONBUILD triggers',
        message: `${triggers.length} ONBUILD ${triggers.length === 1 ? 'instruction runs' : 'instructions run'} in builds on top of this image`,
        remedy: 'move them into the Dockerfiles that need them, and drop ONBUILD here',
        ...setBy(context, 'ONBUILD', 'config.OnBuild'),
        evidence: triggers.map((t) => `ONBUILD ${redactSecrets(t.slice(0, 200))}`),
      }),
    ];
  },
};
