import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';

export const noHealthcheck: Rule = {
  id: 'config/no-healthcheck',
  title: 'a HEALTHCHECK is set',
  severity: 'low',
  needs: 'config',
  help: 'Without a health check docker, compose and swarm take a hung process for a healthy one. Kubernetes has probes of its own and ignores it, as do images in the pure OCI format.',
  check(context) {
    const test = context.config?.runtime.healthcheck?.test ?? [];
    const none = test[0] === 'NONE';
    if (test.length > 0 && !none) return [];
    const set = setBy(context, 'HEALTHCHECK', 'config.Healthcheck');
    return [
      createFinding(noHealthcheck, {
        title: none ? 'health check switched off' : 'no health check',
        message: none
          ? 'HEALTHCHECK NONE switches off what the base image checks'
          : 'config.Healthcheck is not set',
        remedy: 'add: HEALTHCHECK CMD ["/path/to/a/probe"], or declare probes where it is deployed',
        ...set,
      }),
    ];
  },
};
