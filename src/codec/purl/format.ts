import { malformed, type Purl } from './parse.ts';
import { normalizePurl } from './types.ts';

/**
 * Writes the canonical text of a package URL: type rules applied, qualifiers sorted, what is empty left out.
 * @throws PlimsollError `malformed` where type or name is missing or a qualifier's key is not one
 * @example formatPurl({ type: 'npm', namespace: '@angular', name: 'core', version: '17.0.0' }) // 'pkg:npm/%40angular/core@17.0.0'
 */
export function formatPurl(parts: Purl): string {
  const type = parts.type.toLowerCase();
  if (!/^[a-z][a-z0-9.-]*$/.test(type))
    throw malformed(`pkg:${parts.type}`, 'its type is missing or not one');
  const { name, namespace, version, qualifiers, subpath } = normalizePurl({ ...parts, type });
  if (name === '') throw malformed(`pkg:${type}`, 'its name is missing');
  const path = [...(namespace?.split('/') ?? []).filter(Boolean), name].map(encode).join('/');
  const query = formatQualifiers(qualifiers ?? {}, type);
  const inside = (subpath?.split('/') ?? []).filter((s) => s !== '' && s !== '.' && s !== '..').map(encode);
  return `pkg:${type}/${path}${version ? `@${encode(version)}` : ''}${query && `?${query}`}${inside.length > 0 ? `#${inside.join('/')}` : ''}`;
}

function formatQualifiers(qualifiers: Readonly<Record<string, string>>, type: string): string {
  return Object.entries(qualifiers)
    .filter(([, value]) => value !== '')
    .map(([key, value]): [string, string] => {
      const lower = key.toLowerCase();
      if (!/^[a-z][a-z0-9._-]*$/.test(lower))
        throw malformed(`pkg:${type}`, `${JSON.stringify(key)} is no key of a qualifier`);
      return [lower, encode(value)];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
}

// Unreserved characters and the colon stand for themselves (specification, "Character encoding").
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}
