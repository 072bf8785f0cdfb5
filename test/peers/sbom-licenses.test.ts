// The copyright files that Debian ships are the corpus: written by hundreds of people, in the machine-readable form and not.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classifyLicenseText, parseSpdx, toSpdxExpression } from '../../src/sbom/licenses/index.ts';
import { warnSkipped } from '../support/peers.ts';

const FOLDER = '/usr/share/doc';
const files = copyrights();
const isMachineReadable = (text: string): boolean => /^\s*Format(?:-Specification)?:/i.test(text);

function copyrights(): string[] {
  try {
    return readdirSync(FOLDER).flatMap((name) => {
      try {
        return [readFileSync(`${FOLDER}/${name}/copyright`, 'utf8')];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

if (files.length < 100) warnSkipped(`few copyright files below ${FOLDER}: no Debian system`);

test.skipIf(files.length < 100)('nearly every copyright file of a Debian system yields a licence', () => {
  const free = files.filter((text) => !isMachineReadable(text));
  const named = files.filter(isMachineReadable);
  const classified = free.filter((text) => classifyLicenseText(text).length > 0);
  const mapped = named.filter((text) =>
    [...text.matchAll(/^License:[ \t]*(\S.*)$/gim)].some((m) => toSpdxExpression((m[1] as string).trim())),
  );
  console.log(
    `free text: ${classified.length} of ${free.length}; fields: ${mapped.length} of ${named.length}`,
  );
  expect(classified.length / free.length).toBeGreaterThan(0.95);
  expect(mapped.length / named.length).toBeGreaterThan(0.95);
  for (const text of free)
    for (const { expression } of classifyLicenseText(text)) expect(parseSpdx(expression)).toBeDefined();
});

test.skipIf(files.length < 100)('a copyright file costs a fraction of a millisecond', () => {
  for (const text of files) classifyLicenseText(text);
  const before = process.cpuUsage();
  for (const text of files) classifyLicenseText(text);
  const average = process.cpuUsage(before).user / 1000 / files.length;
  console.log(`${average.toFixed(3)} ms a file, ${files.length} files`);
  expect(average).toBeLessThan(1);
});
