export { CaptureArena, ExecutableCapture } from './capture.ts';
export { type Executable, type ExecutableFormat, type KeptRange, openExecutable } from './executable.ts';
export { type PeVersion, readPeVersion } from './pe-version.ts';
export {
  cString,
  fieldsOf,
  findSection,
  type Note,
  type Program,
  readAddress,
  readSection,
  type Section,
  type Segment,
} from './program.ts';
export { SNIFF_BYTES, sniffExecutable } from './sniff.ts';
