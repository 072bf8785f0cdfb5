import type { LayerEntry } from '../image/layers/types.ts';
import { baseName } from './finding.ts';

type Named = Pick<LayerEntry, 'path' | 'type' | 'size'>;

// Other people's code brings its own fixtures.
const VENDORED = /(^|\/)(node_modules|site-packages|dist-packages|vendor|gems|testdata|fixtures)\//;
const CREDENTIALS =
  /(^|\/)(\.npmrc|\.pypirc|\.netrc|_netrc|\.git-credentials|\.pgpass|\.vault-token|\.dockercfg|\.docker\/config\.json|\.aws\/credentials|\.azure\/(accessTokens|msal_token_cache)\.json|\.config\/gcloud\/(credentials\.db|application_default_credentials\.json)|\.config\/gh\/hosts\.yml|\.kube\/config|kubeconfig|\.cargo\/credentials(\.toml)?|\.gem\/credentials|\.terraform\.d\/credentials\.tfrc\.json|\.composer\/auth\.json|\.m2\/settings-security\.xml|var\/run\/secrets\/kubernetes\.io\/serviceaccount\/token)$/;
const DOTENV = /^\.env(\.[A-Za-z0-9_-]{1,40})*$/;
const DOTENV_EXAMPLE = /\.(example|sample|template|dist|defaults?|schema|tpl|vault|test|ci)$/i;

/** A non-empty `.env`, `.env.production`, …; not an example and not part of a library. */
export function isDotenv({ path, type, size }: Named): boolean {
  const name = baseName(path);
  return (
    type === 'file' && size > 0 && DOTENV.test(name) && !DOTENV_EXAMPLE.test(name) && !VENDORED.test(path)
  );
}

/** A non-empty file that tools keep logins in. */
export function isCredentialFile({ path, type, size }: Named): boolean {
  return type === 'file' && size > 0 && CREDENTIALS.test(path) && !VENDORED.test(path);
}

/** Keys that libraries ship for their own tests, known to everyone. */
export function isTestMaterial(path: string): boolean {
  return VENDORED.test(path) || /(^|\/)(tests?|examples?|samples?|certdata|demos?|doc)\//.test(path);
}

/**
 * What a captured login file says: `true` it holds one, `false` it does not, undefined when its content is not at
 * hand or in a format not known here.
 */
export function holdsLogin(path: string, content: Buffer | undefined): boolean | undefined {
  if (!content) return undefined;
  const text = content.toString('utf8');
  const value = /\s*[=:]\s*"?(?!\$)[^\s"$]{6,}/.source;
  if (path.endsWith('.npmrc')) return new RegExp(`(_authToken|_password|_auth)${value}`).test(text);
  if (path.endsWith('.pypirc')) return new RegExp(`password${value}`).test(text);
  if (path.endsWith('config.json'))
    return /"(auth|identitytoken|registrytoken|password)"\s*:\s*"[^"]{4,}"/i.test(text);
  return undefined;
}
