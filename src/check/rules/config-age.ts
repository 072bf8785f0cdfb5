import { formatAge } from '../../base/text.ts';
import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

const DAY = 86_400_000;
const STALE_DAYS = 90;
const OLD_DAYS = 365;

export const age: Rule = {
  id: 'config/age',
  title: 'the image is recent',
  severity: 'low',
  needs: 'config',
  help: 'Security fixes reach an image only when it is built again. Images with a fixed date of 1970 or 1980 were built reproducibly and are not judged by it.',
  check(context) {
    const { created } = context.config ?? {};
    const time = Date.parse(created ?? '');
    if (Number.isNaN(time)) return { skipped: 'the image does not say when it was made' };
    if (time < Date.UTC(2000, 0, 1))
      return { skipped: `its date ${created} is that of a reproducible build` };
    if (time > context.now + DAY) return { skipped: `its date ${created} is in the future` };
    const days = Math.floor((context.now - time) / DAY);
    if (days <= STALE_DAYS) return [];
    return [
      createFinding(age, {
        severity: days > OLD_DAYS ? 'medium' : 'low',
        title: days > OLD_DAYS ? 'very old image' : 'old image',
        message: `made ${formatAge(time, context.now)}, ${days} days without updates`,
        remedy: 'build it again on a current base: docker build --pull --no-cache .',
        evidence: [`created ${created}`],
        locations: [{ field: 'created' }],
      }),
    ];
  },
};
