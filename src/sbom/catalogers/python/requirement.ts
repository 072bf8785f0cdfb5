/** One requirement: `requests[socks] >=2,<3 ; python_version < "3.10"` (PyPA, "Dependency specifiers"). */
export interface Requirement {
  readonly name: string;
  readonly extras: readonly string[];
  /** `>=2,<3`, as written, without brackets. */
  readonly constraint: string;
  /** After `@`. */
  readonly url: string;
  readonly markers: string;
}

const MAX_LENGTH = 8192;

/** Undefined: it does not begin with a name. */
export function parseRequirement(text: string): Requirement | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const head = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*/.exec(text);
  if (!head) return undefined;
  const rest = text.slice(head[0].length);
  const isUrl = rest.startsWith('@');
  // A marker after an address needs a blank before it: addresses may hold semicolons.
  const split = isUrl ? rest.search(/\s;/) : rest.indexOf(';');
  const body = (split < 0 ? rest : rest.slice(0, split)).trim();
  return {
    name: head[1] as string,
    extras: (head[2] ?? '')
      .split(',')
      .map((e) => e.trim())
      .filter(Boolean),
    constraint: isUrl ? '' : body.startsWith('(') && body.endsWith(')') ? body.slice(1, -1).trim() : body,
    url: isUrl ? body.slice(1).trim() : '',
    markers: split < 0 ? '' : rest.slice(split).replace(/^\s*;/, '').trim(),
  };
}

/** The version that a constraint pins it to: `==1.2`, `===1.2`, one of several; not `==1.*`. */
export function pinOf(constraint: string): string | undefined {
  const pins = constraint.split(',').flatMap((part) => /^\s*={2,3}\s*([^\s=*]+)\s*$/.exec(part)?.[1] ?? []);
  return pins.length === 1 ? pins[0] : undefined;
}
