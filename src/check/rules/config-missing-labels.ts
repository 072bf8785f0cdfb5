import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

/** Each with the older spellings that say the same. */
const WANTED: readonly (readonly [string, ...string[]])[] = [
  ['org.opencontainers.image.source', 'org.label-schema.vcs-url'],
  ['org.opencontainers.image.revision', 'org.label-schema.vcs-ref'],
  ['org.opencontainers.image.version', 'org.label-schema.version'],
];

export const missingLabels: Rule = {
  id: 'config/missing-labels',
  title: 'labels say where the image comes from',
  severity: 'info',
  needs: 'config',
  help: 'The labels of the OCI image specification lead from a running container back to the source, revision and version that it was built from.',
  check(context) {
    const labels = { ...context.config?.runtime.labels, ...context.identity.labels };
    const missing = WANTED.filter((names) => !names.some((n) => labels[n])).map(([name]) => name);
    if (missing.length === 0) return [];
    return [
      createFinding(missingLabels, {
        title: 'missing labels',
        message: `no label says ${missing.map((n) => n.slice(n.lastIndexOf('.') + 1)).join(', ')}`,
        remedy: `add: ${missing.map((n) => `--label ${n}=…`).join(' ')}`,
        evidence: missing.map((n) => `${n} is not set`),
        locations: [{ field: 'config.Labels' }],
      }),
    ];
  },
};
