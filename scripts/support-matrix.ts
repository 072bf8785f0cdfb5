// node scripts/support-matrix.ts [--check]: writes docs/ecosystems.md from the tables of catalogers and formats, so that
// it says what the code does. With --check it only says whether the page is of today.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { supportMatrix } from './support-matrix/page.ts';

const file = join(import.meta.dirname, '../docs/ecosystems.md');
const page = supportMatrix();
if (!process.argv.includes('--check')) writeFileSync(file, page);
else if (readFileSync(file, 'utf8') !== page) {
  console.error('error: docs/ecosystems.md is not what the code does\nhint: npm run docs');
  process.exit(1);
}
