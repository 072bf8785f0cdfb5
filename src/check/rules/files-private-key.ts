import type { FileNode } from '../../image/layers/types.ts';
import { baseName, createFinding, groupByLayer, locateFiles, originOfFiles } from '../finding.ts';
import { classifyKey, isKeyFile } from '../keys.ts';
import type { Rule, RuleContext } from '../model.ts';
import { isTestMaterial } from '../secret-files.ts';

export const privateKey: Rule = {
  id: 'files/private-key',
  title: 'no private keys',
  severity: 'high',
  needs: 'files',
  help: 'A private key in an image is shared with everyone who can pull it, and the same in every container. Judged by name and first line; encrypted keys and test keys of libraries weigh less.',
  selects: isKeyFile,
  check(context, selected) {
    const keys = selected.nodes.flatMap((node) => {
      const kind = kindOf(context, node);
      return kind === 'none' ? [] : [{ node, kind }];
    });
    if (keys.length === 0) return [];
    const worst = keys.some((k) => k.kind === 'plain')
      ? 'high'
      : keys.some((k) => k.kind === 'encrypted')
        ? 'low'
        : 'info';
    const order = ['plain', 'encrypted', 'test'];
    const sorted = keys.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
    const nodes = sorted.map((k) => k.node);
    const kinds = new Map(sorted.map((k) => [k.node, k.kind]));
    return [
      createFinding(privateKey, {
        severity: worst,
        confidence: context.read(nodes[0]?.path ?? '') ? 'likely' : 'heuristic',
        title: NAMES[sorted[0]?.kind ?? 'plain'],
        message: `${nodes[0]?.path} looks like ${sorted[0]?.kind === 'encrypted' ? 'an encrypted' : 'a'} private key${nodes.length > 1 ? `, and ${nodes.length - 1} more` : ''}`,
        remedy: 'replace the key pair, and mount the key at run time (docker run -v, a Kubernetes secret)',
        evidence: groupByLayer(context, nodes, (n) => `${n.path} (${n.size} bytes, ${kinds.get(n)})`),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};

type Kind = 'plain' | 'encrypted' | 'test' | 'none';
const NAMES: Readonly<Record<Kind, string>> = {
  plain: 'private key',
  encrypted: 'encrypted private key',
  test: 'test keys',
  none: 'private key',
};

function kindOf(context: RuleContext, node: FileNode): Kind {
  const kind = classifyKey(context.read(node.path));
  // Unread: only names that nobody gives to certificates count.
  const plain = kind === 'plain' || (kind === 'unread' && /^(id_|ssh_host_)/.test(baseName(node.path)));
  if (plain) return isTestMaterial(node.path) ? 'test' : 'plain';
  return kind === 'encrypted' ? 'encrypted' : 'none';
}
