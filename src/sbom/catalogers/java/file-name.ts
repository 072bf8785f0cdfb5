export interface ArchiveName {
  /** Without version, classifier and extension. */
  readonly name: string;
  /** `''` where the file's name has none. */
  readonly version: string;
  readonly classifier: string;
  readonly extension: string;
  /** Without its extension only. */
  readonly stem: string;
}

// What follows a number and still belongs to the version: `2.0-beta-3`, `31.1-jre`, `1.1-rev-1`.
const QUALIFIER =
  /^(?:alpha|beta|b|m|mr|cr|rc|rev|r|sp|pre|preview|ea|ga|final|release|snapshot|incubating|jre|jre\d+|jdk\d+|java\d+|android|redhat|build|patch|hotfix|p|v|dev|milestone|jbossorg|atlassian|cdh|hadoop\d*|spark|native-mt|mt)[\d._]*$/i;
// What Maven calls a classifier: another file of the same artifact.
const CLASSIFIER =
  /-(sources?|src|javadoc|tests?|test-sources|all|all-deps|shaded|shadow|exec|standalone|fat|uber|bin|dist|no_aop|noaop|nodep|jar-with-dependencies|with-dependencies|(?:linux|windows|win|osx|macos|darwin|mac)(?:[-_](?:x86_64|x86_32|x86|x64|amd64|aarch_64|aarch64|arm64|arm32|arm|ppcle_64|riscv64|s390_64|fedora|musl|gnu))*)$/i;
const MAX_LENGTH = 512;

/**
 * Takes a file's name apart: `log4j-1.2-api-2.17.1.jar` is log4j-1.2-api 2.17.1. The version begins at the last dotted
 * number that only qualifiers follow.
 */
export function parseArchiveName(fileName: string): ArchiveName {
  const dot = fileName.lastIndexOf('.');
  const extension = dot > 0 ? fileName.slice(dot + 1).toLowerCase() : '';
  const whole = (dot > 0 ? fileName.slice(0, dot) : fileName).slice(0, MAX_LENGTH);
  const classifier = /[-_]v?\d/.test(whole) ? (CLASSIFIER.exec(whole)?.[1] ?? '') : '';
  const base = classifier ? whole.slice(0, -classifier.length - 1) : whole;
  const common = { extension, stem: whole };
  const parts = base.split('-');
  const start = versionStart(parts);
  if (start > 0)
    return {
      ...common,
      name: parts.slice(0, start).join('-'),
      version: parts.slice(start).join('-'),
      classifier,
    };
  // OSGi's way: org.eclipse.osgi_3.18.0.jar.
  const joined = /^(.*[a-zA-Z])_(\d+(?:\.\w+)+)$/.exec(base);
  if (joined) return { ...common, name: joined[1] as string, version: joined[2] as string, classifier };
  return { ...common, name: whole, version: '', classifier: '' };
}

function versionStart(parts: readonly string[]): number {
  let start = -1;
  let isPlain = true;
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i] as string;
    if (start < 0 || !isPlain) {
      if (isVersionStart(part, i === parts.length - 1)) {
        start = i;
        isPlain = true;
      }
    } else if (!/^\d/.test(part) && !QUALIFIER.test(part)) isPlain = false;
  }
  return start;
}

function isVersionStart(part: string, isLast: boolean): boolean {
  if (/^v?\d/.test(part)) return !/^\d+[a-zA-Z]{2,}/.test(part) || isLast;
  return isLast && /^(?:r|rc|b|build|rev|SNAPSHOT$)\d*$/i.test(part) && /\d|SNAPSHOT/i.test(part);
}
