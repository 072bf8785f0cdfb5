// Everything that the two tools are shown.
import { COMPILED_TREES } from './trees-compiled.ts';
import { JAVASCRIPT_TREES } from './trees-javascript.ts';
import { OTHER_TREES } from './trees-others.ts';
import { PYTHON_TREES } from './trees-python.ts';
import type { Input } from './workshop.ts';

export { IMAGES } from './images.ts';

export const TREES: readonly Input[] = [
  ...JAVASCRIPT_TREES,
  ...PYTHON_TREES,
  ...COMPILED_TREES,
  ...OTHER_TREES,
];
