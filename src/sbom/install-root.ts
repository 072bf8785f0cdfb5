/**
 * What lies before a package database's own path: `''` for the image's root, `srv/jail/` for a root file system inside
 * of it. Databases list their files from there.
 * @param database matches the database's path up to its end, `/lib\/apk\/db\/installed$/`
 */
export function installRoot(path: string, database: RegExp): string {
  const at = path.search(database);
  return at <= 0 ? '' : path.slice(0, at);
}
