export { ExecutableCapture } from './capture.ts';
export { type Executable, type ExecutableFormat, type KeptRange, openExecutable } from './executable.ts';
export { sniffExecutable } from './sniff.ts';
