export type { Cataloger } from './cataloger.ts';
export { type Composed, type ComposeInput, composePackages } from './compose.ts';
export { diffPackages } from './diff.ts';
export { readDistribution } from './distribution.ts';
export { SBOM_LIMITS } from './formats/assemble.ts';
export { type DetectedDocument, detectSbomFormat, readSbom } from './formats/detect.ts';
export type { SbomFormat, Written } from './formats/format.ts';
export { findSbomFormat, formatNames, SBOM_FORMATS } from './formats/registry.ts';
export { contentId } from './identity.ts';
export {
  type LicenseFinding,
  type LicensePolicy,
  type LicenseVerdict,
  licensePolicy,
  toSpdxExpression,
} from './licenses/index.ts';
export * from './model.ts';
export { catalogReader, catalogReaderId, type FileRecord } from './reader.ts';
export { CATALOGERS } from './registry.ts';
export { excludedBy } from './select.ts';
