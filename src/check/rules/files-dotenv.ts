import { createFinding, groupByLayer, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';
import { isDotenv } from '../secret-files.ts';

export const dotenv: Rule = {
  id: 'files/dotenv',
  title: 'no .env files',
  severity: 'medium',
  needs: 'files',
  help: 'Files named .env are where applications keep passwords and keys for development. Examples and empty ones are not reported.',
  selects: isDotenv,
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    return [
      createFinding(dotenv, {
        confidence: 'heuristic',
        title: '.env file',
        message: `${nodes[0]?.path} (${nodes[0]?.size} bytes) is in the image`,
        remedy: 'add .env to .dockerignore, and give its values at run time: --env-file .env',
        evidence: groupByLayer(context, nodes, (n) => `${n.path} (${n.size} bytes)`),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};
