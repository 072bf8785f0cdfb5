import { ownLines, reportLines } from '../build-lines.ts';
import { redactSecrets } from '../credentials.ts';
import type { Rule } from '../model.ts';

export const addUrl: Rule = {
  id: 'history/add-url',
  title: 'no ADD from a URL',
  severity: 'low',
  needs: 'config',
  help: 'ADD from a URL takes whatever the server gives at that moment. With --checksum, or a download that a RUN line verifies, the content is pinned.',
  check(context) {
    const matches = ownLines(context).flatMap((line) => {
      const url =
        line.instruction === 'ADD' &&
        /(?:^|[\s"[])((?:https?|ftp):\/\/[^\s"\]]{1,500})/i.exec(line.args)?.[1];
      return url && !line.args.includes('--checksum=') ? [{ line, what: redactSecrets(url) }] : [];
    });
    return reportLines(addUrl, context, matches, {
      title: 'ADD from a URL',
      message: `${matches[0]?.what} was added without a checksum`,
      remedy: `pin it: ADD --checksum=sha256:… ${matches[0]?.what} /path`,
    });
  },
};
