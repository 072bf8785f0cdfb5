import { SaxesParser } from 'saxes';
import { PlimsollError } from '../base/error.ts';

export interface XmlElement {
  /** As written, prefix included. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children, trimmed. */
  readonly text: string;
}

export interface XmlLimits {
  readonly maxBytes?: number;
  readonly maxDepth?: number;
  readonly maxElements?: number;
  /** Leave blanks around text as they are. */
  readonly keepSpace?: boolean;
}

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Parses one XML document to a tree. Entities beyond XML's own five are not expanded (they are an error), nothing outside
 * the document is read.
 * @throws PlimsollError `malformed` saying where, `limit` when too large, too deep or too dense
 */
export function parseXml(text: string, where: string, limits: XmlLimits = {}): XmlElement {
  const { maxBytes = 8 * 1024 * 1024, maxDepth = 64, maxElements = 200_000 } = limits;
  if (text.length > maxBytes) throw limit(where, `more than ${maxBytes} bytes of XML`);
  const open: Open[] = [{ name: '', attributes: {}, children: [], text: '' }];
  let elements = 0;
  const parser = new SaxesParser({ position: false, xmlns: false });
  parser.on('error', (error) => {
    throw new PlimsollError('malformed', `read ${where}: not valid XML (${firstLine(error.message)})`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > maxDepth) throw limit(where, `XML nested deeper than ${maxDepth} levels`);
    if (++elements > maxElements) throw limit(where, `more than ${maxElements} elements of XML`);
    open.push({ name, attributes: { ...attributes }, children: [], text: '' });
  });
  parser.on('text', (piece) => {
    (open.at(-1) as Open).text += piece;
  });
  parser.on('cdata', (piece) => {
    (open.at(-1) as Open).text += piece;
  });
  parser.on('closetag', () => {
    const done = open.pop() as Open;
    (open.at(-1) as Open).children.push(limits.keepSpace ? done : { ...done, text: done.text.trim() });
  });
  parser.write(text.replace(/^\uFEFF/, '')).close();
  const root = (open[0] as Open).children[0];
  if (!root) throw new PlimsollError('malformed', `read ${where}: not valid XML (it has no element)`);
  return root;
}

/** The first child of a name, prefixes not looked at. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => localName(child.name) === name);
}

/** The text of the first child of a name; undefined where there is none or it is empty. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return childOf(element, name)?.text || undefined;
}

export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => localName(child.name) === name) ?? [];
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function firstLine(message: string): string {
  return message.split('\n')[0] as string;
}

function limit(where: string, why: string): PlimsollError {
  return new PlimsollError('limit', `read ${where}: ${why}`);
}
