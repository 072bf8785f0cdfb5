import { createFinding, locateFile, originOfFiles } from '../finding.ts';
import type { Rule, RuleContext } from '../model.ts';

export const unsignedRepository: Rule = {
  id: 'files/unsigned-repository',
  title: 'package repositories are verified',
  severity: 'medium',
  needs: 'files',
  help: 'A repository marked as trusted, or with gpgcheck off, is believed without a signature: whoever answers for its name chooses what gets installed.',
  check(context) {
    return repositoryFiles(context).flatMap((path) => {
      const lines = (context.read(path)?.toString('utf8') ?? '').split('\n', 5000);
      const bad = lines.find((line) => isUnsigned(path, line.slice(0, 2000)));
      const node = context.files.resolve(path);
      if (!bad || !node) return [];
      return [
        createFinding(unsignedRepository, {
          title: 'unsigned repository',
          message: `${path} switches signature checks off`,
          remedy:
            'install the key of the repository and name it: deb [signed-by=/etc/apt/keyrings/name.gpg] …',
          evidence: [
            bad
              .replace(/\/\/[^/@\s]*@/, '//[redacted]@')
              .trim()
              .slice(0, 300),
          ],
          locations: [locateFile(context, node)],
          origin: originOfFiles(context, [node]),
        }),
      ];
    });
  },
};

const FOLDERS = ['etc/apt/sources.list.d', 'etc/apt/apt.conf.d', 'etc/yum.repos.d'];
const MOST = 200;

function repositoryFiles(context: RuleContext): readonly string[] {
  const listed = FOLDERS.flatMap((folder) => context.files.list(folder).map((name) => `${folder}/${name}`));
  return ['etc/apt/sources.list', ...listed].slice(0, MOST);
}

function isUnsigned(path: string, line: string): boolean {
  if (/^\s*(#|\/\/)/.test(line)) return false;
  if (path.startsWith('etc/yum')) return /^\s*gpgcheck\s*=\s*(0|no|false)\s*$/i.test(line);
  if (path.startsWith('etc/apt/apt.conf'))
    return /(AllowUnauthenticated|AllowInsecureRepositories)"?\s*"?(true|1|yes)/i.test(line);
  return /^\s*deb(-src)?\s+\[[^\]]*\btrusted=yes/i.test(line) || /^\s*Trusted:\s*yes\s*$/i.test(line);
}
