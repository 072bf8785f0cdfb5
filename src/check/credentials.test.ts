import { describe, expect, test } from 'vitest';
import {
  describeSecret,
  findSecrets,
  judgeSecret,
  nameWords,
  redactSecrets,
  shannonEntropy,
} from './credentials.ts';

const S = 'q7Hx93LmZt41VbKe';
const A = (n: number): string => 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zC'.repeat(8).slice(0, n);

describe('judgeSecret()', () => {
  test.each([
    ['X', `ghp_${A(36)}`, 'GitHub token'],
    ['X', `github_pat_${A(70)}`, 'GitHub fine-grained token'],
    ['X', `glpat-${A(20)}`, 'GitLab token'],
    ['X', 'AKIA2OGYBAH6STMMNXWG', 'AWS access key id'],
    ['X', `npm_${A(36)}`, 'npm token'],
    ['X', `sk_live_${A(24)}`, 'Stripe key'],
    ['X', `hf_${A(34)}`, 'Hugging Face token'],
    ['X', `eyJ${A(20)}.eyJ${A(30)}.${A(20)}`, 'JSON web token'],
    ['X', '-----BEGIN RSA PRIVATE KEY-----\nMIIE', 'private key'],
    ['DB', `postgres://app:${S}@db/x`, 'password in a URL'],
    ['DB_PASSWORD', S, 'password'],
    ['dbPassword', S, 'password'],
    ['db-password', `"${S}"`, 'password'],
    ['DB_PASSWORD', 'changeme', 'default password'],
    ['API_TOKEN', S, 'token'],
    ['CLIENT_SECRET', S, 'secret'],
    ['STORAGE_ACCOUNT_KEY', S, 'secret key'],
    ['AWS_SECRET_ACCESS_KEY', '/bPxRfiCYK7MDENGwJalrXUtnFEMI1zQ9PqrStu+', 'secret'],
  ])('%s=%s is a %s', (name, value, kind) => {
    expect(judgeSecret(name, value)?.kind).toBe(kind);
  });

  test.each([
    ['DB_PASSWORD', ''],
    ['DB_PASSWORD', '""'],
    ['DB_PASSWORD', '"'],
    ['DB_PASSWORD', '$DB_PASSWORD'],
    ['DB_PASSWORD', `$${'{DB_PASSWORD:-}'}`],
    ['DB_PASSWORD', '$(cat /run/secrets/db)'],
    ['DB_PASSWORD', '{{ .Values.password }}'],
    ['DB_PASSWORD', '<your password>'],
    ['DB_PASSWORD', 'vault:secret/db'],
    ['DB_PASSWORD', 'xxxxxxxx'],
    ['DB_PASSWORD', 'true'],
    ['DB_PASSWORD_FILE', '/run/secrets/db'],
    ['DB_PASSWORD', '/run/secrets/db'],
    ['PASSWORD_MIN_LENGTH', '12345678'],
    ['TOKEN_TTL', '86400000'],
    ['SECRET_NAME', 'database-login'],
    ['API_TOKEN', '12345'],
    ['TOKEN', 'short'],
    ['PWD', '/home/app'],
    ['OLDPWD', '/home/app'],
    ['GPG_KEY', '7169605F62C751356D054A26A821E680E5FA6305'],
    ['KEYCLOAK_URL', 'https://keycloak.example/auth'],
    ['PUBLIC_KEY_TOKEN', 'ssh-ed25519 AAAAC3Nza'],
    ['SSH_PRIVATE_KEY', '-----BEGIN PUBLIC KEY-----'],
    ['X', `ghp_${'x'.repeat(36)}`],
    ['X', 'AKIAIOSFODNN7EXAMPLE'],
    ['DB', 'postgres://app@db/x'],
    ['DB', 'postgres://app:$PASS@db/x'],
    ['COMPASS', 'north-north-west'],
    ['BYPASSWORD', 'north-north-west'],
    ['', S],
  ])('%s=%s is none', (name, value) => {
    expect(judgeSecret(name, value)).toBeUndefined();
  });

  test('gives the secret itself, for a fingerprint only', () => {
    const judged = judgeSecret('DB', `postgres://app:${S}@db/x`);
    expect(judged?.secret).toBe(S);
    expect(describeSecret(S)).toMatch(/^16 characters, sha256 [0-9a-f]{8}$/);
    expect(describeSecret(A(40))).toMatch(/^aB3d…, 40 characters, sha256 [0-9a-f]{8}$/);
    expect(describeSecret(S)).not.toContain(S.slice(0, 4));
  });
});

