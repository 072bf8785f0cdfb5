export { type RpmHeader, readRpmHeader } from './rpm-header.ts';
export { RPM_TAG } from './tags.data.ts';
