import type { FileNode } from '../../image/layers/types.ts';
import { createFinding, groupByLayer, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule, RuleContext } from '../model.ts';

export const authorizedKeys: Rule = {
  id: 'files/authorized-keys',
  title: 'no SSH keys are let in',
  severity: 'high',
  needs: 'files',
  help: 'Whoever holds one of these keys can log in to every container of the image that runs an SSH server.',
  selects: (node) =>
    node.type === 'file' && node.size > 0 && /(^|\/)\.ssh\/authorized_keys2?$/.test(node.path),
  check(context, selected) {
    const nodes = selected.nodes.filter((node) => keysIn(context, node) !== 0);
    if (nodes.length === 0) return [];
    const show = (node: FileNode): string =>
      `${node.path} (${keysIn(context, node) ?? 'an unknown number of'} keys)`;
    return [
      createFinding(authorizedKeys, {
        title: 'SSH keys are let in',
        message: `${nodes[0]?.path} lets SSH keys in`,
        remedy: `RUN rm /${nodes[0]?.path}`,
        evidence: groupByLayer(context, nodes, show),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};

function keysIn(context: RuleContext, node: FileNode): number | undefined {
  const content = context.read(node.path);
  return content
    ?.toString('latin1')
    .split('\n', 10_000)
    .filter((line) => /^[^#]*\b(ssh-|ecdsa-|sk-)[a-z0-9@.-]{1,64} AAAA/.test(line.slice(0, 2000))).length;
}
