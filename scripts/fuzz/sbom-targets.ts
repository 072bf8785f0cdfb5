// Every cataloger and every SBOM reader, found through their registries: a new one is fuzzed without a line here.
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { CaptureArena, ExecutableCapture } from '../../src/codec/executable/index.ts';
import {
  buildElf,
  buildMachO,
  buildNote,
  buildPe,
  buildXcoff,
} from '../../src/codec/executable/testing/build.ts';
import { writeNdb } from '../../src/codec/ndb/testing/write-ndb.ts';
import { HELLO_TINY } from '../../src/codec/rpm-header/testing/header.data.ts';
import type { Cataloger } from '../../src/sbom/cataloger.ts';
import { SBOM_FORMATS } from '../../src/sbom/formats/registry.ts';
import { arbitrarySbom } from '../../src/sbom/formats/testing/arbitrary.ts';
import { anyText } from '../../src/sbom/formats/testing/texts.ts';
import { CATALOGERS } from '../../src/sbom/registry.ts';
import { catalogTree, layerFile } from '../../src/sbom/testing/catalog-view.ts';
import { rawTar } from '../../test/support/raw-tar.ts';
import { rawZip } from '../../test/support/raw-zip.ts';
import { CORPUS, GENERIC } from './sbom-corpus.data.ts';
import type { Target } from './targets.ts';

/** A path for each alternative of a glob: `**\/{a,b}.lock` gives `x/a.lock` and `x/b.lock`. */
export function pathsOf(glob: string): string[] {
  const choice = /\{([^{}]*)\}/.exec(glob);
  if (!choice) return [glob.replaceAll('**', 'x').replaceAll('*', 'demo-1.0')];
  const [whole, inner = ''] = choice;
  return inner.split(',').flatMap((one) => pathsOf(glob.replace(whole, one)));
}

function catalogerTarget(cataloger: Cataloger): Target {
  const paths = cataloger.files.flatMap(({ glob }) => pathsOf(glob));
  const corpus = [...(CORPUS[cataloger.id] ?? GENERIC).map((text) => Buffer.from(text)), ...binaries(paths)];
  return {
    name: `catalog ${cataloger.id}`,
    corpus,
    // Every parser of the cataloger sees every input: what comes under a name is for whoever made the image to say.
    run: (bytes) => {
      for (const path of paths) JSON.stringify(catalogTree(cataloger, { [path]: bytes }));
    },
  };
}

// Only where the name says that the file is of this kind: a text parser learns nothing from a zip.
function binaries(paths: readonly string[]): Buffer[] {
  const archives = paths.some((path) => /\.(jar|war|zip|whl|egg)$/.test(path));
  const modules = paths.some((path) => /\.ko$/.test(path));
  return [
    ...(archives ? [rawZip([{ name: 'META-INF/MANIFEST.MF', body: 'Implementation-Title: a\r\n' }])] : []),
    ...(modules ? [buildElf([])] : []),
    ...(paths.some((path) => path.endsWith('Packages.db')) ? [RPM_DATABASE] : []),
  ];
}

const RPM_DATABASE = writeNdb([gunzipSync(Buffer.from(HELLO_TINY, 'base64'))]);

const EXECUTABLES: readonly Buffer[] = [
  buildElf([]),
  buildElf([
    { name: '.note.package', bytes: buildNote('FDO', 0xcafe1a7e, '{"type":"deb","name":"a","version":"1"}') },
  ]),
  buildPe([]),
  buildMachO([]),
  buildXcoff([]),
  rawTar([{ name: 'no-program', body: 'x' }]),
  gzipSync('no program'),
];

function parseExecutable(bytes: Buffer): void {
  const capture = new ExecutableCapture(bytes.length, new CaptureArena());
  capture.write(bytes);
  const executable = capture.finish();
  if (!executable) return;
  const path = 'usr/bin/demo';
  const entry = layerFile(path, bytes.length);
  for (const { parseExecutable: parse } of CATALOGERS) JSON.stringify(parse?.({ path, entry, executable }));
}

function streamed(bytes: Buffer): void {
  for (const path of ['usr/bin/python3.11', 'usr/lib/libssl.so.3', 'usr/bin/node']) {
    const entry = layerFile(path, bytes.length);
    for (const cataloger of CATALOGERS) {
      const parser = cataloger.stream?.(entry);
      parser?.write(bytes.subarray(0, bytes.length >> 1));
      parser?.write(bytes.subarray(bytes.length >> 1));
      JSON.stringify(parser?.finish());
    }
  }
}

const SAMPLES = fc.sample(arbitrarySbom(anyText), { numRuns: 4, seed: 1 });

const READERS: readonly Target[] = SBOM_FORMATS.flatMap((format) => {
  const { name, read, versions } = format;
  if (!read) return [];
  const corpus = SAMPLES.flatMap((sbom) =>
    (versions ?? [undefined]).map((version) => Buffer.from(format.write(sbom, { version }).text)),
  );
  return [
    {
      name: `read ${name}`,
      corpus,
      run: (bytes: Buffer) => {
        format.detects?.(bytes.subarray(0, 65_536).toString('utf8'));
        read(bytes, 'input');
      },
    },
  ];
});

export const SBOM_TARGETS: readonly Target[] = [
  ...CATALOGERS.filter((c) => c.parse && c.files.length > 0).map(catalogerTarget),
  { name: 'executables', corpus: EXECUTABLES, run: parseExecutable },
  {
    name: 'streamed files',
    corpus: [Buffer.from('Python 3.11.4\0OpenSSL 3.0.1 14 Dec 2021\0node.js/v18.1.0\0')],
    run: streamed,
  },
  ...READERS,
];
