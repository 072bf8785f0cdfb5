import { formatBytes } from '../../base/text.ts';
import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

const LOWEST_SCORE = 0.95;
const MOST_WASTED = 20_000_000;
/** A low score of a tiny image is no loss. */
const WORTH_A_LINE = 1_000_000;

export const wastedSpace: Rule = {
  id: 'files/wasted-space',
  title: 'no bytes are shipped twice',
  severity: 'low',
  needs: 'files',
  help: 'A file that several layers hold is shipped once for each: a chmod or chown copies all of it. Measured as dive does: every occurrence of such a path counts, deletions too.',
  check(context) {
    const { efficiency } = context;
    if (!efficiency) return { skipped: 'the layers were not measured' };
    const { score, wastedBytes, wasted } = efficiency;
    const bad = wastedBytes > MOST_WASTED || (score < LOWEST_SCORE && wastedBytes >= WORTH_A_LINE);
    if (!bad) return [];
    return [
      createFinding(wastedSpace, {
        title: 'wasted space',
        message: `${formatBytes(wastedBytes)} in files that several layers hold, efficiency ${(score * 100).toFixed(1)} %`,
        remedy:
          'set owner and mode while copying (COPY --chown --chmod), and delete in the RUN line that creates',
        evidence: wasted.slice(0, 15).map((w) => `${w.path}: ${w.count} times, ${formatBytes(w.bytes)}`),
        locations: wasted.slice(0, 15).map((w) => ({ path: w.path })),
      }),
    ];
  },
};
