// A program built from a working copy calls its own version `(devel)`. Its builder often told it another way.
import type { GoModules } from './modules.ts';

const VERSION = /^v?\d{1,6}\.\d{1,6}(?:\.\d{1,6})?(?:[-+.][0-9A-Za-z.+-]{1,64})?$/;
/** `version`, `Version`, `gitVersion`, `BUILD_VERSION`, `releaseTag`, …: not `goVersion` or `apiVersion`. */
const VARIABLE =
  /^(?:git|build|app|release|product|program|binary|current|my|the|full|sem|cli)?_?(?:version|ver|tag|versionstring|semver)$/i;

/**
 * The version of the main module: `-ldflags -X`, then what the linker set, then the revision; undefined where none says one.
 * @param linked looks for it in the program's data, which takes longer
 */
export function findMainVersion(
  modules: GoModules,
  modulePath: string,
  linked: () => string | undefined = () => undefined,
): string | undefined {
  const setting = (key: string): string => modules.settings.find((s) => s.key === key)?.value ?? '';
  const flags = setting('-ldflags');
  return (
    versionOfFlags(flags, modulePath) ??
    (flags === '' ? linked() : undefined) ??
    pseudoVersion(setting('vcs.revision'), setting('vcs.time'))
  );
}

interface Assignment {
  readonly package: string;
  readonly variable: string;
  readonly value: string;
}

// What the program sets in its own packages goes before what it sets in those of others, where some projects keep it
// (github.com/prometheus/common/version.Version).
function versionOfFlags(flags: string, modulePath: string): string | undefined {
  const versions = assignments(flags).filter((a) => VARIABLE.test(a.variable) && VERSION.test(a.value));
  const own = (a: Assignment): boolean =>
    a.package === 'main' || a.package === modulePath || a.package.startsWith(`${modulePath}/`);
  const rank = (a: Assignment): number => (own(a) ? 0 : 2) + (/^version$/i.test(a.variable) ? 0 : 1);
  const best = versions.sort((a, b) => rank(a) - rank(b))[0];
  return best && (/^\d/.test(best.value) ? `v${best.value}` : best.value);
}

// `-X main.version=1.2.3 -X 'example.com/m/version.Version=v1' -X=main.x=y`, as the linker splits them.
function assignments(flags: string): Assignment[] {
  const words = [
    ...flags.slice(0, 65_536).matchAll(/'([^']*)'|"([^"]*)"|((?:[^\s'"])+(?:'[^']*'|"[^"]*")?)/g),
  ].map((m) => m[1] ?? m[2] ?? (m[3] as string));
  return words.flatMap((word, i): Assignment[] => {
    const text = /^--?X=/.test(word)
      ? word.replace(/^--?X=/, '')
      : /^--?X$/.test(words[i - 1] ?? '')
        ? word
        : '';
    const match = /^["']?([^\s=]+)\.([^\s=./]+)=["']?([^"']*)["']?$/.exec(text);
    return match
      ? [{ package: match[1] as string, variable: match[2] as string, value: match[3] as string }]
      : [];
  });
}

// As `go list -m` names an untagged revision: v0.0.0-20240102030405-0123456789ab.
function pseudoVersion(revision: string, time: string): string | undefined {
  const stamp = time.replace(/[-:T]/g, '').replace(/Z$/, '');
  return /^\d{14}$/.test(stamp) && /^[0-9a-f]{12,}$/.test(revision)
    ? `v0.0.0-${stamp}-${revision.slice(0, 12)}`
    : undefined;
}
