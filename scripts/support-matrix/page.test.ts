import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { supportMatrix } from './page.ts';

it('docs/ecosystems.md says what the code does (npm run docs)', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/ecosystems.md'), 'utf8');
  expect(page).toBe(supportMatrix());
});
