import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';

/** Variables that switch certificate checks off, with the values that do. */
const SWITCHES: Readonly<Record<string, RegExp>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  PYTHONHTTPSVERIFY: /^0$/,
  GIT_SSL_NO_VERIFY: /^(1|true|yes|on)$/i,
  GOINSECURE: /./,
  NPM_CONFIG_STRICT_SSL: /^false$/i,
  npm_config_strict_ssl: /^false$/i,
  SSL_VERIFY: /^(0|false|no|none)$/i,
  CURL_INSECURE: /^(1|true|yes)$/i,
};

export const tlsVerification: Rule = {
  id: 'config/tls-verification',
  title: 'certificates are verified',
  severity: 'medium',
  needs: 'config',
  help: 'A variable that switches certificate checks off does so for every connection of the container, not only for the one that needed it.',
  check(context) {
    const off = (context.config?.runtime.env ?? []).filter((pair) => {
      const equals = pair.indexOf('=');
      const name = pair.slice(0, Math.max(0, equals));
      return Object.hasOwn(SWITCHES, name) && SWITCHES[name]?.test(pair.slice(equals + 1));
    });
    if (off.length === 0) return [];
    const names = off.map((pair) => pair.slice(0, pair.indexOf('=')));
    return [
      createFinding(tlsVerification, {
        title: 'certificate checks off',
        message: `${names.join(', ')} switches certificate checks off`,
        remedy: `drop ENV ${names[0]} and add the authority that is missing to the trust store`,
        ...setBy(context, 'ENV', `config.Env[${names[0]}]`, (l) => names.some((n) => l.args.includes(n))),
      }),
    ];
  },
};
