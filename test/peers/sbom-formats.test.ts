// Documents against tools that are not ours: syft reads what we write and we what it writes, the validators of SPDX and
// CycloneDX find nothing wrong.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSbom } from '../../src/sbom/formats/detect.ts';
import { arbitrarySbom } from '../../src/sbom/formats/testing/arbitrary.ts';
import { lineText, xmlText } from '../../src/sbom/formats/testing/texts.ts';
import { findSbomFormat, type Package, type Sbom } from '../../src/sbom/index.ts';
import { openSession } from '../../src/usecase/io/session.ts';
import { createSbom } from '../../src/usecase/sbom.ts';
import { findPeer, mustRun, requirePeers, run, warnSkipped } from '../support/peers.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-formats-'));
const tree = join(folder, 'tree');
const session = openSession({
  env: { PLIMSOLL_CACHE: join(folder, 'cache') },
  cwd: folder,
  version: '0.0.0',
});
const quiet = { env: { SYFT_CHECK_FOR_APP_UPDATE: 'false' } };
let sbom: Sbom;

beforeAll(async () => {
  mkdirSync(join(tree, 'var/lib/dpkg'), { recursive: true });
  mkdirSync(join(tree, 'etc'), { recursive: true });
  // As many of this system's packages as finish in seconds.
  const stanzas = readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n').slice(0, 150);
  writeFileSync(join(tree, 'var/lib/dpkg/status'), `${stanzas.join('\n\n')}\n`);
  writeFileSync(join(tree, 'etc/os-release'), readFileSync('/etc/os-release'));
  const module = join(tree, 'app/node_modules/odd');
  mkdirSync(module, { recursive: true });
  writeFileSync(
    join(module, 'package.json'),
    JSON.stringify({ name: '@scope/odd', version: '1.0.0-rc.1+b', license: '(MIT OR "quoted" & <odd>)' }),
  );
  sbom = await createSbom(session, `rootfs:${tree}`, {});
});
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(document: Sbom, format: string, file = format): string {
  const found = findSbomFormat(format);
  if (!found) throw new Error(`no format ${format}`);
  const path = join(folder, file.replace('@', '-'));
  writeFileSync(path, found.format.write(document, { version: found.version }).text);
  return path;
}

function names(packages: readonly Pick<Package, 'name' | 'version'>[]): string[] {
  return packages.map((p) => `${p.name}@${p.version}`).sort();
}

describe.skipIf(!requirePeers('syft'))('syft', () => {
  // The newest version that the syft at hand knows of CycloneDX is 1.6.
  it.each([
    'syft-json',
    'cyclonedx-json@1.6',
    'cyclonedx-json@1.5',
    'cyclonedx-xml@1.6',
    'spdx-json',
    'spdx-tag-value',
  ])('reads our %s: the same packages, types and dependencies', async (format) => {
    const text = await mustRun('syft', ['-q', 'convert', write(sbom, format), '-o', 'syft-json'], quiet);
    const theirs = JSON.parse(text) as {
      artifacts: { name: string; version: string; type: string; purl: string }[];
      artifactRelationships: { type: string }[];
    };
    // It takes the operating system of SPDX for a package.
    const packages = theirs.artifacts.filter(
      (a) => a.name !== sbom.distribution?.id || a.version !== sbom.distribution.versionId,
    );
    expect(names(packages)).toEqual(names(sbom.packages));
    const count = (type: string, list: readonly { type: string }[]) =>
      list.filter((r) => r.type === type).length;
    expect(count('dependency-of', theirs.artifactRelationships)).toBe(
      count('dependency-of', sbom.relationships),
    );
    expect(sbom.packages.length).toBeGreaterThan(100);
  });

  it('writes what we read the same from every format of it', async () => {
    const formats = ['syft-json', 'cyclonedx-json', 'cyclonedx-xml', 'spdx-json', 'spdx-tag-value'];
    const outputs = formats.flatMap((f) => ['-o', `${f}=${join(folder, `theirs-${f}`)}`]);
    await mustRun('syft', ['-q', `dir:${tree}`, '--override-default-catalogers', 'image', ...outputs], quiet);
    const [first, ...others] = formats.map((f) => {
      const { sbom: read, format } = readSbom(readFileSync(join(folder, `theirs-${f}`)), f);
      expect(format.name).toBe(f);
      return read;
    });
    expect(first?.packages.length).toBeGreaterThan(100);
    for (const other of others) {
      expect(names(other.packages)).toEqual(names(first?.packages ?? []));
      expect(other.packages.map((p) => p.type)).toEqual(first?.packages.map((p) => p.type));
      expect(other.distribution?.id).toBe(first?.distribution?.id);
    }
  });
});

