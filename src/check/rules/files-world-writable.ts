import type { FileNode } from '../../image/layers/types.ts';
import { createFinding, groupByLayer, listSome, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';

export const worldWritable: Rule = {
  id: 'files/world-writable',
  title: 'no world-writable files',
  severity: 'low',
  needs: 'files',
  help: 'A file that everyone may write lets any process of the container change what another one reads or runs. In a program or configuration directory that is a way to root.',
  selects: (node) =>
    node.type === 'file' && (node.mode & 0o002) !== 0 && !/^(proc|sys|dev|tmp|var\/tmp)\//.test(node.path),
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    const system = nodes.filter(isSystem);
    const sorted = [...system, ...nodes.filter((n) => !isSystem(n))];
    return [
      createFinding(worldWritable, {
        severity: system.length > 0 ? 'medium' : 'low',
        title: 'world-writable files',
        message: `${selected.count} ${selected.count === 1 ? 'file' : 'files'} everyone may write: ${listSome(
          sorted.map((n) => n.path),
          3,
        )}`,
        remedy: `in the layer that adds them: RUN chmod o-w /${sorted[0]?.path}`,
        evidence: groupByLayer(context, nodes, (n) => `${n.path} (${n.mode.toString(8)})`),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};

function isSystem(node: FileNode): boolean {
  return (node.mode & 0o111) !== 0 || /^(etc|usr|bin|sbin|lib|lib64)\//.test(node.path);
}
