import { formatBytes } from '../../base/text.ts';
import { createFinding, locateLayer, mergeOrigins } from '../finding.ts';
import type { HiddenFile, Rule } from '../model.ts';

const WORTH_A_LINE = 1_000_000;
const MOST = 15;

export const deletedContent: Rule = {
  id: 'files/deleted-content',
  title: 'deleted files are not shipped',
  severity: 'low',
  needs: 'files',
  help: 'A file that a later layer deletes is hidden, not gone: it is still downloaded, stored, and there for everyone who unpacks the layer.',
  check(context) {
    const deleted = context.hidden.filter((h) => h.how === 'deleted' && h.entry.type === 'file');
    const bytes = deleted.reduce((sum, h) => sum + h.entry.size, 0);
    if (bytes < WORTH_A_LINE) return [];
    const largest = deleted.toSorted((a, b) => b.entry.size - a.entry.size).slice(0, MOST);
    return [
      createFinding(deletedContent, {
        title: 'deleted but shipped',
        message: `${formatBytes(bytes)} in ${deleted.length} files are deleted by a later layer but still ship`,
        remedy: 'delete in the RUN line that creates, or build in a stage of its own and COPY --from it',
        evidence: largest.map(describeHidden),
        locations: largest.map((h) => {
          const layer = locateLayer(context, h.layer);
          return { ...(layer && { layer }), path: h.entry.path };
        }),
        origin: mergeOrigins(deleted.map((h) => context.layers[h.hiddenBy]?.origin ?? 'unknown')),
      }),
    ];
  },
};

function describeHidden(h: HiddenFile): string {
  return `${h.entry.path} (${formatBytes(h.entry.size)}): in layer ${h.layer + 1}, deleted in layer ${h.hiddenBy + 1}`;
}
