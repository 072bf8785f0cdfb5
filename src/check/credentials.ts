import { createHash } from 'node:crypto';
import type { Confidence, Severity } from '../report/model.ts';
import {
  COMMAND_SECRETS,
  DEFAULT_PASSWORDS,
  HARMLESS_ENDINGS,
  KEY_QUALIFIERS,
  PLACEHOLDER,
  SECRET_WORDS,
  TOKEN_PATTERNS,
} from './credentials.data.ts';

// Judges a name and its value together: a suspicious name with a harmless value (a path, a flag, a fingerprint) is
// silence, and a value that is a known kind of token is found under any name.

export interface SecretJudgement {
  /** `GitHub token`, `password`, … */
  readonly kind: string;
  /** The part of the value that is secret. Never print it: see {@link describeSecret}. */
  readonly secret: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
}

const MAX_VALUE = 64 * 1024;
const MAX_FOUND = 50;

/** Says whether `name=value` holds a secret, and which kind. Undefined: it does not, as far as one can tell. */
export function judgeSecret(name: string, value: string): SecretJudgement | undefined {
  const text = unquoted(value.slice(0, MAX_VALUE).trim());
  if (text.length < 3) return undefined;
  return judgeToken(text) ?? judgeUrl(text) ?? judgeNamed(name, text);
}

// A quote that does not end is one whose end was cut off.
function unquoted(text: string): string {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return text;
  return text.slice(1, text.length > 1 && text.endsWith(quote) ? -1 : undefined);
}

function judgeToken(text: string): SecretJudgement | undefined {
  for (const { kind, pattern } of TOKEN_PATTERNS) {
    const found = pattern.exec(text);
    if (found && !isDocumentationToken(found[0]))
      return {
        kind,
        secret: kind === 'private key' ? text : found[0],
        severity: 'high',
        confidence: 'likely',
      };
  }
  return undefined;
}

// The keys that vendors print in their own manuals.
function isDocumentationToken(token: string): boolean {
  return /EXAMPLE|(.)\1{11}/.test(token);
}

function judgeUrl(text: string): SecretJudgement | undefined {
  const password = /^[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@]{0,256}:([^\s/@]{1,1024})@/i.exec(text)?.[1];
  if (!password || isReference(password) || PLACEHOLDER.test(password)) return undefined;
  return judgePassword('password in a URL', password);
}

function judgeNamed(name: string, text: string): SecretJudgement | undefined {
  const words = nameWords(name);
  const kind = secretKind(words);
  if (
    !kind ||
    isReference(text) ||
    (isPathOrUrl(text) && !isCloudKey(text)) ||
    PLACEHOLDER.test(text) ||
    isPublic(text)
  )
    return undefined;
  if (kind === 'password') return judgePassword(kind, text);
  if (/^\d{1,12}$/.test(text) || text.length < 8) return undefined;
  return { kind, secret: text, severity: 'high', confidence: looksRandom(text) ? 'likely' : 'heuristic' };
}

function judgePassword(kind: string, password: string): SecretJudgement {
  const known = DEFAULT_PASSWORDS.has(password.toLowerCase());
  return known
    ? { kind: `default ${kind}`, secret: password, severity: 'medium', confidence: 'heuristic' }
    : { kind, secret: password, severity: 'high', confidence: 'likely' };
}

