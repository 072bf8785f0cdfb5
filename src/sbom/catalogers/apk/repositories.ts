import type { DistributionRecord } from '../../model.ts';

/** What the lines of `etc/apk/repositories` amount to; the first that is known tells. */
export function distributionOfRepositories(text: string): DistributionRecord | undefined {
  for (const line of text.split('\n', 1000)) {
    if (/^\s*#/.test(line)) continue;
    const alpine = /\/alpine\/(?:v(\d+\.\d+)|(edge))\//.exec(line);
    if (alpine) return named('alpine', 'Alpine Linux', alpine[1] ?? 'edge');
    if (/\bpackages\.wolfi\.dev\b/.test(line)) return named('wolfi', 'Wolfi');
    if (/\b(?:packages|apk|virtualapk)\.cgr\.dev\b/.test(line)) return named('chainguard', 'Chainguard');
  }
  return undefined;
}

function named(id: string, name: string, versionId?: string): DistributionRecord {
  const prettyName = versionId ? `${name} ${versionId}` : name;
  return { id, name, prettyName, idLike: [], ...(versionId && { versionId }) };
}
