import type { FileNode } from '../../image/layers/types.ts';
import { createFinding, groupByLayer, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';

// null zero full random urandom; tty console ptmx: every root file system made by debootstrap has them.
const HARMLESS = new Set(['1:3', '1:5', '1:7', '1:8', '1:9', '5:0', '5:1', '5:2', '0:0']);
// mem kmem port kmsg
const MEMORY = new Set(['1:1', '1:2', '1:4', '1:11']);

export const deviceNodes: Rule = {
  id: 'files/device-nodes',
  title: 'no device nodes',
  severity: 'medium',
  needs: 'files',
  help: 'Runtimes make dev themselves, so an image needs no device nodes. One for a disk or for memory gives the host away where a runtime allows the device.',
  selects: (node) =>
    node.type === 'block' ||
    (node.type === 'character' && !HARMLESS.has(`${node.devMajor}:${node.devMinor}`) && !isTerminal(node)),
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    const show = (n: FileNode): string =>
      `${n.path} (${n.type} ${n.devMajor}:${n.devMinor}, ${n.mode.toString(8)})`;
    const dangerous = nodes.some((n) => n.type === 'block' || MEMORY.has(`${n.devMajor}:${n.devMinor}`));
    return [
      createFinding(deviceNodes, {
        severity: dangerous ? 'high' : 'medium',
        title: 'device nodes',
        message: `${selected.count} device ${selected.count === 1 ? 'node' : 'nodes'}, first ${nodes[0] ? show(nodes[0]) : ''}`,
        remedy: `RUN rm /${nodes[0]?.path} (in the layer that makes it)`,
        evidence: groupByLayer(context, nodes, show),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};

function isTerminal(node: FileNode): boolean {
  return (node.devMajor === 4 || node.devMajor === 136) && node.path.startsWith('dev/');
}
