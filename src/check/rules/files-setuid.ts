import type { FileNode } from '../../image/layers/types.ts';
import type { Severity } from '../../report/model.ts';
import { baseName, createFinding, groupByLayer, listSome, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule, RuleContext } from '../model.ts';
import { KNOWN_SETUID, RUNS_ANYTHING } from '../programs.data.ts';

export const setuid: Rule = {
  id: 'files/setuid',
  title: 'no setuid and setgid programs',
  severity: 'low',
  needs: 'files',
  help: 'A setuid program runs as its owner, mostly root, whoever starts it. Containers rarely need even the ones that distributions bring; one that no distribution brings, or in a place that others may write to, is a way to root.',
  selects: (node) =>
    (node.type === 'file' || node.type === 'hardlink') &&
    ((node.mode & 0o4000) !== 0 || (node.mode & 0o2010) === 0o2010),
  check(context, selected) {
    if (selected.count === 0) return [];
    const { nodes } = selected;
    const unknown = nodes.filter((n) => judge(context, n) !== 'low');
    const severity = nodes.some((n) => judge(context, n) === 'high')
      ? 'high'
      : unknown.length > 0
        ? 'medium'
        : 'low';
    const shown = (n: FileNode): string =>
      `${n.path} (${n.mode.toString(8)}${n.uid === 0 ? '' : `, uid ${n.uid}`}${judge(context, n) === 'low' ? '' : ', unusual'})`;
    const worst =
      unknown.length > 0
        ? `, unusual: ${listSome(
            unknown.map((n) => n.path),
            3,
          )}`
        : '';
    return [
      createFinding(setuid, {
        severity,
        confidence: unknown.length > 0 ? 'likely' : 'certain',
        title: unknown.length > 0 ? 'unusual setuid programs' : 'setuid programs',
        message: `${selected.count} setuid or setgid ${selected.count === 1 ? 'program' : 'programs'}${worst}`,
        remedy:
          'RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + (in the same RUN that installs them)',
        evidence: groupByLayer(context, [...unknown, ...nodes.filter((n) => !unknown.includes(n))], shown),
        locations: locateFiles(context, [...unknown, ...nodes].slice(0, 200)),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};

const PROGRAM_FOLDERS = /^(usr\/(local\/)?)?(s?bin|lib(exec|32|64)?)(\/|$)/;

function judge(context: RuleContext, node: FileNode): Severity {
  const name = baseName(node.path);
  if (inWritableFolder(context, node.path)) return 'high';
  if ((node.mode & 0o4000) !== 0 && node.uid === 0 && RUNS_ANYTHING.test(name)) return 'high';
  return KNOWN_SETUID.has(name) && PROGRAM_FOLDERS.test(node.path) ? 'low' : 'medium';
}

// Whoever may write the directory may replace what is in it; the sticky bit keeps others' files safe, but a setuid
// file in tmp is odd enough.
function inWritableFolder(context: RuleContext, path: string): boolean {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const folder = context.files.lookup(path.slice(0, slash));
    if (folder?.type === 'directory' && (folder.mode & 0o002) !== 0) return true;
  }
  return false;
}
