import { formatBytes, plural } from '../base/text.ts';
import type { CopyResult } from '../usecase/copy.ts';

/** What a copy says when it is done: the digest first, then how much moved. */
export function transferLines(name: string, result: CopyResult): string {
  const { moved, reused, bytes } = result.blobs;
  const foreign =
    result.leftOut.length > 0
      ? `, ${plural(result.leftOut.length, 'foreign layer')} left with the publisher`
      : '';
  return `${name}\n${result.digest}\n${plural(moved, 'blob')} moved (${formatBytes(bytes)}), ${reused} already there${foreign}\n`;
}