/** `dbPassword`, `DB_PASSWORD` and `db-password` are all `[db, password]`. */
export function nameWords(name: string): readonly string[] {
  return name
    .slice(0, 256)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

function secretKind(words: readonly string[]): string | undefined {
  const last = words.at(-1) ?? '';
  if (HARMLESS_ENDINGS.has(last) || words.includes('public')) return undefined;
  // $PWD and $OLDPWD are the shell's working directory.
  if (words.length === 1 && (last === 'pwd' || last === 'pass')) return undefined;
  const word = words.find((w) => SECRET_WORDS.has(w));
  if (word) return /^(pass|pwd)/.test(word) ? 'password' : word === 'token' ? 'token' : 'secret';
  const key = words.indexOf('key');
  return key > 0 && KEY_QUALIFIERS.has(words[key - 1] as string) ? 'secret key' : undefined;
}

/** `$NAME`, `${NAME}`, `$(cmd)`, `vault:…`: a pointer to a secret is not one. */
function isReference(text: string): boolean {
  return /^\$|^\$?\{\{?|^(vault|ref|env|file|secret|ssm|arn|sm|awssm|gcpsm|op):/i.test(text);
}

function isPathOrUrl(text: string): boolean {
  return /^(\.{0,2}\/|~\/|[a-z]:\\|[a-z][a-z0-9+.-]*:\/\/)/i.test(text) || /\/[^/]*\.[a-z]{2,6}$/i.test(text);
}

// Amazon's secret keys are 40 signs of base64, and one in 64 begins like a path.
function isCloudKey(text: string): boolean {
  return /^[A-Za-z0-9/+]{40}$/.test(text) && looksRandom(text) && /[A-Z].*[A-Z]/.test(text);
}

function isPublic(text: string): boolean {
  return /^(ssh-(rsa|ed25519|dss) |ecdsa-sha2-|-----BEGIN (PUBLIC KEY|CERTIFICATE|PGP PUBLIC)|sha(256|512)[:-])/.test(
    text,
  );
}

function looksRandom(text: string): boolean {
  return text.length >= 16 && shannonEntropy(text) >= 3.2 && /\d/.test(text);
}

/** Bits per character. */
export function shannonEntropy(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / text.length) * Math.log2(n / text.length);
  return bits;
}

/**
 * What may be printed of a secret: enough for its owner to recognise it (first four characters only when it is at
 * least 20 long, its length, eight hex digits of its SHA-256).
 */
export function describeSecret(secret: string): string {
  const start = secret.length >= 20 ? `${secret.slice(0, 4)}…, ` : '';
  const hash = createHash('sha256').update(secret).digest('hex').slice(0, 8);
  return `${start}${secret.length} characters, sha256 ${hash}`;
}

const VALUE = `("[^"\\n]{0,4096}"?|'[^'\\n]{0,4096}'?|[^\\s;&|"']{1,4096})`;
const ASSIGNMENT = new RegExp(`(?<![A-Za-z0-9_])([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"?)(=|:\\s?)${VALUE}`, 'g');
const OPTION = new RegExp(`(--?[A-Za-z][A-Za-z0-9-]{0,63})( +)${VALUE}`, 'g');
const ENV_LINE = /^((?:ENV|ARG|LABEL)\s+)([A-Za-z_][\w.-]{0,127})(\s+)(\S.*)$/s;
const AUTHORIZATION = /\bAuthorization:\s*(?:Bearer|Basic|token)\s+([A-Za-z0-9._~+/=-]{16,4096})/gi;
const BEARER = /\b(Bearer|Basic|token)(\s+)([A-Za-z0-9._~+/=-]{16,4096})/gi;
const URL_PASSWORD = /([a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@]{0,256}:)([^\s/@$]{1,1024})@/gi;

/** Secrets in running text: known tokens, passwords in URLs, assignments and options that look like one. */
export function findSecrets(text: string): readonly SecretJudgement[] {
  const scanned = text.slice(0, MAX_VALUE);
  const found = new Map<string, SecretJudgement>();
  const note = (judged: SecretJudgement | undefined): void => {
    if (judged && found.size < MAX_FOUND) found.set(judged.secret, judged);
  };
  for (const pattern of [ASSIGNMENT, OPTION])
    for (const [, name = '', , value = ''] of scanned.matchAll(pattern)) note(judgeSecret(name, value));
  for (const [url] of scanned.matchAll(URL_PASSWORD)) note(judgeUrl(url));
  for (const pattern of COMMAND_SECRETS)
    for (const { groups } of scanned.matchAll(pattern)) note(judgeSecret('password', groups?.secret ?? ''));
  for (const [, value = ''] of scanned.matchAll(AUTHORIZATION)) note(judgeSecret('token', value));
  for (const { pattern } of TOKEN_PATTERNS) note(judgeToken(pattern.exec(scanned)?.[0] ?? ''));
  return [...found.values()];
}

// Of a key its body is the secret, whether or not its end is there; of a token that was cut off what is left of it.
const KEY_BLOCK =
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]{0,30}PRIVATE KEY-----|[\s\S]*$)/g;
const CUT_JWT = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{20,4000}(?:\.[A-Za-z0-9_-]{0,4000}){0,2}/g;

function redactGroups(text: string, pattern: RegExp): string {
  let out = '';
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.groups?.secret ?? [0, 0];
    if (!judgeSecret('password', text.slice(start, end))) continue;
    out += `${text.slice(from, start)}[redacted]`;
    from = end;
  }
  return out + text.slice(from);
}

/** Blacks out secrets in text that will be shown (a history line): tokens, URL passwords, secret assignments. */
export function redactSecrets(text: string): string {
  let out = text.slice(0, MAX_VALUE).replace(KEY_BLOCK, '[redacted]').replace(CUT_JWT, '[redacted]');
  for (const { pattern } of TOKEN_PATTERNS) out = out.replace(new RegExp(pattern.source, 'g'), '[redacted]');
  const hide = (whole: string, name: string, separator: string, value: string): string =>
    judgeSecret(name, value) ? `${name}${separator}[redacted]` : whole;
  for (const pattern of COMMAND_SECRETS) out = redactGroups(out, pattern);
  return out
    .replace(URL_PASSWORD, '$1[redacted]@')
    .replace(BEARER, '$1$2[redacted]')
    .replace(ASSIGNMENT, hide)
    .replace(OPTION, hide)
    .replace(ENV_LINE, (whole, start: string, name: string, separator: string, value: string) =>
      judgeSecret(name, value) ? `${start}${name}${separator}[redacted]` : whole,
    );
}
