import { PlimsollError } from '../../base/error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY (lower case wins, as in curl), or undefined.
 * Loopback is never proxied. HTTP_PROXY is ignored in a CGI program, where a request header could set it.
 * @throws PlimsollError `usage` when the variable is not a URL
 */
export function proxyFor(url: URL, env: Environment): string | undefined {
  if (isLoopbackHost(url.hostname) || isExempt(url, read(env, 'NO_PROXY') ?? '')) return undefined;
  const secure = url.protocol === 'https:';
  const plain = env.REQUEST_METHOD ? env.http_proxy : read(env, 'HTTP_PROXY');
  const text = (secure ? read(env, 'HTTPS_PROXY') : plain) || read(env, 'ALL_PROXY');
  if (!text) return undefined;
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full) || !/^(https?|socks5?):$/.test(new URL(full).protocol))
    throw new PlimsollError('usage', `use the proxy for ${url.host}: the proxy variable is not a proxy URL`, {
      hint: 'set HTTPS_PROXY to something like http://proxy.example.com:3128',
    });
  return full;
}

function read(env: Environment, name: string): string | undefined {
  return env[name.toLowerCase()] || env[name];
}

function isLoopbackHost(hostname: string): boolean {
  return /^(localhost|(.*\.)localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** NO_PROXY: `*`, `example.com` and its subdomains, `.example.com`, `host:port`, `10.0.0.0/8`. */
function isExempt(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    if (entry.includes('/')) return isInNetwork(url.hostname, entry);
    const [, name = '', entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (entryPort && entryPort !== port) return false;
    const domain = name.replace(/^\*?\./, '');
    return url.hostname === domain || url.hostname.endsWith(`.${domain}`);
  });
}

function isInNetwork(hostname: string, cidr: string): boolean {
  const [base = '', bits = ''] = cidr.split('/');
  const [address, network] = [ipv4(hostname), ipv4(base)];
  const length = Number(bits);
  if (address === undefined || network === undefined || !/^\d+$/.test(bits) || length > 32) return false;
  const mask = length === 0 ? 0 : (-1 << (32 - length)) >>> 0;
  return (address & mask) >>> 0 === (network & mask) >>> 0;
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) < 256)) return undefined;
  return parts.reduce((sum, p) => sum * 256 + Number(p), 0);
}
