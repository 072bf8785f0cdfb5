import { createFinding, groupByLayer, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';

export const gitDirectory: Rule = {
  id: 'files/git-directory',
  title: 'no version control data',
  severity: 'medium',
  needs: 'files',
  help: 'A .git directory holds every version of every file, also of the secret that was removed three years ago, and often a remote URL with a token.',
  selects: (node) =>
    node.type === 'file' && /(^|\/)(\.git\/HEAD|\.hg\/requires|\.svn\/wc\.db)$/.test(node.path),
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    const folder = (path: string): string => path.slice(0, path.lastIndexOf('/'));
    return [
      createFinding(gitDirectory, {
        title: 'version control data',
        message: `${folder(nodes[0]?.path ?? '')} is in the image`,
        remedy: 'add .git to .dockerignore; after a clone in RUN, remove it in the same line: && rm -rf .git',
        evidence: groupByLayer(context, nodes, (n) => folder(n.path)),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};
