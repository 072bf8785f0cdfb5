import { compareDigits, compareLists, type Order, unorderable, versionText } from './order.ts';
import { comparePrerelease } from './semver.ts';

const OLD = /^1\.(\d+)\.(\d+)(?:_(\d+))?(?:-([0-9a-z.-]+))?$/i;
const NEW = /^(\d+(?:\.\d+)*)(?:-([0-9a-z]+))?(?:\+(\d+))?(?:[-+][0-9a-z.+-]*)?$/i;

/** Java's own order: `1.8.0_392` is 8.0.392 (before Java 9), later ones follow JEP 322: `17.0.9+9`, `21-ea`. */
export function compareJvm(a: string, b: string): Order {
  const [x, y] = [parse(a), parse(b)];
  return (
    compareLists(x.numbers, y.numbers, '0', compareDigits) ||
    comparePrerelease(x.prerelease, y.prerelease) ||
    compareDigits(x.build, y.build)
  );
}

function parse(version: string): { numbers: string[]; prerelease: string[]; build: string } {
  const text = versionText('jvm', version);
  const old = OLD.exec(text);
  if (old) {
    const [, major = '', minor = '', update = '0', tag = ''] = old;
    const build = /^b(\d+)/i.exec(tag)?.[1] ?? '0';
    return { numbers: [major, minor, update], prerelease: /^ea\b/i.test(tag) ? ['ea'] : [], build };
  }
  const match = NEW.exec(text);
  if (!match) throw unorderable('jvm', version, 'it is not a version of Java');
  const [, numbers = '', prerelease, build = '0'] = match;
  return { numbers: numbers.split('.'), prerelease: prerelease ? [prerelease.toLowerCase()] : [], build };
}
