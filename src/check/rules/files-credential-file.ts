import { createFinding, groupByLayer, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';
import { holdsLogin, isCredentialFile } from '../secret-files.ts';

export const credentialFile: Rule = {
  id: 'files/credential-file',
  title: 'no login files of tools',
  severity: 'high',
  needs: 'files',
  help: 'Tools keep logins in files of fixed names (.npmrc, .netrc, .aws/credentials, .docker/config.json, …). In an image they belong to everyone who pulls it.',
  selects: isCredentialFile,
  check(context, selected) {
    const judged = selected.nodes.map((node) => ({
      node,
      login: holdsLogin(node.path, context.read(node.path)),
    }));
    const nodes = judged.filter((j) => j.login !== false).map((j) => j.node);
    if (nodes.length === 0) return [];
    const sure = judged.some((j) => j.login === true);
    return [
      createFinding(credentialFile, {
        severity: sure ? 'high' : 'medium',
        confidence: sure ? 'likely' : 'heuristic',
        title: 'login file',
        message: `${nodes[0]?.path} is in the image${sure ? ' and holds a login' : ''}`,
        remedy:
          'revoke the login, and mount the file while building: RUN --mount=type=secret,id=NAME,target=FILE …',
        evidence: groupByLayer(context, nodes, (n) => `${n.path} (${n.size} bytes)`),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};
