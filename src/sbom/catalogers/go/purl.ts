import { formatPurl } from '../../../codec/purl/index.ts';

/** `pkg:golang/github.com/a/b/v2@v2.1.0`; without version for what has none that could be asked for. */
export function goPurl(path: string, version: string, subpath = ''): { purl?: string } {
  const parts = path.split('/').filter(Boolean);
  const name = parts.pop();
  if (!name) return {};
  const namespace = parts.join('/');
  return {
    purl: formatPurl({
      type: 'golang',
      name,
      ...(namespace && { namespace }),
      ...(version && version !== '(devel)' && { version }),
      ...(subpath && { subpath }),
    }),
  };
}

/** Hosts whose modules begin with `host/owner/repository`. */
const FORGES = /^((?:github\.com|gitlab\.com|bitbucket\.org)\/[^/]+\/[^/]+(?:\/v\d{1,3}(?=\/))?)\/(.+)$/;

/**
 * Of a package whose module is not recorded: `pkg:golang/github.com/a/b@v1.0.0#cmd/c`, where its host tells which part
 * of the path is the module.
 */
export function goPackagePurl(path: string, version: string): { purl?: string } {
  const [, module, subpath] = FORGES.exec(path) ?? [];
  return module ? goPurl(module, version, subpath) : goPurl(path, version);
}
