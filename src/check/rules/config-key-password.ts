import { describeSecret, nameWords } from '../credentials.ts';
import { createFinding, locateFiles, originOfFiles } from '../finding.ts';
import { classifyKey, isKeyFile } from '../keys.ts';
import type { Rule } from '../model.ts';

export const keyPassword: Rule = {
  id: 'config/key-password',
  title: 'no encrypted key beside its password',
  severity: 'critical',
  needs: 'both',
  help: 'An encrypted private key is safe to store only as long as its password is elsewhere. An image that ships both, such as a cosign key with COSIGN_PASSWORD, ships the key in the clear.',
  selects: isKeyFile,
  check(context, selected) {
    const keys = selected.nodes.filter((node) => classifyKey(context.read(node.path)) === 'encrypted');
    const passwords = (context.config?.runtime.env ?? []).filter(isKeyPassword);
    if (keys.length === 0 || passwords.length === 0) return [];
    const names = passwords.map((pair) => pair.slice(0, pair.indexOf('=')).slice(0, 128));
    return [
      createFinding(keyPassword, {
        confidence: 'likely',
        title: 'key and its password together',
        message: `${keys[0]?.path} is encrypted, but ${names[0]} is in the environment of the same image`,
        remedy: `replace the key pair, drop ENV ${names[0]} and mount the key at run time`,
        evidence: [
          ...passwords.map((pair, i) => `${names[i]}: ${describeSecret(pair.slice(pair.indexOf('=') + 1))}`),
          ...keys.map((node) => `${node.path}: encrypted private key`),
        ],
        locations: [...locateFiles(context, keys), { field: `config.Env[${names[0]}]` }],
        origin: originOfFiles(context, keys),
      }),
    ];
  },
};

const KEY_WORDS = new Set(['cosign', 'key', 'passphrase', 'ssl', 'tls', 'pem', 'signing', 'sigstore']);

// DB_PASSWORD beside an encrypted TLS key is no pair: the name must speak of keys.
function isKeyPassword(pair: string): boolean {
  const equals = pair.indexOf('=');
  const words = nameWords(pair.slice(0, Math.max(equals, 0)));
  const secret = words.some((w) => w === 'password' || w === 'passphrase' || w === 'pass');
  const value = pair.slice(equals + 1);
  return secret && words.some((w) => KEY_WORDS.has(w)) && value !== '' && !/^[/$]/.test(value);
}
