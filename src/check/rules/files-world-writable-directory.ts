import type { FileNode } from '../../image/layers/types.ts';
import { createFinding, groupByLayer, listSome, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';

export const worldWritableDirectory: Rule = {
  id: 'files/world-writable-directory',
  title: 'world-writable directories have the sticky bit',
  severity: 'low',
  needs: 'files',
  help: 'In a directory that everyone may write and that has no sticky bit, any process may delete or replace the files of another.',
  selects: (node) =>
    node.type === 'directory' && (node.mode & 0o1002) === 0o002 && !/^(proc|sys|dev)(\/|$)/.test(node.path),
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    const shown = (n: FileNode): string => `${n.path || '/'} (${n.mode.toString(8)})`;
    const system = nodes.some((n) =>
      /^(|etc|usr|bin|sbin|lib|lib64|tmp|var|var\/tmp)$|^(etc|usr|bin|sbin|lib)\//.test(n.path),
    );
    return [
      createFinding(worldWritableDirectory, {
        severity: system ? 'medium' : 'low',
        title: 'world-writable directories',
        message: `${selected.count} ${selected.count === 1 ? 'directory' : 'directories'} without sticky bit: ${listSome(
          nodes.map((n) => n.path || '/'),
          3,
        )}`,
        remedy: `RUN chmod o-w /${nodes[0]?.path} (and chown it to the user that writes there), or chmod +t`,
        evidence: groupByLayer(context, nodes, shown),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};
