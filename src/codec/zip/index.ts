export { openZip, readZipEntry, ZIP_LIMITS, type ZipArchive, type ZipLimits } from './archive.ts';
export type { ZipEntry } from './format.ts';
