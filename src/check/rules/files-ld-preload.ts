import { createFinding, locateFile, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';

const PATH = 'etc/ld.so.preload';

export const ldPreload: Rule = {
  id: 'files/ld-preload',
  title: 'no library is forced into every program',
  severity: 'high',
  needs: 'files',
  help: 'Libraries named in etc/ld.so.preload are loaded into every program, setuid ones too. It is a classic way to hide in a system.',
  check(context) {
    const node = context.files.resolve(PATH);
    if (!node || node.type === 'directory' || node.size === 0) return [];
    const content = context.read(PATH);
    const libraries = (content?.toString('utf8') ?? '')
      .split('\n', 1000)
      .map((line) => line.replace(/#.*/, '').trim())
      .filter(Boolean);
    if (content && libraries.length === 0) return [];
    return [
      createFinding(ldPreload, {
        title: 'forced library',
        message: `${PATH} loads ${libraries[0]?.slice(0, 200) ?? 'libraries'} into every program`,
        remedy: `RUN rm /${PATH}, or set LD_PRELOAD for the one program that needs it`,
        evidence: libraries.map((l) => l.slice(0, 200)),
        locations: [locateFile(context, node)],
        origin: originOfFiles(context, [node]),
      }),
    ];
  },
};
