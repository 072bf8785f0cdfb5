import fc from 'fast-check';

/** Anything a JSON document can say. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      '<text>',
      '</text>',
      '\0',
      '\x1b',
      '\n',
      '"',
      '<',
      '&',
      ' ',
      'a',
      '/',
      ':',
      '\u202e',
    ),
    minLength: 1,
    maxLength: 8,
  }),
);

/** Without the control characters that XML cannot hold. */
export const xmlText = anyText
  .map((t) => t.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, ''))
  .filter((t) => t !== '');

/** One line, no blanks around it. */
export const lineText = xmlText
  .map((t) => t.replace(/[\s\x7f-\x9f\u2028\u2029]+/g, ' ').trim())
  .filter((t) => t !== '');
