import { rootReason } from '../accounts.ts';
import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';

export const rootUser: Rule = {
  id: 'config/root-user',
  title: 'runs as a user other than root',
  severity: 'high',
  needs: 'both',
  help: 'A process that runs as root in the container is root on the host as soon as one isolation layer fails, and may rewrite every file of the image until then. All spellings count: an empty user, 0, root, and names that the image maps to uid 0.',
  check(context) {
    const { config } = context;
    if (!config || config.platform.os === 'windows') return { skipped: 'only Linux images have a root user' };
    const reason = rootReason(config.runtime.user, context.read('etc/passwd'));
    if (!reason) return [];
    const set = setBy(context, 'USER', 'config.User');
    return [
      createFinding(rootUser, {
        title: 'runs as root',
        message: reason,
        remedy: 'end the Dockerfile with: USER 10001:10001',
        evidence: [`config.User = ${JSON.stringify(config.runtime.user)}`, ...set.evidence],
        locations: set.locations,
        origin: set.evidence.length > 0 || !context.identity.base?.layers ? set.origin : 'yours',
      }),
    ];
  },
};
