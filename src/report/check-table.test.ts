import { describe, expect, it } from 'vitest';
import { renderCheckTable } from './check-table.ts';
import type { CheckReport } from './model.ts';
import { cleanReport, sampleReport } from './testing/sample.ts';
import { displayWidth } from './text/layout.ts';

const plain = { colour: false, width: 80, verbose: false };
const render = (report: CheckReport, options = {}): string =>
  renderCheckTable(report, { ...plain, ...options });

describe('renderCheckTable()', () => {
  it('reads from the image to the verdict, the findings and the next commands', () => {
    expect(render(sampleReport)).toBe(`docker.io/library/nginx:latest   linux/amd64   one of 6 platforms
you said "nginx": registry, docker.io, library/ and :latest were assumed
sha256:1bc04b52…fc6e6   created 12 days ago   71.6 MB in 7 layers
Debian GNU/Linux 12 (bookworm) (supported until 2028-06-30)
base debian:bookworm-slim (1 layer, by annotation)

 FAIL   2 things to fix before this ships
        (policy: default, fails on high or worse)

  CRIT  private key still ships
        etc/nginx/deploy.key is an RSA private key; layer 6 deletes it, layer 5
        still carries it
        layer 5 (your layer): COPY deploy.key site.conf /etc/nginx/
        fix: revoke the key, then build with RUN --mount=type=secret instead of
        COPY
  HIGH  runs as root  config.User is empty
        fix: add USER to the Dockerfile, or: plimsoll harden nginx -t nginx-safe
  MED   setuid files
        9 files run with their owner’s rights, 1 of them not from a package
        /usr/local/bin/reload in layer 7, /usr/bin/passwd in layer 1 and 1 more
        (your layer)
        fix: RUN chmod a-s FILE, or: plimsoll harden nginx -t nginx-safe
  LOW   package cache left in (3 times)
        var/cache/apt/pkgcache.bin is of no use at run time
        layer 2, /var/cache/apt/srcpkgcache.bin in layer 2 and 1 more (your
        layer)
        fix: append && rm -rf /var/cache/apt /var/lib/apt/lists/* to the same
        RUN
  LOW   no HEALTHCHECK
        nothing tells an engine whether the service works (config.Healthcheck)
        fix: HEALTHCHECK CMD curl -fsS http://127.0.0.1/ || exit 1
  1 note not listed (-v)

Packages         not examined             this run did not look into it
Vulnerabilities  not examined             this run did not look into it
Configuration    1 high · 1 low · 1 info  User, Env, ports, volumes, health,
                                          entrypoint
Files            1 medium · 3 low         9815 files in 7 layers, deleted ones
                                          too
Secrets          1 critical               names of files and variables
Signatures       not examined             this run did not look into it
Policy           nothing found            default

Layers      ■ base 28.2 MB   ■ yours 43.3 MB
  1  28.2 MB  ██████████▉       # debian.sh --arch amd64 out/ bookworm @1731888…
  2  41.4 MB  ████████████████  RUN apt-get update && apt-get install -y nginx…
  3  1.95 MB  ▊                 COPY modules/ /usr/lib/nginx/modules/
  4  4.62 kB  ▏                 COPY docker-entrypoint.sh 10-listen-on-ipv6.sh…
       3 smaller layers, 3.75 kB
Efficiency  90.1 %, 19.1 MB wasted on what later layers hide
Not read    1 thing
            /var/lib/dpkg/status-old in layer 2: larger than the 8 MB read of
            one file
Checks      9 made: 3 passed, 6 found something · 1 skipped (-v says why)

Next        plimsoll check nginx -o html=report.html
            plimsoll harden nginx -t nginx-safe
            plimsoll lint Dockerfile
`);
  });

  it('puts each finding in one row where the terminal is wide', () => {
    const line = render(sampleReport, { width: 160 })
      .split('\n')
      .find((l) => l.includes('runs as root'));
    expect(line).toMatch(
      /^ {2}HIGH {2}runs as root {2,}config\.User is empty {2,}add USER to the Dockerfile, or:/,
    );
  });

  it('claims a pass only for what was examined', () => {
    expect(render(cleanReport)).toContain(' PASS   nothing found, in what was examined');
    const all = cleanReport.sections.map((s) => ({ ...s, status: 'examined' as const }));
    expect(render({ ...cleanReport, sections: all })).toContain(' PASS   nothing found  (policy: default');
  });

  it('says that nothing was asked to fail rather than that nothing is wrong', () => {
    const verdict = { status: 'pass', policy: 'default', failOn: 'none', failing: 0 } as const;
    expect(render({ ...sampleReport, verdict })).toContain('7 found, none was asked to fail');
  });

  it('lists with verbose what it otherwise counts', () => {
    const text = render(sampleReport, { verbose: true });
    expect(text).toContain('INFO  moving tag  :latest may be another image tomorrow');
    expect(text).toContain('| -rwsr-xr-x root root usr/local/bin/reload');
    expect(text).toContain('identity/end-of-life: no data about this distribution at hand');
    expect(text).toContain(sampleReport.image.digest);
    expect(text).toContain('also var/cache/apt/srcpkgcache.bin is of no use at run time');
    expect(text).not.toContain('-v');
    expect(text).toMatch(/^ {2}7 .* RUN chmod u\+s/m);
  });

  it('puts the worst on top whatever the order it is given', () => {
    const text = render({ ...sampleReport, findings: sampleReport.findings.toReversed() });
    const order = [...text.matchAll(/^ {2}(CRIT|HIGH|MED|LOW)\b/gm)].map((m) => m[1]);
    expect(order).toEqual(['CRIT', 'HIGH', 'MED', 'LOW', 'LOW']);
  });

  it('says what it does not know about an image', () => {
    const { created: _, distribution: __, base: ___, ...image } = sampleReport.image;
    const text = render({
      ...sampleReport,
      image: { ...image, layers: [], madeManifest: true, assumptions: [] },
    });
    expect(text).toContain('no creation date');
    expect(text).toContain('no known distribution');
    expect(text).toContain('digest made here: the source keeps none');
    expect(text).not.toContain('assumed');
  });

  it('shouts about a distribution past its end of life', () => {
    const endOfLife = { date: '2024-06-30', past: true, data: 'x' };
    const distribution = { id: 'debian', name: 'Debian 10', endOfLife };
    const text = render({ ...sampleReport, image: { ...sampleReport.image, distribution } });
    expect(text).toContain('Debian 10 (past end of life since 2024-06-30)');
  });

  it('measures without the colours it adds', () => {
    const colourful = render(sampleReport, { colour: true });
    expect(colourful.replace(/\x1b\[[0-9;]*m/g, '')).toBe(render(sampleReport));
    expect(colourful).toContain('\x1b[1;97;41m FAIL \x1b[22;39;49m');
  });

  it.each([20, 40, 79, 110, 200])('fits %i columns', (width) => {
    for (const line of render(sampleReport, { width }).split('\n'))
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
  });
});
