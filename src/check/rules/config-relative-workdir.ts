import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';

export const relativeWorkdir: Rule = {
  id: 'config/relative-workdir',
  title: 'the working directory is absolute',
  severity: 'medium',
  needs: 'config',
  help: 'OCI runtimes refuse a working directory that is not absolute. Builders that do not resolve it leave an image that starts under one runtime and not under the next.',
  check(context) {
    const workingDir = context.config?.runtime.workingDir ?? '';
    if (workingDir === '' || /^(\/|[A-Za-z]:[\\/]|\\)/.test(workingDir)) return [];
    return [
      createFinding(relativeWorkdir, {
        title: 'relative working directory',
        message: `config.WorkingDir is ${JSON.stringify(workingDir.slice(0, 200))}`,
        remedy: `write it from the root: WORKDIR /${workingDir.replace(/^(\.\/)+/, '').slice(0, 200)}`,
        ...setBy(context, 'WORKDIR', 'config.WorkingDir'),
      }),
    ];
  },
};
