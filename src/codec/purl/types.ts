/** A package URL's parts, decoded (package-url specification, PURL-SPECIFICATION). */
export interface Purl {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
  readonly subpath?: string;
}
const LOWER_NAME = new Set([
  'alpm',
  'apk',
  'bitbucket',
  'bitnami',
  'composer',
  'deb',
  'github',
  'gitlab',
  'hex',
  'luarocks',
  'oci',
  'pub',
  'pypi',
]);
const LOWER_NAMESPACE = new Set([
  'alpm',
  'apk',
  'bitbucket',
  'composer',
  'deb',
  'github',
  'gitlab',
  'hex',
  'qpkg',
  'rpm',
]);

/** Applies the rules that single types have for their parts (package-url specification, type definitions). */
export function normalizePurl(purl: Purl): Purl {
  const name = normalizeName(purl);
  const namespace = LOWER_NAMESPACE.has(purl.type) ? purl.namespace?.toLowerCase() : purl.namespace;
  return { ...purl, name, ...(namespace && { namespace }) };
}

function normalizeName({ type, name, qualifiers }: Purl): string {
  if (type === 'pypi') return name.toLowerCase().replaceAll('_', '-');
  if (type === 'pub') return name.toLowerCase().replaceAll('-', '_');
  if (type === 'mlflow')
    return /databricks/i.test(qualifiers?.repository_url ?? '') ? name.toLowerCase() : name;
  return LOWER_NAME.has(type) ? name.toLowerCase() : name;
}
