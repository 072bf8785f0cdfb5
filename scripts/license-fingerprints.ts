// Writes src/sbom/licenses/fingerprints.data.ts: what classifyLicenseText() knows licences by, from the texts of the SPDX
// licence list (package spdx-license-list). Run after that package was updated: node scripts/license-fingerprints.ts
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { eachGram, GRAM } from '../src/sbom/licenses/words.ts';

// Licences whose texts differ in more than their names; the GNU ones by the id that says no more than the text does.
const IDS =
  `0BSD AFL-2.1 AFL-3.0 AGPL-3.0-only Apache-1.1 Apache-2.0 Artistic-1.0-Perl Artistic-2.0 Beerware BlueOak-1.0.0
  BSD-2-Clause BSD-3-Clause BSD-4-Clause BSD-4-Clause-UC BSL-1.0 BUSL-1.1 bzip2-1.0.6 CC-BY-3.0 CC-BY-4.0 CC-BY-SA-3.0
  CC-BY-SA-4.0 CC0-1.0 CDDL-1.0 CDDL-1.1 CPL-1.0 curl EPL-1.0 EPL-2.0 EUPL-1.2 FSFAP FSFUL FSFULLR FTL GFDL-1.2-only GFDL-1.3-only
  GPL-1.0-only GPL-2.0-only GPL-3.0-only HPND HPND-sell-variant ICU IJG Info-ZIP ISC JSON LGPL-2.0-only LGPL-2.1-only LGPL-3.0-only
  MIT MIT-0 MIT-CMU MIT-open-group MPL-1.1 MPL-2.0 MS-PL NCSA NTP OFL-1.1 OLDAP-2.8 OpenSSL PHP-3.01 PostgreSQL PSF-2.0 Ruby
  SGI-B-2.0 SMLNJ SSPL-1.0 TCL Unicode-3.0 Unicode-DFS-2016 Unlicense UPL-1.0 Vim W3C WTFPL X11 Zlib`
    .split(/\s+/)
    .filter(Boolean);

// Notices that stand for a whole licence in the files that carry it, and wordings as common as the one that SPDX lists.
const NOTICES: readonly (readonly [string, string])[] = [
  [
    'Apache-2.0',
    'Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License. You may obtain a copy of the License at',
  ],
  [
    'MPL-2.0',
    'This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not distributed with this file, You can obtain one at',
  ],
  [
    'ISC',
    `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
    provided that the above copyright notice and this permission notice appear in all copies. THE SOFTWARE IS PROVIDED "AS IS" AND
    THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
    FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES
    WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
    ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`,
  ],
  [
    'HPND-sell-variant',
    `Permission to use, copy, modify, distribute, and sell this software and its documentation for any purpose is hereby granted
    without fee, provided that the above copyright notice appear in all copies and that both that copyright notice and this
    permission notice appear in supporting documentation, and that the name of <holder> not be used in advertising or publicity
    pertaining to distribution of the software without specific, written prior permission. <holder> makes no representations about
    the suitability of this software for any purpose. It is provided "as is" without express or implied warranty. <holder>
    DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE, INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS, IN NO
    EVENT SHALL <holder> BE LIABLE FOR ANY SPECIAL, INDIRECT OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
    OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION
    WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`,
  ],
];

const ALL = 160;
const SAMPLE = 64;
const OVERLAP = 0.5;
const DISTINCT = 16;
// With fewer grams of its own a licence is told by its rivals alone.
const OWN = 8;

const texts = createRequire(import.meta.url)('spdx-license-list/full') as Record<
  string,
  { licenseText: string }
>;
const full = [
  ...IDS.map((id) => ({ id, grams: gramsOf(textOf(id)) })),
  ...NOTICES.map(([id, text]) => ({ id, grams: gramsOf(text) })),
];
const rows = full.map((license, place) => {
  const rivals = full.flatMap((rival, index) => {
    if (rival === license || !areClose(license.grams, rival.grams)) return [];
    return [{ index, distinct: spread(without(license.grams, rival.grams), DISTINCT) }];
  });
  const others = full.flatMap(({ id, grams }, i) => (i === place || id === license.id ? [] : grams));
  const own = spread(without(license.grams, others), DISTINCT);
  const chosen = new Set(license.grams.length <= ALL ? license.grams : spread(license.grams, SAMPLE));
  for (const gram of [...own, ...rivals.flatMap((rival) => rival.distinct)]) chosen.add(gram);
  return { id: license.id, grams: [...chosen], own: own.length < OWN ? [] : own, rivals };
});

const file = join(import.meta.dirname, '../src/sbom/licenses/fingerprints.data.ts');
writeFileSync(file, render());
execFileSync('npx', ['biome', 'check', '--write', file], { stdio: 'inherit' });

function textOf(id: string): string {
  const text = texts[id]?.licenseText ?? fail(id);
  // The list appends the GPL to the LGPL 3, which people do not.
  return id === 'LGPL-3.0-only' ? text.slice(0, text.lastIndexOf('GNU GENERAL PUBLIC LICENSE')) : text;
}

// Names, years and placeholders differ from copy to copy: no gram reaches across one.
function gramsOf(text: string): number[] {
  const pieces = text
    .replace(/^[ \t]*(?:copyright|\(c\)).*$/gim, '\0')
    .replace(/<[^>\n]{1,80}>|\[[^\]\n]{1,60}\]/g, '\0')
    .split('\0');
  const grams = new Set<number>();
  for (const piece of pieces) {
    let words = 0;
    eachGram(piece, (gram) => {
      if (++words >= GRAM) grams.add(gram);
    });
  }
  return [...grams];
}

function areClose(a: readonly number[], b: readonly number[]): boolean {
  return 1 - without(a, b).length / a.length >= OVERLAP || 1 - without(b, a).length / b.length >= OVERLAP;
}

function without(grams: readonly number[], others: readonly number[]): number[] {
  const other = new Set(others);
  return grams.filter((gram) => !other.has(gram));
}

/** One gram of each of so many equal stretches: the one with the least hash. */
function spread(grams: readonly number[], count: number): number[] {
  if (grams.length <= count) return [...grams];
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * grams.length) / count);
    return Math.min(...grams.slice(from, Math.floor(((i + 1) * grams.length) / count)));
  });
}

function base64(numbers: Int32Array | Uint16Array): string {
  return Buffer.from(numbers.buffer).toString('base64');
}

function render(): string {
  const lines = rows.map(({ id, grams, own, rivals }) => {
    const places = (chosen: readonly number[]): string =>
      `'${base64(Uint16Array.from(chosen.map((gram) => grams.indexOf(gram))))}'`;
    const beside = rivals.map(({ index, distinct }) => `[${index}, ${places(distinct)}]`);
    return `  ['${id}', '${base64(Int32Array.from(grams))}', ${places(own)}, [${beside.join(', ')}]],`;
  });
  return `// Generated by scripts/license-fingerprints.ts from the texts of the SPDX licence list. Not edited by hand.

/**
 * Id; grams of its text (32 bit); places in that list (16 bit) of grams that no other licence has; licences (by index) that
 * share much of its text, each with the places of grams that this one has before that one. Base64, little-endian.
 */
export const FINGERPRINTS: readonly (readonly [string, string, string, readonly (readonly [number, string])[]])[] = [
${lines.join('\n')}
];
`;
}

function fail(id: string): never {
  throw new Error(`no text of ${id}`);
}
