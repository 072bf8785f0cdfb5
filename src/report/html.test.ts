import { describe, expect, it } from 'vitest';
import { escapeHtml, html, markupText } from './html/markup.ts';
import { renderHtml } from './html.ts';
import { laySegments, renderLayersPicture } from './layers-picture.ts';
import { cleanReport, hostileReport, sampleLayers, sampleReport } from './testing/sample.ts';

describe('html``', () => {
  it('escapes text, keeps markup, joins lists and drops what is not there', () => {
    const item = (text: string) => html`<li>${text}</li>`;
    expect(markupText(html`<ul class="${'"x'}">${['<a>', 'b'].map(item)}${undefined}${false}${0}</ul>`)).toBe(
      '<ul class="&quot;x"><li>&lt;a&gt;</li><li>b</li>0</ul>',
    );
  });

  it('takes nothing for markup that only looks like it', () => {
    const forged = JSON.parse('{"markup":"<script>"}');
    expect(() => markupText(html`${forged}`)).toThrow();
  });
});

describe('escapeHtml()', () => {
  it('shows what a browser would hide or obey', () => {
    expect(escapeHtml('<\u202e\x00"\'`&\n')).toBe('&lt;\\u202e\\x00&quot;&#39;&#96;&amp;\\n');
  });
  it('cuts what nobody can read', () => {
    expect(escapeHtml('x'.repeat(9_000_000)).length).toBeLessThan(5100);
  });
});

describe('laySegments()', () => {
  it('fills the width, shows even an empty layer, and keeps proportions', () => {
    const segments = laySegments(sampleLayers, (l) => l.size, 1000);
    expect(segments.reduce((sum, s) => sum + s.width, 0)).toBeCloseTo(1000);
    expect(Math.min(...segments.map((s) => s.width))).toBeGreaterThanOrEqual(3);
    expect(segments[1]!.width / segments[0]!.width).toBeCloseTo(41.39 / 28.23, 1);
    segments.forEach((s, i) => {
      if (i > 0) expect(s.x).toBeCloseTo(segments[i - 1]!.x + segments[i - 1]!.width);
    });
  });

  it('survives no layers, no bytes and very many layers', () => {
    expect(laySegments([], (l) => l.size, 1000)).toEqual([]);
    expect(laySegments(sampleLayers, () => 0, 70).map((s) => s.width)).toEqual(new Array(7).fill(10));
    const many = Array.from({ length: 500 }, (_, i) => ({ ...sampleLayers[0]!, index: i + 1 }));
    expect(laySegments(many, (l) => l.size, 1000).reduce((sum, s) => sum + s.width, 0)).toBeCloseTo(1000);
  });
});

describe('renderLayersPicture()', () => {
  const picture = markupText(renderLayersPicture(sampleLayers));
  it('has a tooltip for each layer in both bars', () => {
    expect(picture).toContain(
      '<title>Layer 2 (yours): 41.4 MB stored, 112 MB unpacked, 18.9 MB hidden by later layers, 3180 files\nRUN apt-get update &amp;&amp; apt-get install -y nginx curl gettext-base</title>',
    );
    expect(picture.match(/<title>Layer /g)).toHaveLength(14);
  });
  it('hatches what later layers hide, in the unpacked bar only', () => {
    expect(picture.match(/url\(#hatch\)/g)).toHaveLength(
      sampleLayers.filter((l) => l.wastedBytes > 0).length,
    );
  });
  it('is named and described for those who do not see it', () => {
    expect(picture).toContain('role="img" aria-labelledby="layers-title layers-desc"');
  });
});

describe('renderHtml()', () => {
  const page = renderHtml(sampleReport);

  it('forbids scripts and every request before anything else is read', () => {
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<title>'));
    expect(page).toContain("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:;");
  });

  it('needs nothing from anywhere', () => {
    expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|base|form)\b/i);
    expect(page).not.toMatch(/\s(?:src|srcset|action|on[a-z]+)\s*=/i);
    expect(page.replace(/href="#[a-z]+"/g, '')).not.toMatch(/href|@import|url\((?!#hatch)/i);
  });

  it('has landmarks, one first heading, and headers to its tables', () => {
    for (const tag of ['header', 'main', 'footer', 'h1'])
      expect(page.match(new RegExp(`<${tag}\\b`, 'g'))).toHaveLength(1);
    expect(page).toContain('<html lang="en">');
    expect(page.match(/<thead>/g)?.length).toBe(page.match(/<table>/g)?.length);
    expect(page).not.toMatch(/<th(?! scope=)[ >]/);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/aria-labelledby="([^" ]+)"/g)) expect(ids).toContain(id);
  });

  it('opens the worst findings and folds the others', () => {
    expect(page).toContain('<details class="finding card critical" open>');
    expect(page).toContain('<details class="finding card medium">');
  });

  it('balances its tags, whatever the image says', () => {
    for (const text of [page, renderHtml(cleanReport), renderHtml(hostileReport('</div></main><p>'))])
      for (const tag of ['div', 'section', 'details', 'table', 'tr', 'ul', 'dl', 'svg', 'main', 'p', 'code'])
        expect(text.match(new RegExp(`<${tag}[ >]`, 'g'))?.length, tag).toBe(
          text.match(new RegExp(`</${tag}>`, 'g'))?.length,
        );
  });
});
