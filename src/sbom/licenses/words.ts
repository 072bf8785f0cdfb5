// Text as licences are compared: its words alone, in lower case. Numbers, signs, bullets and comment marks are no words,
// so that an indented, wrapped or commented copy of a licence reads the same.

const OFFSET = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
const MIX = 0x9e3779b1 | 0;

/** Words in one gram. */
export const GRAM = 4;

/**
 * Hashes every run of four words. Words of one letter are left out (bullets, the genitive's s).
 * @param visit gets the gram's hash, the hash of its last word, and the offset behind it
 */
export function eachGram(text: string, visit: (gram: number, word: number, end: number) => void): void {
  let [first, second, third] = [0, 0, 0];
  let word = OFFSET;
  let length = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) | 32 : 0;
    if (code >= 97 && code <= 122) {
      word = Math.imul(word ^ code, PRIME);
      length++;
    } else if (length > 0) {
      if (length > 1) {
        visit(gramOf(first, second, third, word), word, i);
        first = second;
        second = third;
        third = word;
      }
      word = OFFSET;
      length = 0;
    }
  }
}

function gramOf(first: number, second: number, third: number, fourth: number): number {
  let gram = Math.imul(first, MIX) + second;
  gram = Math.imul(gram, MIX) + third;
  gram = Math.imul(gram, MIX) + fourth;
  return Math.imul(gram ^ (gram >>> 15), MIX);
}

/** The hash that {@link eachGram} gives for a word; lower-case letters only. */
export function wordHash(word: string): number {
  let hash = OFFSET;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), PRIME);
  return hash;
}
