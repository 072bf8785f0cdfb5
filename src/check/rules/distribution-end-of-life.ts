import { formatAge } from '../../base/text.ts';
import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

const DAY = 86_400_000;
const SOON_DAYS = 90;

export const endOfLife: Rule = {
  id: 'distribution/end-of-life',
  title: 'the distribution gets security updates',
  severity: 'high',
  needs: 'files',
  help: 'After its end of life a distribution fixes no more vulnerabilities, and scanners report less and less about it. Only free updates count; paid extensions do not reach a pulled image.',
  check(context) {
    const { distribution } = context.identity;
    if (!distribution) return { skipped: 'the image names no distribution' };
    const { name, endOfLife: end } = distribution;
    if (!end) return { skipped: `no support dates at hand for ${name}` };
    const last = Date.parse(end.date) + DAY;
    const past = end.past || last <= context.now;
    if (!past && last - context.now > SOON_DAYS * DAY) return [];
    return [
      createFinding(endOfLife, {
        severity: past ? 'high' : 'low',
        title: past ? 'distribution past its end' : 'distribution near its end',
        message: `${name} ${past ? 'has had no security updates since' : 'gets security updates until'} ${end.date}`,
        remedy: `build on a supported release: change FROM to a newer ${distribution.id}`,
        evidence: [`last day ${end.date}, ${formatAge(last, context.now)}`, `source: ${end.data}`],
        locations: [{ path: 'etc/os-release' }],
        origin: context.layers[0]?.origin ?? 'unknown',
      }),
    ];
  },
};
