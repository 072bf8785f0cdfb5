// Every cataloger. A new ecosystem is a folder under catalogers/ and a line here.
import type { Cataloger } from './cataloger.ts';
import { dpkg } from './catalogers/dpkg/index.ts';

export const CATALOGERS: readonly Cataloger[] = [dpkg];
