/** Kernels and their modules lie in different files and find each other by version. */
export const KERNEL_SCOPE = 'linux-kernel';

export function kernelName(version: string): string {
  return `linux-kernel@${version}`;
}
