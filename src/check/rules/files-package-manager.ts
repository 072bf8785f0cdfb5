import type { FileNode } from '../../image/layers/types.ts';
import { baseName, createFinding, groupByLayer, listSome, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';
import { PACKAGE_MANAGERS, PROGRAM_DIRECTORIES } from '../programs.data.ts';

export const packageManager: Rule = {
  id: 'files/package-manager',
  title: 'no package manager',
  severity: 'info',
  needs: 'files',
  help: 'With a package manager an intruder installs the rest of the tools. An image that is rebuilt rather than patched in place does not need one at run time.',
  selects: (node) =>
    node.type !== 'directory' && isProgram(node) && PACKAGE_MANAGERS.has(baseName(node.path)),
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    const names = [...new Set(nodes.map((n) => baseName(n.path)))];
    return [
      createFinding(packageManager, {
        confidence: 'certain',
        title: 'package manager',
        message: `the image can install packages: ${listSome(names, 6)}`,
        remedy:
          'build in one stage and copy the result to a distroless base: FROM gcr.io/distroless/base-debian12',
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
