import { describe, expect, it } from 'vitest';
import { nextPage } from './link.ts';
import { proxyFor } from './proxy.ts';
import { parseContentRange, parseUploadRange, strongEtag } from './range.ts';
import { describeRateLimit, describeSeconds, parseRateLimit } from './rate-limit.ts';
import { backoff, DEFAULT_RETRY, parseRetryAfter } from './retry.ts';
import { mergeScopes, repositoryScope } from './scope.ts';

describe('mergeScopes()', () => {
  it('unites the actions of one repository and keeps the source of a mount apart', () => {
    expect(
      mergeScopes([repositoryScope('dst', 'push', 'pull'), 'repository:src:pull repository:dst:delete']),
    ).toEqual(['repository:dst:delete,pull,push', 'repository:src:pull']);
  });
});

describe('parseRetryAfter()', () => {
  it('reads seconds', () => expect(parseRetryAfter('7', 0)).toBe(7000));
  it('reads a date, never into the past', () => {
    const now = Date.UTC(2026, 10, 24, 8, 0, 0);
    expect(parseRetryAfter('Tue, 24 Nov 2026 08:00:30 GMT', now)).toBe(30_000);
    expect(parseRetryAfter('Tue, 24 Nov 2020 08:00:30 GMT', now)).toBe(0);
  });
  it.each([undefined, '', 'soon', '-3', '1e9', '2026'.repeat(9)])('makes nothing of %j', (text) => {
    expect(parseRetryAfter(text, 0)).toBeUndefined();
  });
});

describe('backoff()', () => {
  it('doubles its bound up to the maximum', () => {
    const bounds = [0, 1, 2, 5, 6, 50].map((attempt) => backoff(DEFAULT_RETRY, attempt, 0.999999));
    expect(bounds).toEqual([499, 999, 1999, 15999, 29999, 29999]);
    expect(backoff(DEFAULT_RETRY, 3, 0)).toBe(0);
  });
});

describe('nextPage()', () => {
  const at = 'https://r.example/v2/a/tags/list?n=2';
  it('follows relative and absolute targets', () => {
    expect(nextPage(['</v2/a/tags/list?last=b&n=2>; rel="next"'], at, 'x')).toBe(
      'https://r.example/v2/a/tags/list?last=b&n=2',
    );
    expect(nextPage(['<?last=b>; rel=next'], at, 'x')).toBe('https://r.example/v2/a/tags/list?last=b');
  });
  it('picks next among others', () => {
    expect(nextPage(['</p>; rel="prev", </n>; title="x"; rel="last next"'], at, 'x')).toBe(
      'https://r.example/n',
    );
  });
  it('ends without rel=next', () => expect(nextPage(['</p>; rel="prev"'], at, 'x')).toBeUndefined());
  it('refuses another host', () => {
    expect(() => nextPage(['<https://evil.example/>; rel="next"'], at, 'list tags')).toThrow(
      /list tags.*evil/,
    );
  });
});

describe('ranges', () => {
  it('parseContentRange() reads bytes and refuses nonsense', () => {
    expect(parseContentRange('bytes 5-9/10')).toEqual({ first: 5, last: 9, total: 10 });
    expect(parseContentRange('bytes 5-9/*')?.total).toBeUndefined();
    expect(parseContentRange('bytes */10')).toBeUndefined();
    expect(parseContentRange('bytes 9-5/10')).toBeUndefined();
  });
  it('parseUploadRange() counts bytes, and 0-0 as none', () => {
    expect(parseUploadRange('0-1023')).toBe(1024);
    expect(parseUploadRange('bytes=0-9')).toBe(10);
    expect(parseUploadRange('0-0')).toBe(0);
    expect(parseUploadRange('5-9')).toBeUndefined();
  });
  it('strongEtag() passes over weak ones', () => {
    expect(strongEtag('"abc"')).toBe('"abc"');
    expect(strongEtag('W/"abc"')).toBeUndefined();
    expect(strongEtag('"a\r\nb"')).toBeUndefined();
  });
});

describe('rate limits', () => {
  it("explains Docker Hub's headers", () => {
    expect(describeRateLimit(parseRateLimit('100;w=21600', '0;w=21600'))).toBe(
      '0 of 100 pulls left in each 6 hours',
    );
    expect(describeRateLimit(parseRateLimit(undefined, undefined))).toBeUndefined();
    expect(describeSeconds(1)).toBe('1 second');
  });
});

describe('proxyFor()', () => {
  const env = {
    HTTPS_PROXY: 'http://p:3128',
    HTTP_PROXY: 'http://q:3128',
    NO_PROXY: 'in.example,10.0.0.0/8,x.example:444',
  };
  const of = (url: string, e: Record<string, string> = env) => proxyFor(new URL(url), e);
  it('picks by scheme', () => {
    expect(of('https://r.example')).toBe('http://p:3128');
    expect(of('http://r.example')).toBe('http://q:3128');
  });
  it('lets lower case win and completes a bare host', () => {
    expect(of('https://r.example', { ...env, https_proxy: 'other:80' })).toBe('http://other:80');
  });
  it.each([
    'https://in.example',
    'https://a.in.example:5000',
    'https://10.1.2.3',
    'https://x.example:444',
    'https://localhost:5000',
    'https://127.0.0.9',
    'https://[::1]:5000',
  ])('goes to %s directly', (url) => expect(of(url)).toBeUndefined());
  it.each(['https://notin.example', 'https://11.1.2.3', 'https://x.example'])('proxies %s', (url) =>
    expect(of(url)).toBe('http://p:3128'),
  );
  it('obeys NO_PROXY=*', () => expect(of('https://r.example', { ...env, NO_PROXY: '*' })).toBeUndefined());
  it('ignores HTTP_PROXY in a CGI program', () => {
    expect(of('http://r.example', { ...env, REQUEST_METHOD: 'GET' })).toBeUndefined();
  });
  it('refuses what is no proxy URL, without repeating it', () => {
    expect(() => of('https://r.example', { HTTPS_PROXY: 'ftp://me:secret@p' })).toThrow(/^(?!.*secret)/);
  });
});
