export { formatPurl } from './format.ts';
export { type Purl, parsePurl } from './parse.ts';
