import type { FileNode } from '../../image/layers/types.ts';
import type { Severity } from '../../report/model.ts';
import { ROOT_EQUIVALENT } from '../capabilities.data.ts';
import { decodeCapabilities, formatCapabilities } from '../capabilities.ts';
import { baseName, createFinding, groupByLayer, listSome, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';

const ATTRIBUTE = 'security.capability';
/** What distributions ship with capabilities. */
const KNOWN =
  /^(ping6?|arping|clockdiff|traceroute6?(\..*)?|mtr-packet|newuidmap|newgidmap|gst-ptp-helper|snap-confine|dumpcap|suexec|rcp|rsh|rlogin)$/;

export const capabilities: Rule = {
  id: 'files/capabilities',
  title: 'no powerful file capabilities',
  severity: 'medium',
  needs: 'files',
  help: 'A program with file capabilities gets a part of root’s power whoever starts it. Some of these parts, such as cap_dac_override or cap_sys_admin, are as good as the whole.',
  selects: (node) => node.xattrs?.has(ATTRIBUTE) ?? false,
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    const severities = nodes.map(judge);
    const severity = (['high', 'medium', 'low'] as const).find((s) => severities.includes(s)) ?? 'info';
    return [
      createFinding(capabilities, {
        severity,
        title: 'file capabilities',
        message: `${selected.count} ${selected.count === 1 ? 'program has' : 'programs have'} capabilities: ${listSome(nodes.map(show), 2)}`,
        remedy: `where it is not needed: RUN setcap -r /${nodes[0]?.path}`,
        evidence: groupByLayer(context, nodes, show),
        locations: locateFiles(context, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};

function show(node: FileNode): string {
  const decoded = decodeCapabilities(node.xattrs?.get(ATTRIBUTE) ?? Buffer.alloc(0));
  return `${node.path} ${decoded ? formatCapabilities(decoded) : '(not a valid capability set)'}`;
}

function judge(node: FileNode): Severity {
  const decoded = decodeCapabilities(node.xattrs?.get(ATTRIBUTE) ?? Buffer.alloc(0));
  if (!decoded) return 'medium';
  if (KNOWN.test(baseName(node.path))) return 'info';
  const names = [...decoded.permitted, ...decoded.inheritable];
  if (names.some((n) => ROOT_EQUIVALENT.has(n))) return 'high';
  return names.every((n) => n === 'cap_net_bind_service') ? 'info' : 'medium';
}