describe.skipIf(!requirePeers('xmllint'))('xmllint with the official schemas', () => {
  const require = createRequire(import.meta.url);
  const schemas = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema');
  const validate = (version: string, file: string) =>
    run('xmllint', ['--nonet', '--noout', '--schema', join(schemas, `bom-${version}.SNAPSHOT.xsd`), file]);

  it.each(['1.7', '1.6', '1.5'])('finds our CycloneDX XML %s valid', async (version) => {
    const documents = [sbom, ...fc.sample(arbitrarySbom(xmlText), { numRuns: 8, seed: 7 })];
    for (const document of documents) {
      const { code, stderr } = await validate(version, write(document, `cyclonedx-xml@${version}`));
      expect(stderr).toMatch(/ validates$/m);
      expect(code).toBe(0);
    }
  });
});

describe.skipIf(!requirePeers('pyspdxtools'))('the validator of SPDX 2.3', () => {
  it.each([
    ['spdx-json', 'x.spdx.json'],
    ['spdx-tag-value', 'x.spdx'],
  ])('finds our %s valid', async (format, file) => {
    const documents = [sbom, ...fc.sample(arbitrarySbom(lineText), { numRuns: 3, seed: 7 })];
    for (const document of documents) {
      const { code, stdout, stderr } = await run('pyspdxtools', ['-i', write(document, format, file)]);
      expect(`${stdout}${stderr}`.replace('Generating LALR tables\n', '')).toBe('');
      expect(code).toBe(0);
    }
  });
});

const PYTHON = pythonWithSpdx3();

// Reads strictly, by classes generated from the model, then writes, which asks for every mandatory property.
const READ_SPDX3 = `
import io, sys
from spdx_python_model import v3_0_1 as spdx
objects = spdx.SHACLObjectSet()
with open(sys.argv[1]) as f:
    spdx.JSONLDDeserializer().read(f, objects)
missing = objects.link()
spdx.JSONLDSerializer().write(objects, io.BytesIO())
print(sum(1 for _ in objects.foreach_type(spdx.software_Package)), len(missing))
`;

describe.skipIf(PYTHON === undefined)('the model of SPDX 3.0.1 in Python', () => {
  it('takes our SPDX 3: every element, no link into nothing', async () => {
    const script = join(folder, 'read.py');
    writeFileSync(script, READ_SPDX3);
    const documents = [sbom, ...fc.sample(arbitrarySbom(lineText), { numRuns: 3, seed: 7 })];
    for (const document of documents) {
      const file = write(document, 'spdx3-json', 'x.spdx3.json');
      const others = document.distribution ? 2 : 1;
      expect((await mustRun(PYTHON as string, [script, file])).trim()).toBe(
        `${document.packages.length + others} 0`,
      );
    }
  });
});

// Beside the other tools from PyPI, if anywhere.
function pythonWithSpdx3(): string | undefined {
  const tools = findPeer('pyspdxtools');
  const python = tools && join(dirname(tools), 'python');
  if (python && spawnSync(python, ['-c', 'import spdx_python_model']).status === 0) return python;
  warnSkipped('not installed: spdx-python-model');
  return undefined;
}
