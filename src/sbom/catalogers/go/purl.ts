import { formatPurl } from '../../../codec/purl/index.ts';

/** `pkg:golang/github.com/a/b/v2@v2.1.0`; without version for what has none that could be asked for. */
export function goPurl(path: string, version: string): { purl?: string } {
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
    }),
  };
}
