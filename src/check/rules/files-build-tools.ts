import type { FileNode } from '../../image/layers/types.ts';
import { baseName, createFinding, groupByLayer, listSome, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';
import { BUILD_TOOLS, PROGRAM_DIRECTORIES } from '../programs.data.ts';

export const buildTools: Rule = {
  id: 'files/build-tools',
  title: 'no compilers and debuggers',
  severity: 'low',
  needs: 'files',
  help: 'Compilers, debuggers and network tools help whoever breaks in to build and spread what they need. Only the build stage needs them.',
  selects: (node) => node.type !== 'directory' && isProgram(node) && BUILD_TOOLS.test(baseName(node.path)),
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    const names = [...new Set(nodes.map((n) => baseName(n.path)))];
    return [
      createFinding(buildTools, {
        confidence: 'heuristic',
        title: 'build tools',
        message: `compilers, debuggers or network tools are in the image: ${listSome(names, 6)}`,
        remedy: 'build in a stage of its own and copy only the result: COPY --from=build /out /app',
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
