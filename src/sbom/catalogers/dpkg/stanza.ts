/** Fields of one stanza, names as written. Continuation lines joined by line feeds, their first blank gone. */
export type Stanza = ReadonlyMap<string, string>;

/** Reads deb822 stanzas: `Name: value`, continuation lines begin with a blank, a blank line ends one (deb822(5)). */
export function* parseStanzas(text: string): Generator<Stanza> {
  let fields = new Map<string, string>();
  let last = '';
  for (const line of text.split('\n')) {
    if (line === '' || line === '\r') {
      if (fields.size > 0) yield fields;
      fields = new Map();
      last = '';
    } else if (line[0] === ' ' || line[0] === '\t') {
      if (last) fields.set(last, `${fields.get(last)}\n${line.slice(1).trimEnd()}`);
    } else {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      last = line.slice(0, colon).trim();
      fields.set(last, line.slice(colon + 1).trim());
    }
  }
  if (fields.size > 0) yield fields;
}
