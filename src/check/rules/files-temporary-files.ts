import { formatBytes } from '../../base/text.ts';
import { createFinding, groupByLayer, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';

const WORTH_A_LINE = 100_000;

export const temporaryFiles: Rule = {
  id: 'files/temporary-files',
  title: 'no temporary files',
  severity: 'low',
  needs: 'files',
  help: 'What a build left in tmp is shipped to everyone, and was never meant to be. It must go in the same RUN line that made it.',
  selects: (node) => node.type === 'file' && node.size > 0 && /^(var\/)?tmp\//.test(node.path),
  check(context, selected) {
    if (selected.bytes < WORTH_A_LINE) return [];
    const nodes = selected.nodes.toSorted((a, b) => b.size - a.size);
    return [
      createFinding(temporaryFiles, {
        title: 'temporary files',
        message: `${formatBytes(selected.bytes)} in ${selected.count} files below tmp, the largest ${nodes[0]?.path}`,
        remedy: 'in the same RUN line: && rm -rf /tmp/* /var/tmp/*, or RUN --mount=type=tmpfs,target=/tmp …',
        evidence: groupByLayer(context, nodes, (n) => `${n.path} (${formatBytes(n.size)})`, 5),
        locations: locateFiles(context, nodes.slice(0, 10)),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};
