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
    .toString('latin1')
    .split('\n', MAX_LINES)
    .filter((line) => !/^\s*([#+-]|$)/.test(line))
    .map((line) => line.replace(/\r$/, '').split(':', 16))
    .filter((fields) => fields.length >= least && fields[0] !== '');
}

function number(text: string | undefined): number {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
}

export function parsePasswd(bytes: Buffer | undefined): readonly Account[] {
  return rows(bytes, 4)
    .map(([name = '', password = '', uid, gid, , home = '', shell = '']) => {
      return { name, password, uid: number(uid), gid: number(gid), home, shell };
    })
    .filter((a) => !Number.isNaN(a.uid));
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
  return password !== '' && !password.startsWith('$') && !/^[./0-9A-Za-z]{13}$/.test(password);
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
  return { user, group, uid: /^[+-]?\d{1,10}$/.test(user) ? Math.abs(Number(user)) : undefined };
}

/** The account a runtime takes for this user: the first whose name or number fits. */
export function findAccount(accounts: readonly Account[], spec: UserSpec): Account | undefined {
  return accounts.find((a) => a.name === spec.user || (spec.uid !== undefined && a.uid === spec.uid));
}

/** Why these processes run as root, or undefined when they do not (or the named user is not known). */
export function rootReason(userField: string, passwd: Buffer | undefined): string | undefined {
  const spec = parseUserSpec(userField);
  if (spec.user === '')
    return userField === '' ? 'config.User is empty' : `config.User "${userField}" names no user`;
  const account = findAccount(parsePasswd(passwd), spec);
  if (account && account.uid === 0 && spec.uid !== 0 && spec.user !== 'root')
    return `config.User is "${userField}", which etc/passwd maps to uid 0`;
  const root = spec.uid === 0 || spec.user === 'root';
  return root && (account === undefined || account.uid === 0) ? `config.User is "${userField}"` : undefined;
}
