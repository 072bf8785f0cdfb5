export { isNdb, readNdb } from './ndb.ts';
