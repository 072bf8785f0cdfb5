// Environment markers: `python_version < "3.10" and sys_platform == "win32"` (PyPA, "Dependency specifiers").

export type MarkerEnvironment = Readonly<Record<string, string>>;

/** What Linux containers are. @param pythonVersion `3.11` */
export function linuxEnvironment(pythonVersion: string): MarkerEnvironment {
  return {
    os_name: 'posix',
    sys_platform: 'linux',
    platform_system: 'Linux',
    implementation_name: 'cpython',
    platform_python_implementation: 'CPython',
    python_version: pythonVersion,
    python_full_version: pythonVersion,
    extra: '',
  };
}

const MAX_LENGTH = 2000;

/** Whether a dependency with this marker applies. What cannot be told (another variable, no marker at all) applies. */
export function markerApplies(marker: string, environment: MarkerEnvironment): boolean {
  if (marker.length > MAX_LENGTH) return true;
  const tokens = marker.match(/"[^"]*"|'[^']*'|[()]|[<>=!~]+|[\w.]+/g) ?? [];
  return either({ tokens, at: 0 }, environment, 0);
}

interface Cursor {
  readonly tokens: readonly string[];
  at: number;
}

function either(cursor: Cursor, environment: MarkerEnvironment, depth: number): boolean {
  let value = both(cursor, environment, depth);
  while (cursor.tokens[cursor.at] === 'or') {
    cursor.at++;
    value = both(cursor, environment, depth) || value;
  }
  return value;
}

function both(cursor: Cursor, environment: MarkerEnvironment, depth: number): boolean {
  let value = single(cursor, environment, depth);
  while (cursor.tokens[cursor.at] === 'and') {
    cursor.at++;
    value = single(cursor, environment, depth) && value;
  }
  return value;
}

function single(cursor: Cursor, environment: MarkerEnvironment, depth: number): boolean {
  if (cursor.tokens[cursor.at] === '(' && depth < 32) {
    cursor.at++;
    const value = either(cursor, environment, depth + 1);
    if (cursor.tokens[cursor.at] === ')') cursor.at++;
    return value;
  }
  const left = cursor.tokens[cursor.at++];
  let operator = cursor.tokens[cursor.at++];
  if (operator === 'not') operator = `not ${cursor.tokens[cursor.at++]}`;
  const right = cursor.tokens[cursor.at++];
  if (left === undefined || operator === undefined || right === undefined) return true;
  const [a, b] = [valueOfToken(left, environment), valueOfToken(right, environment)];
  if (a === undefined || b === undefined) return true;
  return compare(a, operator, b, left.startsWith('python_') || right.startsWith('python_'));
}

function valueOfToken(token: string, environment: MarkerEnvironment): string | undefined {
  return /^["']/.test(token) ? token.slice(1, -1) : environment[token];
}

function compare(a: string, operator: string, b: string, asVersions: boolean): boolean {
  if (operator === 'in') return b.includes(a);
  if (operator === 'not in') return !b.includes(a);
  const order = asVersions ? compareVersions(a, b) : a < b ? -1 : a > b ? 1 : 0;
  if (operator === '==' || operator === '===') return order === 0;
  if (operator === '!=') return order !== 0;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  if (operator === '>=' || operator === '~=') return order >= 0;
  return true;
}

// `3.9.*` is 3.9; only as many parts are compared as the shorter has.
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((v) => v.split('.').map((part) => Number.parseInt(part, 10)));
  for (let i = 0; i < Math.min(left?.length ?? 0, right?.length ?? 0); i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference) return difference;
  }
  return 0;
}
