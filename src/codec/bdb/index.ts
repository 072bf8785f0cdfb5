export { type BdbRecord, isBdbHash, readBdbHash } from './bdb-hash.ts';
