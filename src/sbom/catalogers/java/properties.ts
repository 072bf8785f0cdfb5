/** Coordinates of one artifact as Maven writes them into the jar it makes. */
export interface PomProperties {
  /** Inside the archive. */
  readonly path: string;
  readonly name: string;
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  readonly extraFields: Readonly<Record<string, string>>;
}

const MAX_LINES = 1000;

/** Reads pom.properties: `key=value` or `key: value`, `#` and `!` begin comments. Unknown without artifactId or version. */
export function parsePomProperties(text: string, path: string): PomProperties | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r\n|\n|\r/, MAX_LINES)) {
    const match = /^\s*([^#!\s=:][^=:\s]*)\s*[=:]\s*(.*)$/.exec(line);
    if (match) fields.set(match[1] as string, unescaped((match[2] as string).trim()));
  }
  const take = (key: string): string => {
    const value = fields.get(key) ?? '';
    fields.delete(key);
    return value;
  };
  const properties = {
    path,
    name: take('name'),
    groupId: take('groupId'),
    artifactId: take('artifactId'),
    version: take('version'),
  };
  if (!properties.artifactId || !properties.version) return undefined;
  return { ...properties, extraFields: Object.fromEntries(fields) };
}

function unescaped(value: string): string {
  return value.replace(/\\([:=#!\\ ])/g, '$1');
}
