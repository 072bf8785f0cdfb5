// Which installed gem a dependency means: the newest that its constraints allow, of the same gem home before others.
import type { FoundPackage } from '../../cataloger.ts';
import { GEMSPEC_TYPE } from './gemspec.ts';

export function resolveGems(found: readonly FoundPackage[]): readonly FoundPackage[] {
  const byName = new Map<string, FoundPackage[]>();
  for (const one of found) {
    if (!isInstalled(one)) continue;
    const known = byName.get(one.draft.name);
    if (known) known.push(one);
    else byName.set(one.draft.name, [one]);
  }
  for (const list of byName.values()) list.sort((a, b) => compareGems(b.draft.version, a.draft.version));
  return found.map((one) => {
    if (!isInstalled(one)) return one;
    const home = homeOf(one.path);
    const requires = (one.draft.requires ?? []).flatMap((need) => {
      const target = choose(need, home, byName);
      return target ? [`/${target.path}`] : [];
    });
    return { ...one, draft: { ...one.draft, scope: 'installed', provides: [`/${one.path}`], requires } };
  });
}

function isInstalled({ draft }: FoundPackage): boolean {
  return draft.metadataType === GEMSPEC_TYPE;
}

function homeOf(path: string): string {
  return path.slice(0, path.lastIndexOf('specifications/'));
}

function choose(
  need: string,
  home: string,
  byName: ReadonlyMap<string, readonly FoundPackage[]>,
): FoundPackage | undefined {
  const blank = need.indexOf(' ');
  const constraints = blank < 0 ? [] : need.slice(blank + 1).split(',');
  const fitting = (byName.get(blank < 0 ? need : need.slice(0, blank)) ?? []).filter(({ draft }) =>
    constraints.every((constraint) => allows(constraint, draft.version)),
  );
  return fitting.find(({ path }) => homeOf(path) === home) ?? fitting[0];
}

/** `~> 1.2`, `>= 3`, `= 1.0`, `!= 2` (RubyGems Guides, "Patterns"). */
export function allows(constraint: string, version: string): boolean {
  const match = /^\s*(~>|[<>!]?=|[<>])?\s*(\S+)\s*$/.exec(constraint);
  if (!match) return true;
  const [, operator = '=', wanted = ''] = match;
  const order = compareGems(version, wanted);
  if (operator === '~>') return order >= 0 && compareGems(version, nextOf(wanted)) < 0;
  if (operator === '>=') return order >= 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  if (operator === '<') return order < 0;
  return operator === '!=' ? order !== 0 : order === 0;
}

// `~> 1.2.3` stops before 1.3, `~> 1.2` before 2.
function nextOf(version: string): string {
  const parts = version.split('.').filter((part) => /^\d+$/.test(part));
  if (parts.length > 1) parts.pop();
  const last = parts.pop() ?? '0';
  return [...parts, String(Number(last) + 1)].join('.');
}

/** Orders gem versions: numbers by value, letters (a pre-release) before numbers. */
export function compareGems(a: string, b: string): number {
  const [left, right] = [segments(a), segments(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x = '0', y = '0'] = [left[i], right[i]];
    const [m, n] = [/^\d/.test(x), /^\d/.test(y)];
    if (m !== n) return m ? 1 : -1;
    const difference = m ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
    if (difference) return difference;
  }
  return 0;
}

function segments(version: string): readonly string[] {
  return version.match(/\d+|[a-z]+/gi) ?? [];
}
