import { PlimsollError } from '../../base/error.ts';

/**
 * The next page that `Link` headers name (RFC 8288), as an absolute URL. Undefined: this was the last page.
 * @throws PlimsollError `malformed` when it leads to another host: the credentials in use are not for that one
 */
export function nextPage(lines: readonly string[], url: string, doing: string): string | undefined {
  for (const line of lines) {
    for (const [, target = '', params = ''] of line.matchAll(/<([^>]{0,8192})>([^<]{0,1024})/g)) {
      if (!/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?:[\s;,]|$))/i.test(params)) continue;
      if (!URL.canParse(target, url)) throw badPage(doing, 'its Link header is not a URL');
      const next = new URL(target, url);
      if (next.origin !== new URL(url).origin) throw badPage(doing, `its next page is on ${next.host}`);
      return next.href;
    }
  }
  return undefined;
}

function badPage(doing: string, why: string): PlimsollError {
  return new PlimsollError('malformed', `${doing}: the registry's list cannot be read on: ${why}`);
}
