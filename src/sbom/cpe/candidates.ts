// Who may have made a package and what it may be called in the CPE dictionary, by the habits of each ecosystem.
import type { JsonObject, JsonValue } from '../../base/json.ts';
import { parsePurl } from '../../codec/purl/index.ts';
import type { PackageType } from '../model.ts';

export interface CpePackage {
  readonly name: string;
  readonly version: string;
  readonly type: PackageType;
  readonly purl?: string;
  readonly metadata?: JsonObject;
}

export interface Candidates {
  readonly vendors: readonly string[];
  readonly products: readonly string[];
}

type Rule = (pkg: CpePackage, namespace: string) => Candidates;

/** Pure; no dictionary is asked, so that a candidate may name nothing at all. */
export function candidatesOf(pkg: CpePackage): Candidates {
  return (RULES[pkg.type] ?? byName)(pkg, namespaceOf(pkg.purl));
}

function namespaceOf(purl: string | undefined): string {
  if (!purl) return '';
  try {
    return parsePurl(purl).namespace ?? '';
  } catch {
    return '';
  }
}

const RULES: { readonly [T in PackageType]?: Rule } = {
  apk: byUpstream,
  deb: (pkg) => named([pkg.name, textAt(pkg.metadata?.source)]),
  rpm: (pkg) => named([pkg.name]),
  npm: ({ name }, namespace) => {
    const [scope, bare] = name.startsWith('@')
      ? name.slice(1).split('/', 2)
      : [namespace.replace(/^@/, ''), name];
    return named([bare ?? name], [scope ?? '']);
  },
  python: ({ name }) => {
    const bare = name.replace(/^python[-_]/i, '');
    return named([name, bare, `python-${bare}`], ['python']);
  },
  gem: ({ name }) =>
    named([name], ['ruby-lang', 'rubyonrails'].slice(0, /^(?:rails|active|action)/.test(name) ? 2 : 1)),
  'rust-crate': ({ name }) => named([name, name.replace(/-rs$/, '')]),
  'php-composer': ({ name }, namespace) => {
    const parts = name.split('/');
    return named([parts.at(-1) as string], [parts.length > 1 ? (parts[0] as string) : namespace]);
  },
  'go-module': ({ name }) => byModule(name),
  'java-archive': byGroup,
  'jenkins-plugin': byGroup,
};

function byName({ name }: CpePackage, namespace: string): Candidates {
  return named([name.split('/').at(-1) as string], [namespace.split('/').at(-1) as string]);
}

/** A product is often its own vendor, and NVD says `NAME_project` of what has no company. */
function named(products: readonly (string | undefined)[], vendors: readonly string[] = []): Candidates {
  const names = unique(products);
  return { products: names, vendors: unique([...names, ...vendors, `${names[0]}_project`]) };
}

// Alpine says what a package is for in its name, and which source it was split from.
function byUpstream({ name, metadata }: CpePackage): Candidates {
  const origin = textAt(metadata?.originPackage);
  const names = [name, ...(origin ? [origin] : [])].map((one) =>
    one.replace(/-(?:dev|doc|libs?|static|dbg|utils)$/, ''),
  );
  const language = /^(?:py3?|python3?|ruby|perl|php\d*|lua[\d.]*|nodejs)-(.+)$/;
  const bare = names.flatMap((one) => language.exec(one)?.[1] ?? []);
  return named([...names, ...bare, ...names.map((one) => one.replace(/(?<=[a-z])\d+$/, ''))]);
}

function byModule(name: string): Candidates {
  const parts = name.split('/').filter((part) => !/^v\d+$/.test(part));
  const host = parts[0] ?? '';
  if (parts.length === 1) return named([name], name === 'stdlib' ? ['golang'] : []);
  if (host === 'golang.org' || host === 'google.golang.org')
    return named([parts.at(-1)], ['golang', 'google']);
  // github.com/ORGANISATION/PRODUCT/…
  const organisation = parts.length > 2 ? (parts[1] as string) : (host.split('.').at(-2) ?? host);
  return named([parts.length > 2 ? parts[2] : parts.at(-1)], [organisation]);
}

const DOMAINS = new Set([
  'com',
  'org',
  'net',
  'io',
  'de',
  'fr',
  'uk',
  'co',
  'edu',
  'gov',
  'github',
  'gitlab',
]);

function byGroup({ name, metadata }: CpePackage, namespace: string): Candidates {
  const properties = metadata?.pomProperties;
  const group = (isRecord(properties) && textAt(properties.groupId)) || namespace;
  const parts = group.split('.').filter((part) => part !== '' && !DOMAINS.has(part));
  const artifact = name.split(':').at(-1) as string;
  return { products: unique([artifact, parts.at(-1)]), vendors: unique([...parts, artifact]) };
}

function isRecord(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textAt(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value): value is string => value !== undefined && value !== ''))];
}