const LEAKS: readonly string[] = [
  `export DB_PASSWORD=${S}`,
  `export DB_PASSWORD="${S} and more"`,
  `export DB_PASSWORD='${S}`,
  `./configure --db-password ${S}`,
  `./configure --db-password=${S}`,
  `echo '{"password": "${S}"}' > c.json`,
  `password: ${S}`,
  `curl -H "Authorization: Bearer ${S}${S}" x`,
  `git clone https://oauth2:${S}@gitlab.com/x`,
  `curl -fk -u admin:${S} https://x`,
  `curl --user=admin:${S} https://x`,
  `sshpass -p ${S} ssh host`,
  `docker login -u me -p ${S} registry.example`,
  `echo ${S} | docker login -u me --password-stdin`,
  `echo "root:${S}" | chpasswd`,
  `echo 'app:${S}' | sudo chpasswd`,
  `npm config set //r.example/:_authToken=${S}`,
];

describe('findSecrets() and redactSecrets()', () => {
  test.each(LEAKS)('see the secret in %s', (text) => {
    expect(findSecrets(text).length).toBeGreaterThan(0);
    expect(redactSecrets(text)).not.toContain(S);
    expect(redactSecrets(text)).toContain('[redacted]');
  });

  test.each([
    'docker run -u 1000:1000 -p 8080:80 x',
    'curl -u "$USER:$PASS" https://x',
    'docker login -u me -p $TOKEN r',
    'echo $TOKEN | docker login --password-stdin',
    'echo "root:$PASSWORD" | chpasswd',
    'echo "a:b" | sed s/a/b/',
    'apt-get install -y passwd libpam-pwquality',
    'useradd --system --uid 10001 app',
    'mkdir -p /run/secrets && chmod 700 /run/secrets',
    'test "$PASSWORD" = "" || exit 1',
    `echo ${'ab12'.repeat(16)}  file | sha256sum -c`,
  ])('leave %s alone', (text) => {
    expect(findSecrets(text)).toEqual([]);
    expect(redactSecrets(text)).toBe(text);
  });

  test('redactSecrets() hides all of a key, with and without its end', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\nMIIE${S}\n${S}\n`;
    expect(redactSecrets(`ARG K="${key}`)).toBe('ARG K="[redacted]');
    const whole = `a ${key}-----END RSA PRIVATE KEY----- b ${key}-----END RSA PRIVATE KEY----- c`;
    expect(redactSecrets(whole)).toBe('a [redacted] b [redacted] c');
  });

  test('redactSecrets() hides what is left of a token that was cut', () => {
    expect(redactSecrets(`X=eyJ${A(20)}.eyJ${A(30)}`)).toBe('X=[redacted]');
    expect(redactSecrets(`X=eyJ${A(20)}.eyJ${A(30)}.${A(30)} y`)).toBe('X=[redacted] y');
  });

  test('redactSecrets() hides values of ENV in its old form', () => {
    expect(redactSecrets(`ENV DB_PASSWORD ${S} x`)).toBe('ENV DB_PASSWORD [redacted]');
    expect(redactSecrets('ENV PATH /usr/bin')).toBe('ENV PATH /usr/bin');
  });

  test('findSecrets() stops at 50', () => {
    const text = Array.from({ length: 200 }, (_, i) => `P${i}_PASSWORD=${S}${i}`).join(' ');
    expect(findSecrets(text).length).toBe(50);
  });
});

test('nameWords() takes names apart', () => {
  expect(nameWords('dbPassword')).toEqual(['db', 'password']);
  expect(nameWords('DB_PASSWORD')).toEqual(['db', 'password']);
  expect(nameWords('--db.pass-word')).toEqual(['db', 'pass', 'word']);
});

test('shannonEntropy() counts bits', () => {
  expect(shannonEntropy('')).toBe(0);
  expect(shannonEntropy('aaaa')).toBe(0);
  expect(shannonEntropy('abcd')).toBe(2);
});
