import type { Severity } from '../../report/model.ts';
import type { ContextLiteral } from './context.ts';

export interface RuleCase {
  readonly why: string;
  readonly is: ContextLiteral;
  /** Where it is not the rule's own. */
  readonly severity?: Severity;
}

export interface RuleCases {
  readonly bad: readonly RuleCase[];
  /** Fine, and most of them close to what is not. */
  readonly good: readonly RuleCase[];
}

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\napp:x:10001:10001::/app:/bin/sh\n';
const ENCRYPTED = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG9w0BBQwwHAQI\n';
const PLAIN = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIB\n';
const PUBLIC = '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n';
const SECRET = 'q7Hx93LmZt41VbKe';
const DAYS = (n: number): string => new Date(Date.UTC(2026, 7, 22) - n * 86_400_000).toISOString();
const user = (User: string, passwd?: string): ContextLiteral => ({
  config: { User },
  ...(passwd && { files: { 'etc/passwd': passwd, 'etc/group': 'root:x:0:\napp:x:10001:\n' } }),
});
const env = (...Env: string[]): ContextLiteral => ({ config: { Env } });
const run = (...lines: string[]): ContextLiteral => ({ history: lines.map((l) => `RUN /bin/sh -c ${l}`) });
const one = (path: string, mode: number, type?: 'directory'): ContextLiteral => ({
  files: { [path]: { mode, size: 10, ...(type && { type }) } },
});
const capability = (bits: number): ContextLiteral => {
  const value = Buffer.alloc(20);
  value.writeUInt32LE(0x02000001, 0);
  value.writeUInt32LE(bits, 4);
  return { files: { 'app/server': { mode: 0o755, size: 9, xattrs: { 'security.capability': value } } } };
};
const distribution = (id: string, date?: string, past = false): ContextLiteral => ({
  identity: {
    distribution: { id, name: `${id} 1`, version: '1', ...(date && { endOfLife: { date, past } }) },
  } as NonNullable<ContextLiteral['identity']>,
});

