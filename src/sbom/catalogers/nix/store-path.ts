/** The last part of a store path, taken apart. */
export interface StorePath {
  readonly hash: string;
  readonly name: string;
  readonly version: string;
  /** `''` for the default output. */
  readonly output: string;
}

/** Nix itself stops at 211 characters behind the hash. */
const MAX_LENGTH = 300;

const OUTPUTS: ReadonlySet<string> = new Set([
  ...['bin', 'data', 'debug', 'dev', 'devdoc', 'devman', 'dist', 'doc', 'examples', 'getent', 'info', 'lib'],
  ...['libgcc', 'man', 'modules', 'out', 'py', 'python', 'static', 'tools', 'terminfo', 'xgcc'],
]);

/**
 * Reads `HASH-NAME-VERSION[-OUTPUT]`: a version begins at the first hyphen that a digit follows, as Nix itself splits
 * names. Undefined for what has none: sources, configuration, environments.
 */
export function parseStorePath(text: string): StorePath | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const match = /^([0-9a-df-np-sv-z]{32})-(.+?)-(\d.*)$/.exec(text);
  if (!match || /\.(drv|lock|patch|sh|tar|zip|tar\.[a-z0-9]+|tgz|diff)$/.test(text)) return undefined;
  const [, hash = '', name = '', rest = ''] = match;
  const hyphen = rest.lastIndexOf('-');
  const output = rest.slice(hyphen + 1);
  const isOutput = hyphen > 0 && OUTPUTS.has(output);
  return { hash, name, version: isOutput ? rest.slice(0, hyphen) : rest, output: isOutput ? output : '' };
}
