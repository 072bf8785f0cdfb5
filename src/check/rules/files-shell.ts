import type { FileNode } from '../../image/layers/types.ts';
import { baseName, createFinding, groupByLayer, listSome, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';
import { PROGRAM_DIRECTORIES, SHELLS } from '../programs.data.ts';

export const shell: Rule = {
  id: 'files/shell',
  title: 'no shell',
  severity: 'info',
  needs: 'files',
  help: 'A shell is the first thing an exploit starts. Statically linked programs, and most runtimes, do well without one.',
  selects: (node) => node.type !== 'directory' && isProgram(node) && SHELLS.has(baseName(node.path)),
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    const names = [...new Set(nodes.map((n) => baseName(n.path)))];
    return [
      createFinding(shell, {
        confidence: 'certain',
        title: 'shell',
        message: `the image has a shell: ${listSome(names, 6)}`,
        remedy: 'where the application needs none: a distroless or scratch final stage',
        evidence: groupByLayer(context, nodes),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};

function isProgram(node: FileNode): boolean {
  return PROGRAM_DIRECTORIES.has(node.path.slice(0, Math.max(0, node.path.lastIndexOf('/'))));
}
