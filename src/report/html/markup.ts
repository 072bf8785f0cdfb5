import { cut, oneLine } from '../text/clean.ts';

const CONTENT = Symbol('markup');

/** HTML that is already safe. Made only by {@link html} and {@link trusted}, so that plain text cannot pass for it. */
export interface Markup {
  readonly [CONTENT]: string;
}

export type Fragment = Markup | string | number | undefined | false | readonly Fragment[];

/** A template whose every value is escaped, unless it is {@link Markup} itself; lists are joined, undefined is nothing. */
export function html(literals: TemplateStringsArray, ...values: readonly Fragment[]): Markup {
  const text = literals.reduce((out, literal, i) => out + render(values[i - 1]) + literal);
  return { [CONTENT]: text };
}

/** Markup from this program's own constants, never from input. */
export function trusted(text: string): Markup {
  return { [CONTENT]: text };
}

export function markupText(markup: Markup): string {
  return markup[CONTENT];
}

function render(value: Fragment): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'object') return CONTENT in value ? value[CONTENT] : value.map(render).join('');
  return escapeHtml(String(value));
}

/** A path has at most 4096 bytes; what is longer than this is no text to read. */
const LONGEST = 5000;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Escapes text for HTML content and quoted attributes, makes what cannot be seen visible, and cuts the absurdly long. */
export function escapeHtml(text: string): string {
  return oneLine(cut(text, LONGEST)).replace(/[&<>"'`]/g, (c) => ENTITIES[c] as string);
}