/** What each rule finds, and what it must leave alone. */
export const RULE_CASES: Readonly<Record<string, RuleCases>> = {
  'config/key-password': {
    bad: [
      {
        why: 'an encrypted key and its password',
        is: { ...env('COSIGN_PASSWORD=hunter22'), files: { 'app/cosign.key': ENCRYPTED } },
      },
    ],
    good: [
      {
        why: 'the password of something else',
        is: { ...env('DB_PASSWORD=x1y2z3'), files: { 'app/tls.key': ENCRYPTED } },
      },
      { why: 'no key', is: env('COSIGN_PASSWORD=hunter22') },
    ],
  },
  'config/secret-env': {
    bad: [{ why: 'a password by name', is: env(`DB_PASSWORD=${SECRET}`) }],
    good: [
      { why: 'a file that holds it', is: env('DB_PASSWORD_FILE=/run/secrets/db') },
      { why: 'empty', is: env('DB_PASSWORD=', 'TOKEN=') },
      { why: 'a fingerprint of a public key', is: env('GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305') },
    ],
  },
  'config/secret-history': {
    bad: [
      { why: 'a login on the command line', is: run(`curl -H 'Authorization: Bearer ${SECRET}${SECRET}' x`) },
    ],
    good: [
      { why: 'a variable', is: run('curl -H "Authorization: Bearer $TOKEN" x') },
      { why: 'a digest', is: run(`echo ${'ab12'.repeat(16)}  f | sha256sum -c`) },
    ],
  },
  'config/secret-label': {
    bad: [{ why: 'a password by name', is: { config: { Labels: { 'db.password': SECRET } } } }],
    good: [
      { why: 'a URL', is: { config: { Labels: { 'org.opencontainers.image.source': 'https://x.org/a' } } } },
    ],
  },
  'config/root-user': {
    bad: [
      ...['', '0', '0:0', 'root', 'root:root', '0:10001', '00', '+0'].map((u) => ({
        why: `user ${JSON.stringify(u)}`,
        is: user(u, PASSWD),
      })),
      { why: 'a name that passwd maps to 0', is: user('toor', `${PASSWD}toor:x:0:0::/:/bin/sh\n`) },
    ],
    good: [
      ...['app', '10001', '10001:0', 'app:app', '1'].map((u) => ({ why: `user ${u}`, is: user(u, PASSWD) })),
    ],
  },
  'config/unknown-user': {
    bad: [
      { why: 'a name nobody has', is: user('nobody-here', PASSWD) },
      { why: 'a group nobody has', is: user('app:wheel', PASSWD) },
      { why: 'no passwd at all', is: user('app') },
    ],
    good: [
      { why: 'a known user', is: user('app:app', PASSWD) },
      { why: 'a number needs no name', is: user('4711:4711', PASSWD) },
    ],
  },
  'config/non-numeric-user': {
    bad: [{ why: 'a name', is: user('app', PASSWD) }],
    good: [
      { why: 'a number', is: user('10001', PASSWD) },
      { why: 'root is another rule', is: user('root', PASSWD) },
    ],
  },
  'config/system-volume': {
    bad: [
      { why: 'etc', is: { config: { Volumes: { '/etc/': {} } } }, severity: 'medium' },
      { why: 'a device', is: { config: { Volumes: { '/dev/net': {} } } } },
      { why: 'the engine', is: { config: { Volumes: { '/var/run/docker.sock': {} } } } },
    ],
    good: [{ why: 'data', is: { config: { Volumes: { '/var/lib/app': {}, '/data': {}, '/dev/shm': {} } } } }],
  },
  'config/ssh-port': {
    bad: [
      { why: '22', is: { config: { ExposedPorts: { '22/tcp': {} } } } },
      { why: 'a range around it', is: { config: { ExposedPorts: { '20-25/tcp': {} } } } },
    ],
    good: [{ why: '2222 and 220', is: { config: { ExposedPorts: { '2222/tcp': {}, '220/tcp': {} } } } }],
  },
  'config/privileged-port': {
    bad: [
      { why: '80', is: { config: { ExposedPorts: { '80/tcp': {} } } }, severity: 'info' },
      {
        why: '80 of a user who may not',
        is: { config: { User: '10001', ExposedPorts: { '80/tcp': {} } } },
        severity: 'low',
      },
    ],
    good: [{ why: '8080 and 1024', is: { config: { ExposedPorts: { '8080/tcp': {}, '1024/udp': {} } } } }],
  },
  'config/tls-verification': {
    bad: [{ why: 'node', is: env('NODE_TLS_REJECT_UNAUTHORIZED=0') }],
    good: [{ why: 'switched on', is: env('NODE_TLS_REJECT_UNAUTHORIZED=1', 'GIT_SSL_NO_VERIFY=false') }],
  },
  'config/relative-workdir': {
    bad: [{ why: 'app', is: { config: { WorkingDir: 'app' } } }],
    good: [
      { why: '/app', is: { config: { WorkingDir: '/app' } } },
      { why: 'none', is: { config: { WorkingDir: '' } } },
    ],
  },
  'config/shell-form': {
    bad: [{ why: 'a shell', is: { config: { Entrypoint: ['/bin/sh', '-c', 'node server.js'] } } }],
    good: [
      { why: 'exec form', is: { config: { Entrypoint: ['node', 'server.js'] } } },
      { why: 'handed over', is: { config: { Cmd: ['/bin/sh', '-c', 'exec node server.js'] } } },
      { why: 'a script of its own', is: { config: { Entrypoint: ['/bin/sh', '/entry.sh'] } } },
    ],
  },
  'config/no-command': {
    bad: [{ why: 'nothing', is: { config: {} } }],
    good: [{ why: 'a command', is: { config: { Cmd: ['/app'] } } }],
  },
  'config/no-healthcheck': {
    bad: [
      { why: 'nothing', is: { config: {} } },
      { why: 'switched off', is: { config: { Healthcheck: { Test: ['NONE'] } } } },
    ],
    good: [{ why: 'a probe', is: { config: { Healthcheck: { Test: ['CMD', '/probe'] } } } }],
  },
  'config/stop-signal': {
    bad: [
      { why: 'KILL', is: { config: { StopSignal: 'SIGKILL' } } },
      { why: '9', is: { config: { StopSignal: '9' } } },
    ],
    good: [{ why: 'QUIT', is: { config: { StopSignal: 'SIGQUIT' } } }],
  },
  'config/onbuild': {
    bad: [{ why: 'a trigger', is: { config: { OnBuild: ['COPY . /app'] } } }],
    good: [{ why: 'none', is: { config: { OnBuild: [] } } }],
  },
  'config/moving-tag': {
    bad: [
      { why: 'latest', is: { identity: { reference: 'docker.io/library/nginx:latest' } } },
      { why: 'no tag', is: { identity: { reference: 'registry.example:5000/app' } } },
    ],
    good: [
      { why: 'a version', is: { identity: { reference: 'docker.io/library/nginx:1.29.3' } } },
      { why: 'a digest', is: { identity: { reference: `nginx:latest@sha256:${'a'.repeat(64)}` } } },
    ],
  },
  'config/age': {
    bad: [
      { why: 'half a year', is: { image: { created: DAYS(200) } }, severity: 'low' },
      { why: 'two years', is: { image: { created: DAYS(730) } }, severity: 'medium' },
    ],
    good: [
      { why: 'a month', is: { image: { created: DAYS(30) } } },
      { why: 'a reproducible build', is: { image: { created: '1970-01-01T00:00:00Z' } } },
    ],
  },
  'config/missing-labels': {
    bad: [{ why: 'none', is: { config: {} } }],
    good: [
      {
        why: 'all, one in the older spelling',
        is: {
          config: {
            Labels: {
              'org.label-schema.vcs-url': 'https://x.org/a',
              'org.opencontainers.image.revision': 'abc',
              'org.opencontainers.image.version': '1',
            },
          },
        },
      },
    ],
  },
  'history/pipe-to-shell': {
    bad: [
      { why: 'curl | sh', is: run('curl -fsSL https://x.org/i.sh | sh') },
      { why: 'substituted', is: run('sh -c "$(wget -qO- https://x.org/i.sh)"') },
    ],
    good: [
      { why: 'another pipe', is: run('curl -fsSL https://x.org/a.tgz | tar xz') },
      { why: 'only spoken of', is: run("echo 'curl x | sh'") },
    ],
  },
  'history/unverified-download': {
    bad: [
      { why: 'curl -k', is: run('curl -fsSLk https://x.org/a') },
      { why: 'apk', is: run('apk add --allow-untrusted x.apk') },
    ],
    good: [{ why: 'ordinary', is: run('curl -fsSL https://x.org/k && apt-get install -y curl') }],
  },
  'history/add-url': {
    bad: [{ why: 'no checksum', is: { history: ['ADD https://x.org/a.tgz /a'] } }],
    good: [
      {
        why: 'a checksum',
        is: { history: [`ADD --checksum=sha256:${'a'.repeat(64)} https://x.org/a.tgz /a`] },
      },
      { why: 'a file', is: { history: ['ADD a.tgz /a'] } },
    ],
  },
  'history/sudo': {
    bad: [{ why: 'used', is: run('sudo apt-get update') }],
    good: [{ why: 'a word', is: run('echo no sudo here') }],
  },
  'history/upgrade': {
    bad: [
      { why: 'apt', is: run('apt-get update && apt-get dist-upgrade -y') },
      { why: 'over two lines', is: run('yum update \\\n && yum clean all'), severity: 'info' },
    ],
    good: [{ why: 'one package', is: run('apt-get install -y --only-upgrade openssl') }],
  },
  'accounts/uid-zero': {
    bad: [{ why: 'toor', is: { files: { 'etc/passwd': `${PASSWD}toor:x:0:0::/:/bin/sh\n` } } }],
    good: [{ why: 'only root', is: { files: { 'etc/passwd': PASSWD } } }],
  },
  'accounts/empty-password': {
    bad: [
      {
        why: 'in shadow',
        is: { files: { 'etc/passwd': PASSWD, 'etc/shadow': 'root:*:1::::::\napp::1::::::\n' } },
        severity: 'high',
      },
      { why: 'in passwd', is: { files: { 'etc/passwd': 'app::1:1::/:/bin/sh\n' } }, severity: 'high' },
      {
        why: 'who may not log in',
        is: { files: { 'etc/passwd': 'a::1:1::/:/sbin/nologin\n' } },
        severity: 'low',
      },
    ],
    good: [
      {
        why: 'locked',
        is: { files: { 'etc/passwd': PASSWD, 'etc/shadow': 'root:*:1::::::\napp:!:1::::::\n' } },
      },
    ],
  },
  'accounts/password-hash': {
    bad: [
      {
        why: 'a hash',
        is: {
          files: {
            'etc/passwd': PASSWD,
            'etc/shadow': 'app:$6$salt$abcdefghijklmnopqrstuvwxyz0123456789:1::::::\n',
          },
        },
        severity: 'low',
      },
    ],
    good: [
      {
        why: 'locked',
        is: { files: { 'etc/passwd': PASSWD, 'etc/shadow': 'root:*:1::::::\napp:!:1::::::\n' } },
      },
    ],
  },
  'accounts/duplicate': {
    bad: [
      { why: 'a name twice', is: { files: { 'etc/passwd': `${PASSWD}app:x:10002:10002::/:/bin/sh\n` } } },
    ],
    good: [{ why: 'each once', is: { files: { 'etc/passwd': PASSWD } } }],
  },
  'files/deleted-secret': {
    bad: [{ why: 'a key', is: { hidden: [{ path: 'root/.ssh/id_rsa', size: 1700 }] } }],
    good: [{ why: 'its public half', is: { hidden: [{ path: 'root/.ssh/id_rsa.pub', size: 400 }] } }],
  },
  'files/private-key': {
    bad: [{ why: 'a key', is: { files: { 'root/.ssh/id_rsa': PLAIN } } }],
    good: [
      { why: 'a public key', is: { files: { 'root/.ssh/id_rsa.pub': PUBLIC } } },
      { why: 'certificates to trust', is: { files: { 'etc/ssl/certs/ca-certificates.crt': 'x' } } },
    ],
  },
  'files/credential-file': {
    bad: [
      {
        why: 'docker',
        is: { files: { 'root/.docker/config.json': '{"auths":{"r.example":{"auth":"dXNlcjpwYXNz"}}}' } },
      },
    ],
    good: [{ why: 'without a login', is: { files: { 'root/.docker/config.json': '{"auths":{}}' } } }],
  },
  'files/dotenv': {
    bad: [{ why: '.env', is: { files: { 'app/.env': 'DB_PASSWORD=x' } } }],
    good: [{ why: 'an example', is: { files: { 'app/.env.example': 'DB_PASSWORD=' } } }],
  },
  'files/authorized-keys': {
    bad: [{ why: 'a key', is: { files: { 'root/.ssh/authorized_keys': 'ssh-ed25519 AAAAC3NzaC1 me@x\n' } } }],
    good: [{ why: 'none', is: { files: { 'root/.ssh/authorized_keys': '# ssh-ed25519 AAAAC3NzaC1\n' } } }],
  },
  'files/ld-preload': {
    bad: [{ why: 'a library', is: { files: { 'etc/ld.so.preload': '/lib/x.so\n' } } }],
    good: [
      { why: 'empty', is: { files: { 'etc/ld.so.preload': '' } } },
      { why: 'comments', is: { files: { 'etc/ld.so.preload': '# nothing\n' } } },
    ],
  },
  'files/setuid': {
    bad: [
      { why: 'passwd', is: one('usr/bin/passwd', 0o4755), severity: 'low' },
      { why: 'unheard of', is: one('opt/x/tool', 0o4755), severity: 'medium' },
      { why: 'a shell', is: one('usr/bin/bash', 0o4755), severity: 'high' },
      { why: 'setgid', is: one('usr/bin/wall', 0o2755), severity: 'low' },
    ],
    good: [
      { why: 'plain', is: one('usr/bin/passwd', 0o755) },
      { why: 'a setgid directory', is: one('var/mail', 0o2775, 'directory') },
      { why: 'mandatory locking, not setgid', is: one('var/x', 0o2644) },
    ],
  },
  'files/capabilities': {
    bad: [
      { why: 'sys_admin', is: capability(1 << 21), severity: 'high' },
      { why: 'low ports', is: capability(1 << 10), severity: 'info' },
    ],
    good: [{ why: 'none', is: one('app/server', 0o755) }],
  },
  'files/device-nodes': {
    bad: [
      { why: 'a disk', is: { files: { 'dev/sda': { type: 'block', device: [8, 0] } } }, severity: 'high' },
    ],
    good: [
      { why: 'null', is: { files: { 'dev/null': { type: 'character', device: [1, 3], mode: 0o666 } } } },
    ],
  },
  'files/world-writable': {
    bad: [
      { why: 'data', is: one('app/data', 0o666), severity: 'low' },
      { why: 'configuration', is: one('etc/app.conf', 0o666), severity: 'medium' },
    ],
    good: [
      { why: 'group only', is: one('app/data', 0o664) },
      { why: 'in tmp', is: one('tmp/x', 0o666) },
    ],
  },
  'files/world-writable-directory': {
    bad: [
      { why: 'no sticky bit', is: one('app/tmp', 0o777, 'directory'), severity: 'low' },
      { why: 'of the system', is: one('etc/app', 0o777, 'directory'), severity: 'medium' },
    ],
    good: [{ why: 'sticky', is: one('tmp', 0o1777, 'directory') }],
  },
  'files/docker-socket': {
    bad: [{ why: 'docker', is: one('var/run/docker.sock', 0o660) }],
    good: [{ why: 'a name', is: one('usr/share/doc/docker.sock.txt', 0o644) }],
  },
  'files/unsigned-repository': {
    bad: [
      { why: 'apt', is: { files: { 'etc/apt/sources.list': 'deb [trusted=yes] http://x.org/a ./\n' } } },
      { why: 'yum', is: { files: { 'etc/yum.repos.d/x.repo': '[x]\ngpgcheck=0\n' } } },
    ],
    good: [
      {
        why: 'signed',
        is: { files: { 'etc/apt/sources.list': 'deb [signed-by=/k.gpg] http://x.org/a ./\n' } },
      },
      { why: 'a comment', is: { files: { 'etc/yum.repos.d/x.repo': '# gpgcheck=0\ngpgcheck=1\n' } } },
    ],
  },
  'files/git-directory': {
    bad: [{ why: 'git', is: { files: { 'app/.git/HEAD': 'ref: refs/heads/main\n' } } }],
    good: [{ why: 'an ignore file', is: { files: { 'app/.gitignore': 'x\n', 'app/.github/HEAD': 'x' } } }],
  },
  'files/build-tools': {
    bad: [{ why: 'gcc', is: one('usr/bin/gcc-12', 0o755) }],
    good: [{ why: 'its documents', is: one('usr/share/doc/gcc', 0o644) }],
  },
  'files/package-cache': {
    bad: [
      { why: 'apt', is: { files: { 'var/lib/apt/lists/deb.debian.org_x_Packages': { size: 8_000_000 } } } },
    ],
    good: [{ why: 'a trifle', is: { files: { 'var/lib/apt/lists/lock': { size: 1 } } } }],
  },
  'files/temporary-files': {
    bad: [{ why: 'a download', is: { files: { 'tmp/a.tgz': { size: 200_000 } } } }],
    good: [{ why: 'a folder called so', is: { files: { 'app/tmp/a.tgz': { size: 200_000 } } } }],
  },
  'files/deleted-content': {
    bad: [{ why: 'megabytes', is: { hidden: [{ path: 'app/data', size: 3_000_000 }] } }],
    good: [{ why: 'replaced', is: { hidden: [{ path: 'app/data', size: 3_000_000, how: 'replaced' }] } }],
  },
  'files/wasted-space': {
    bad: [
      {
        why: 'half of it',
        is: { efficiency: { score: 0.5, wastedBytes: 6e6, wasted: [{ path: 'a', count: 2, bytes: 6e6 }] } },
      },
    ],
    good: [{ why: 'little', is: { efficiency: { score: 0.5, wastedBytes: 6000, wasted: [] } } }],
  },
  'files/package-manager': {
    bad: [{ why: 'apt', is: one('usr/bin/apt-get', 0o755) }],
    good: [{ why: 'its completion', is: one('usr/share/bash-completion/completions/apt-get', 0o644) }],
  },
  'files/shell': {
    bad: [{ why: 'bash', is: one('bin/bash', 0o755) }],
    good: [{ why: 'a script', is: one('bin/bashful', 0o755) }],
  },
  'distribution/end-of-life': {
    bad: [
      { why: 'past', is: distribution('debian', '2024-01-01', true), severity: 'high' },
      { why: 'soon', is: distribution('debian', '2026-10-01'), severity: 'low' },
    ],
    good: [
      { why: 'years to go', is: distribution('debian', '2028-06-30') },
      { why: 'no dates', is: distribution('debian') },
    ],
  },
  'distribution/unknown': {
    bad: [
      { why: 'none', is: {} },
      { why: 'no dates', is: distribution('frobnix') },
    ],
    good: [{ why: 'known', is: distribution('debian', '2028-06-30') }],
  },
};
