import { type Order, unorderable, versionText } from './order.ts';
import { compareParsed, parseSemver, type Semver } from './semver.ts';

/** Go's order: modules (`v1.2.3`, pseudo-versions, `+incompatible`) and the toolchain (`go1.21rc1`, `go1.22 X:arenas`). */
export function compareGolang(a: string, b: string): Order {
  return compareParsed(parse(a), parse(b));
}

function parse(version: string): Semver {
  const text = versionText('golang', version)
    .replace(/^go(?=\d)/, '')
    .replace(/\s.*$/, '');
  if (text === '(devel)')
    throw unorderable('golang', version, 'a build without a version has no place in any order');
  // 1.21rc1 and 1.20beta2 are pre-releases of the toolchain.
  const toolchain = /^(\d+\.\d+(?:\.\d+)?)(rc|beta|alpha)(\d+)$/.exec(text);
  return parseSemver('golang', toolchain ? `${toolchain[1]}-${toolchain[2]}.${toolchain[3]}` : text);
}
