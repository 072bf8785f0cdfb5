import { createFinding, groupByLayer, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';

export const dockerSocket: Rule = {
  id: 'files/docker-socket',
  title: 'no engine socket',
  severity: 'medium',
  needs: 'files',
  help: 'A file where an engine has its socket shows that the image expects the host’s engine to be mounted there, and whoever reaches that socket is root on the host.',
  selects: (node) =>
    /\/(docker|containerd|podman|crio)\.sock$/.test(node.path) && /(^|\/)run\//.test(node.path),
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    return [
      createFinding(dockerSocket, {
        confidence: 'likely',
        title: 'engine socket',
        message: `${nodes[0]?.path} is in the image`,
        remedy: 'remove it, and build without an engine rather than mounting the socket of the host’s',
        evidence: groupByLayer(context, nodes, (n) => `${n.path} (${n.type})`),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};
