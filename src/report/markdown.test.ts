import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './markdown.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';
import { cleanReport, hostileReport, sampleReport } from './testing/sample.ts';

describe('markdownText()', () => {
  it.each([
    ['a|b', 'a&#124;b'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['`x` *b* _i_ ~s~ [l](u)', '&#96;x&#96; &#42;b&#42; &#95;i&#95; &#126;s&#126; &#91;l&#93;(u)'],
    ['apt_get', 'apt_get'],
    ['a && b &lt; &#x3c;', 'a && b &amp;lt; &amp;#x3c;'],
    ['- item', '&#45; item'],
    ['# head', '&#35; head'],
    ['12. item', '12&#46; item'],
    ['1.2 GB', '1.2 GB'],
    ['line\n\n# two', 'line # two'],
    ['a\\|b', 'a&#92;&#124;b'],
    ['ask @octocat about #12', 'ask @<!-- -->octocat about #<!-- -->12'],
    [
      'see https://evil.example or www.evil.example',
      'see https:<!-- -->//evil.example or www<!-- -->.evil.example',
    ],
  ])('writes %j as %s', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
  });
});

describe('markdownCode()', () => {
  it.each([
    ['usr/bin/su', '`usr/bin/su`'],
    ['User: "" && @x https://y', '`User: "" && @x https://y`'],
    ['a|b', '<code>a&#124;b</code>'],
    ['``', '<code>&#96;&#96;</code>'],
    ['</code>', '<code>&lt;/code&gt;</code>'],
    ['\\', '<code>&#92;</code>'],
    [' x', '<code> x</code>'],
    ['a\nb', '<code>a&#92;nb</code>'],
    ['', ''],
  ])('writes %j as %s', (text, markdown) => {
    expect(markdownCode(text)).toBe(markdown);
  });
});

describe('markdownBlock()', () => {
  it('has a fence that its text cannot close', () => {
    expect(markdownBlock(['a', '```` b\n# c'], 'sh')).toBe('`````sh\na\n```` b\\n# c\n`````');
  });
});

describe('renderMarkdown()', () => {
  it('starts with the verdict and what it is about', () => {
    expect(renderMarkdown(sampleReport)).toMatch(
      /^## ❌ FAIL: 2 things to fix before this ships\n\n`docker\.io\/library\/nginx:latest` · `linux\/amd64` · `sha256:[0-9a-f]{64}` {2}\n71\.6 MB in 7 layers · created 12 days ago · /,
    );
    expect(renderMarkdown(cleanReport)).toMatch(/^## ✅ PASS: nothing found, in what was examined\n/);
  });

  it('has a row a kind of finding, worst first', () => {
    const rows = renderMarkdown(sampleReport).match(/^\| (?:🟣|🔴|🟠|🔵|⚪).*$/gmu) ?? [];
    expect(rows).toHaveLength(5);
    expect(rows[1]).toBe(
      '| 🔴 high | **runs as root**<br>config.User is empty | `config.User` | add USER to the Dockerfile, or: plimsoll harden nginx -t nginx-safe |',
    );
    expect(rows[3]).toContain('**package cache left in** (3 times)');
    expect(renderMarkdown(sampleReport)).toContain('_and 1 note_');
  });

  it('says which sections were not examined', () => {
    expect(renderMarkdown(sampleReport)).toContain(
      '| Vulnerabilities | _not examined_ | this run did not look into it |',
    );
  });

  it('keeps its shape around blank texts', () => {
    const text = renderMarkdown(hostileReport(' '));
    expect(text).not.toMatch(/\*{4}|^\s*- *$/m);
  });

  it('closes every fold that it opens', () => {
    const [text = ''] = renderMarkdown(hostileReport('</details>|`x')).split('**Next**');
    expect(text.match(/<details>/g)).toHaveLength(3);
    expect(text.match(/<\/details>/g)).toHaveLength(3);
  });

  it('fits into a comment, and says so when it had to leave something out', () => {
    const evidence = Array.from({ length: 20 }, () => 'x'.repeat(400));
    const findings = Array.from({ length: 60 }, (_, i) => ({
      ...sampleReport.findings[0]!,
      id: `rule/${i}`,
      evidence,
    }));
    const text = renderMarkdown({ ...sampleReport, findings });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('_Some details did not fit into a comment._');
    expect(text).toContain('_and 30 more kinds of finding_');
  });
});
