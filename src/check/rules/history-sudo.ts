import { matchCommands, reportLines } from '../build-lines.ts';
import { createFinding, groupByLayer, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';

const PATHS = new Set([
  'usr/bin/sudo',
  'usr/local/bin/sudo',
  'bin/sudo',
  'usr/bin/doas',
  'usr/local/bin/doas',
]);

export const sudo: Rule = {
  id: 'history/sudo',
  title: 'no sudo',
  severity: 'low',
  needs: 'config',
  help: 'A build runs as root or switches with USER, so sudo has no job there. Left in the image it is a way back to root for a process that was meant to have none.',
  selects: (node) => node.type === 'file' && PATHS.has(node.path),
  check(context, selected) {
    const { nodes } = selected;
    if (nodes.length > 0)
      return [
        createFinding(sudo, {
          severity: 'medium',
          title: 'sudo in the image',
          message: `${nodes[0]?.path} lets processes become root again`,
          remedy: 'do not install it; where a start script must drop root, use setpriv or gosu',
          evidence: groupByLayer(context, nodes),
          locations: locateFiles(context, nodes),
          origin: originOfFiles(context, nodes),
        }),
      ];
    const matches = matchCommands(context, ({ words }) =>
      /(^|\/)sudo$/.test(words[0] ?? '') ? 'sudo' : undefined,
    );
    return reportLines(sudo, context, matches, {
      title: 'sudo in the build',
      message: 'the build calls sudo',
      remedy: 'drop sudo: RUN lines run as root until the first USER',
    });
  },
};
