import type { Cataloger } from '../../cataloger.ts';
import { isKernelName, kernelParser } from './kernel.ts';
import { parseModule } from './module.ts';

const MiB = 1024 * 1024;

/** Kernels by their boot header or banner, and their modules by what these say of themselves. */
export const linuxKernel: Cataloger = {
  id: 'linux-kernel',
  version: 1,
  title: 'Linux kernels and modules',
  evidence: ['installed'],
  files: [{ glob: '**/lib/modules/**/*.{ko,ko.gz,ko.xz,ko.zst}', bytes: 64 * MiB }],
  parse: parseModule,
  stream: (entry) =>
    entry.type === 'file' && isKernelName(entry.path) ? kernelParser(entry.path) : undefined,
};
