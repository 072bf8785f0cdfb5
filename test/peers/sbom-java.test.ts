// Jars of other people's builds, and what jar, unzip, java and syft say is in them.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openZip, readZipEntry } from '../../src/codec/zip/index.ts';
import { findPeer, mustRun, requirePeers, run, warnSkipped } from '../support/peers.ts';

interface Artifact {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly metadata: { readonly virtualPath?: string };
}

interface Document {
  readonly artifacts: readonly Artifact[];
  readonly artifactRelationships: readonly {
    readonly parent: string;
    readonly child: string;
    readonly type: string;
  }[];
}

/** Where Debian's Java libraries lie; Maven brings a hundred. */
const SYSTEM = '/usr/share/java';
const MAX_JARS = 60;

const work = mkdtempSync(join(tmpdir(), 'sbom-java-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

function systemJars(): string[] {
  if (!existsSync(SYSTEM)) return [];
  const real = readdirSync(SYSTEM)
    .filter((name) => name.endsWith('.jar'))
    .map((name) => realpathSync(join(SYSTEM, name)));
  return [...new Set(real)].sort().slice(0, MAX_JARS);
}

const jars = systemJars();
const hasJars = jars.length >= 10;
if (!hasJars) warnSkipped(`fewer than ten jars in ${SYSTEM} (install maven)`);

async function sbom(folder: string): Promise<Document> {
  const cli = new URL('../../bin/plimsoll.mjs', import.meta.url).pathname;
  const env = { PLIMSOLL_CACHE: join(work, 'cache') };
  return JSON.parse(
    await mustRun(process.execPath, [cli, 'sbom', `dir:${folder}`, '-o', 'json'], { env }),
  ) as Document;
}

describe.skipIf(!hasJars || !requirePeers('jar', 'unzip'))('jar and unzip', () => {
  it('list the same entries of every jar, and unpack the same bytes', async () => {
    for (const path of jars) {
      const archive = openZip(readFileSync(path));
      const listed = await mustRun('unzip', ['-Z1', path]);
      expect(archive.entries.map((e) => e.name)).toEqual(listed.split('\n').filter(Boolean));
      // The checksum that each entry is compared with comes from the tool that packed it.
      for (const entry of archive.entries) readZipEntry(archive, entry);
    }
    const [path] = jars as [string];
    const archive = openZip(readFileSync(path));
    const listed = await mustRun('jar', ['tf', path]);
    expect(archive.entries.map((e) => e.name)).toEqual(listed.split('\n').filter(Boolean));
    const entry = archive.entries.find((e) => e.name === 'META-INF/MANIFEST.MF');
    const unpacked = await mustRun('unzip', ['-p', path, 'META-INF/MANIFEST.MF']);
    expect(entry && readZipEntry(archive, entry).toString('utf8')).toBe(unpacked);
  }, 120_000);
});

describe.skipIf(!hasJars || !requirePeers('jar', 'unzip'))('jars of a system', () => {
  const tree = join(work, 'tree');
  let document: Document;

  beforeAll(async () => {
    const lib = join(tree, 'lib');
    mkdirSync(lib, { recursive: true });
    for (const path of jars) cpSync(path, join(lib, basename(path)));
    await archives(tree);
    document = await sbom(tree);
  }, 120_000);

  // A war with deflated jars and data descriptors, a Spring Boot jar with stored ones behind a script, a shaded jar.
  async function archives(folder: string): Promise<void> {
    const [a, b, c] = jars as [string, string, string];
    for (const inside of ['war/WEB-INF/lib', 'boot/BOOT-INF/lib']) {
      mkdirSync(join(work, inside), { recursive: true });
      for (const path of [a, b, c]) cpSync(path, join(work, inside, basename(path)));
    }
    await mustRun('jar', ['cf', join(folder, 'app-1.2.war'), '-C', join(work, 'war'), '.']);
    await mustRun('jar', [
      '--create',
      '--no-compress',
      '--file',
      join(work, 'boot.jar'),
      '-C',
      join(work, 'boot'),
      '.',
    ]);
    writeFileSync(
      join(folder, 'service-3.0.jar'),
      Buffer.concat([Buffer.from('#!/bin/sh\nexec java -jar "$0"\n'), readFileSync(join(work, 'boot.jar'))]),
    );
    await run('unzip', ['-qo', a, '-d', join(work, 'shaded')]);
    await run('unzip', ['-qo', b, '-d', join(work, 'shaded')]);
    await mustRun('jar', ['cf', join(folder, 'uber.jar'), '-C', join(work, 'shaded'), '.']);
  }

  it('every pom.properties is a package with its version', async () => {
    const found = new Set(document.artifacts.map((one) => `${one.name}@${one.version}`));
    for (const path of jars) {
      const { stdout } = await run('unzip', ['-p', path, 'META-INF/maven/*/*/pom.properties']);
      for (const coordinates of coordinatesIn(stdout)) expect(found).toContain(coordinates);
    }
  }, 60_000);

  // unzip prints the files one behind the other.
  function coordinatesIn(text: string): string[] {
    const values = (key: string): string[] =>
      [...text.matchAll(new RegExp(`^${key}=(.*?)\\s*$`, 'gm'))].map((m) => m[1] as string);
    const [names, versions] = [values('artifactId'), values('version')];
    return names.length === versions.length ? names.map((name, i) => `${name}@${versions[i]}`) : [];
  }

  it('every jar inside another is one, at its own place, needed by what holds it', () => {
    const places = new Map(document.artifacts.map((one) => [one.metadata.virtualPath, one]));
    for (const outer of ['/app-1.2.war:WEB-INF/lib', '/service-3.0.jar:BOOT-INF/lib'])
      for (const path of jars.slice(0, 3)) {
        const inner = places.get(`${outer}/${basename(path)}`);
        const holder = places.get(outer.split(':')[0] as string);
        expect(inner).toBeDefined();
        expect(document.artifactRelationships).toContainEqual({
          parent: inner?.id,
          child: holder?.id,
          type: 'dependency-of',
        });
      }
  });

  it.skipIf(!findPeer('syft'))(
    'syft finds no artifact that we do not, nor the reverse',
    async () => {
      const env = { SYFT_CHECK_FOR_APP_UPDATE: 'false' };
      const theirs = JSON.parse(
        await mustRun('syft', ['-q', '-o', 'json', `dir:${tree}`], { env }),
      ) as Document;
      const names = (one: Document): string[] =>
        one.artifacts
          .filter((a) => a.type === 'java-archive')
          .map((a) => `${a.name}@${a.version === 'UNKNOWN' ? '' : a.version}`);
      const [ours, others] = [new Set(names(document)), new Set(names(theirs))];
      // A jar renamed by its distribution (error-prone-annotation.jar is error_prone_annotation): syft lists both names.
      const renamed = [...others]
        .filter((name) => !ours.has(name))
        .filter((name) => !ours.has(folded(name, ours)));
      expect(renamed).toEqual([]);
      expect([...ours].filter((name) => !others.has(name))).toEqual([]);
    },
    60_000,
  );

  function folded(name: string, among: ReadonlySet<string>): string {
    const plain = (text: string): string => (text.split('@')[0] as string).replace(/[._-]+/g, '-');
    return [...among].find((other) => plain(other) === plain(name)) ?? '';
  }
});

describe.skipIf(!requirePeers('java'))('java', () => {
  it('says the version that its release file gives', async () => {
    const { stderr } = await run('java', ['-XshowSettings:properties', '-version']);
    const property = (name: string): string =>
      new RegExp(`^\\s*${name} = (.*?)\\s*$`, 'm').exec(stderr)?.[1] ?? '';
    const home = property('java\\.home');
    if (!existsSync(join(home, 'release'))) return warnSkipped(`${home} has no release file`);
    mkdirSync(join(work, 'jvm/opt/java/bin'), { recursive: true });
    writeFileSync(join(work, 'jvm/opt/java/release'), readFileSync(join(home, 'release')));
    writeFileSync(join(work, 'jvm/opt/java/bin/java'), 'x');
    const { artifacts } = await sbom(join(work, 'jvm'));
    expect(artifacts).toMatchObject([
      {
        version: property('java\\.runtime\\.version'),
        type: 'binary',
        metadata: { files: ['/opt/java/bin/java', '/opt/java/release'] },
      },
    ]);
  });
});
