import { isRolling } from '../distribution.ts';
import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

export const unknownDistribution: Rule = {
  id: 'distribution/unknown',
  title: 'the distribution is known',
  severity: 'info',
  needs: 'files',
  help: 'Without os-release nobody can tell which security advisories count for the packages of the image. For an image of one static program that is as it should be.',
  check(context) {
    const { distribution } = context.identity;
    if (distribution?.endOfLife || (distribution && isRolling(distribution))) return [];
    return [
      createFinding(unknownDistribution, {
        title: distribution ? 'support dates not known' : 'distribution not known',
        message: distribution
          ? `no data at hand on how long ${distribution.name} gets security updates`
          : 'neither etc/os-release nor usr/lib/os-release names a distribution',
        remedy: distribution
          ? 'look its end of life up with its maker'
          : 'where it is built on a distribution, keep os-release: COPY --from=build /etc/os-release /etc/',
        locations: [{ path: 'etc/os-release' }],
      }),
    ];
  },
};
