// passwd(5), group(5), shadow(5). Lines that do not have the form are passed over, as the C library does.

export interface Account {
  readonly name: string;
  /** `x`: in shadow. Empty: none needed. */
  readonly password: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

export interface Shadow {
  readonly name: string;
  /** Empty: no password needed. `*`, `!…`: locked. */
  readonly password: string;
}

const MAX_LINES = 100_000;

function rows(bytes: Buffer | undefined, least: number): string[][] {
  if (!bytes) return [];
  return bytes
    .toString('utf8')
    .split('\n', MAX_LINES)
    .filter((line) => !/^\s*([#+-]|$)/.test(line))
    .map((line) => line.replace(/\r$/, '').split(':', 16))
    .filter((fields) => fields.length >= least && fields[0] !== '');
}

function number(text: string | undefined): number {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
}

/** The C library's reading: programs in the container see these accounts. */
export function parsePasswd(bytes: Buffer | undefined): readonly Account[] {
  return rows(bytes, 4)
    .map(([name = '', password = '', uid, gid, , home = '', shell = '']) => {
      return { name, password, uid: number(uid), gid: number(gid), home, shell };
    })
    .filter((a) => !Number.isNaN(a.uid));
}

/**
 * The container runtimes' reading (github.com/moby/sys/user), which decides who a process is: blanks around a line do not
 * count, fields may be missing, and a number that is none is 0. Whoever reads less sees no root where one starts.
 */
export function parseRuntimePasswd(bytes: Buffer | undefined): readonly Account[] {
  const lines = bytes?.toString('utf8').split('\n', MAX_LINES) ?? [];
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', password = '', uid, gid, , home = '', shell = ''] = line.split(':', 16);
      return { name, password, uid: runtimeNumber(uid), gid: runtimeNumber(gid), home, shell };
    });
}

function runtimeNumber(text: string | undefined): number {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}

export function parseGroup(bytes: Buffer | undefined): readonly Group[] {
  return rows(bytes, 3)
    .map(([name = '', , gid, members = '']) => {
      return { name, gid: number(gid), members: members.split(',').filter(Boolean) };
    })
    .filter((g) => !Number.isNaN(g.gid));
}

export function parseShadow(bytes: Buffer | undefined): readonly Shadow[] {
  return rows(bytes, 2).map(([name = '', password = '']) => ({ name, password }));
}

/** `*`, `!`, `!!`, `!*`, `*LK*`, `x` and a hash behind `!` let nobody in. */
export function isLocked(password: string): boolean {
  return password !== '' && !/^\$|^[./0-9A-Za-z]{13}$|^_[./0-9A-Za-z]{19}$/.test(password);
}

export interface UserSpec {
  readonly user: string;
  readonly group: string | undefined;
  /** Undefined: a name. */
  readonly uid: number | undefined;
}

/** Takes `config.User` apart: `user`, `uid`, `user:group`, … `00` and `+0` are numbers, as runtimes read them. */
export function parseUserSpec(text: string): UserSpec {
  const [user = '', group] = text.trim().split(/:(.*)/s) as [string, string?];
  return { user, group, uid: /^[+-]?0*\d{1,10}$/.test(user) ? Math.abs(Number(user)) : undefined };
}

/** The account a runtime takes for this user: the first whose number, or else whose name fits. A number is never a name. */
export function findAccount(accounts: readonly Account[], spec: UserSpec): Account | undefined {
  return accounts.find((a) => (spec.uid === undefined ? a.name === spec.user : a.uid === spec.uid));
}

/** Why these processes run as root, or undefined when they do not (or the named user is not known). */
export function rootReason(userField: string, passwd: Buffer | undefined): string | undefined {
  const spec = parseUserSpec(userField);
  if (spec.user === '')
    return userField === '' ? 'config.User is empty' : `config.User "${userField}" names no user`;
  if (spec.uid !== undefined) return spec.uid === 0 ? `config.User is "${userField}"` : undefined;
  const account = findAccount(parseRuntimePasswd(passwd), spec);
  if (spec.user === 'root') return !account || isZero(account) ? `config.User is "${userField}"` : undefined;
  return account && isZero(account)
    ? `config.User is "${userField}", which etc/passwd maps to uid 0`
    : undefined;
}

function isZero({ uid }: Account): boolean {
  return uid === 0;
}
