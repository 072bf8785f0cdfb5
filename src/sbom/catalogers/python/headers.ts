/** Header fields of a core metadata file, names in lower case, in order; a repeated field has several values. */
export type Headers = ReadonlyMap<string, readonly string[]>;

const MAX_FIELDS = 20_000;

/**
 * Reads what stands before the first blank line of METADATA or PKG-INFO (Python Packaging User Guide, "Core metadata
 * specifications"): the rest is the description.
 */
export function parseHeaders(text: string): Headers {
  const fields = new Map<string, string[]>();
  let last: string[] | undefined;
  let count = 0;
  for (let from = 0; from < text.length && count < MAX_FIELDS; count++) {
    let end = text.indexOf('\n', from);
    if (end < 0) end = text.length;
    const line = text.slice(from, end).replace(/\r$/, '');
    from = end + 1;
    if (line === '') break;
    const colon = line.indexOf(':');
    if (line[0] === ' ' || line[0] === '\t') {
      if (last) last[last.length - 1] += `\n${line.trim().replace(/^\|/, '')}`;
    } else if (colon > 0) {
      const name = line.slice(0, colon).trim().toLowerCase();
      last = fields.get(name);
      if (!last) fields.set(name, (last = []));
      last.push(line.slice(colon + 1).trim());
    }
  }
  return fields;
}
