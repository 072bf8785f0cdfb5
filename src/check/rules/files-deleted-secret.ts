import { createFinding, locateLayer, mergeOrigins } from '../finding.ts';
import { isKeyFile } from '../keys.ts';
import type { HiddenFile, Rule } from '../model.ts';
import { isCredentialFile, isDotenv, isTestMaterial } from '../secret-files.ts';

export const deletedSecret: Rule = {
  id: 'files/deleted-secret',
  title: 'no deleted secrets are shipped',
  severity: 'high',
  needs: 'files',
  help: 'Deleting a key in a later layer hides it from a running container and from nobody else: the layer that holds it can be unpacked by everyone. Judged by the name.',
  check(context) {
    const secrets = context.hidden.filter((h) => h.how === 'deleted' && isSecret(h));
    if (secrets.length === 0) return [];
    const first = secrets[0] as HiddenFile;
    return [
      createFinding(deletedSecret, {
        confidence: 'heuristic',
        title: 'deleted secret still ships',
        message: `${first.entry.path} is deleted in layer ${first.hiddenBy + 1}, but layer ${first.layer + 1} still holds it`,
        remedy: 'revoke it, and mount it while building: RUN --mount=type=secret,id=NAME …',
        evidence: secrets.map(
          (h) =>
            `${h.entry.path} (${h.entry.size} bytes): in layer ${h.layer + 1}, deleted in layer ${h.hiddenBy + 1}`,
        ),
        locations: secrets.map((h) => {
          const layer = locateLayer(context, h.layer);
          return { ...(layer && { layer }), path: h.entry.path };
        }),
        origin: mergeOrigins(secrets.map((h) => context.layers[h.layer]?.origin ?? 'unknown')),
      }),
    ];
  },
};

// Certificates end in .pem too, and distributions move theirs about.
const CERTIFICATES = /(^|\/)(etc\/ssl\/certs|etc\/pki|etc\/ca-certificates|usr\/(share|lib)|lib)\//;

function isSecret({ entry }: HiddenFile): boolean {
  if (isTestMaterial(entry.path) || CERTIFICATES.test(entry.path)) return false;
  return isCredentialFile(entry) || isDotenv(entry) || isKeyFile(entry);
}
