import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RawZipEntry, rawZip } from '../../../../test/support/raw-zip.ts';
import type { PackageDraft } from '../../model.ts';
import { catalogFile, catalogTree } from '../../testing/catalog-view.ts';
import { ARCHIVE_LIMITS } from './archive.ts';
import { java, parseArchive } from './index.ts';

/** This project's own licence. */
const APACHE = join(import.meta.dirname, '../../../../LICENSE');

function properties(groupId: string, artifactId: string, version: string, root = ''): RawZipEntry {
  return {
    name: `${root}META-INF/maven/${groupId}/${artifactId}/pom.properties`,
    body: `groupId=${groupId}\nartifactId=${artifactId}\nversion=${version}\n`,
  };
}

function manifest(lines: string): RawZipEntry {
  return { name: 'META-INF/MANIFEST.MF', body: `Manifest-Version: 1.0\n${lines}\n` };
}

function packagesOf(path: string, entries: readonly RawZipEntry[]): readonly PackageDraft[] {
  return catalogTree(java, { [path]: rawZip(entries) }).found.map((f) => f.draft);
}

function purls(path: string, entries: readonly RawZipEntry[]): (string | undefined)[] {
  return packagesOf(path, entries).map((p) => p.purl);
}

describe('a cataloger reads Java archives', () => {
  it('by their pom.properties, with digest, manifest and licences', () => {
    const entries = [
      manifest('Bundle-License: Apache-2.0;link="https://a/LICENSE",MIT'),
      properties('org.slf4j', 'slf4j-api', '1.7.36'),
    ];
    expect(packagesOf('lib/slf4j-api-1.7.36.jar', entries)).toMatchObject([
      {
        name: 'slf4j-api',
        version: '1.7.36',
        type: 'java-archive',
        language: 'java',
        purl: 'pkg:maven/org.slf4j/slf4j-api@1.7.36',
        metadataType: 'java-archive',
        virtualPath: 'lib/slf4j-api-1.7.36.jar',
        licenses: [
          { value: 'Apache-2.0', type: 'declared', urls: ['https://a/LICENSE'] },
          { value: 'MIT', type: 'declared' },
        ],
        metadata: {
          virtualPath: '/lib/slf4j-api-1.7.36.jar',
          pomProperties: { groupId: 'org.slf4j', artifactId: 'slf4j-api', version: '1.7.36' },
          digest: [{ algorithm: 'sha1', value: expect.stringMatching(/^[0-9a-f]{40}$/) }],
        },
      },
    ]);
  });

  it("with its project's licences, else its manifest's, else those of the texts it ships", () => {
    const text = { name: 'META-INF/LICENSE.txt', body: readFileSync(APACHE, 'utf8') };
    const pom = {
      name: 'META-INF/maven/g/a/pom.xml',
      body: '<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version><licenses><license><name>MIT</name></license></licenses></project>',
    };
    const licenses = (entries: RawZipEntry[]): unknown => packagesOf('d/a-1.jar', entries)[0]?.licenses;
    expect(licenses([text, pom, manifest('Bundle-License: ISC')])).toEqual([
      { value: 'MIT', type: 'declared' },
    ]);
    expect(licenses([text, manifest('Bundle-License: ISC')])).toEqual([{ value: 'ISC', type: 'declared' }]);
    expect(licenses([text])).toEqual([
      { value: 'Apache-2.0', spdxExpression: 'Apache-2.0', type: 'concluded', path: 'd/a-1.jar' },
    ]);
    expect(licenses([])).toEqual([]);
  });

  it('gives every artifact put into one, each its own place', () => {
    const found = packagesOf('uber.jar', [properties('g', 'a', '1'), properties('h', 'b', '2')]);
    expect(found.map((p) => [p.name, p.version, p.virtualPath])).toEqual([
      ['uber', '', 'uber.jar'],
      ['a', '1', 'uber.jar:g:a'],
      ['b', '2', 'uber.jar:h:b'],
    ]);
    expect(found[0]?.requires).toEqual(['uber.jar:g:a', 'uber.jar:h:b']);
    expect(found[1]?.provides).toEqual(['uber.jar:g:a']);
  });

  it('in archives in archives, stored or deflated', () => {
    const inner = rawZip([properties('org.yaml', 'snakeyaml', '1.30')]);
    const war = rawZip([{ name: 'WEB-INF/lib/snakeyaml-1.30.jar', body: inner, method: 0 }]);
    const found = packagesOf('app.ear', [{ name: 'web-2.0.war', body: war }]);
    expect(found.map((p) => p.virtualPath)).toEqual([
      'app.ear',
      'app.ear:web-2.0.war',
      'app.ear:web-2.0.war:WEB-INF/lib/snakeyaml-1.30.jar',
    ]);
    expect(found[1]?.requires).toEqual(['app.ear:web-2.0.war:WEB-INF/lib/snakeyaml-1.30.jar']);
    expect(found[2]?.purl).toBe('pkg:maven/org.yaml/snakeyaml@1.30');
  });

  it('of Spring Boot, whose own record lies where its classes are', () => {
    const entries = [
      manifest('Start-Class: com.example.App\nSpring-Boot-Classes: BOOT-INF/classes/'),
      properties('com.example', 'demo', '0.1'),
      {
        name: 'BOOT-INF/lib/spring-core-5.3.20.jar',
        body: rawZip([manifest('Automatic-Module-Name: spring.core')]),
        method: 0,
      },
    ];
    expect(purls('demo-0.1.jar', entries)).toEqual([
      'pkg:maven/com.example/demo@0.1',
      'pkg:maven/org.springframework/spring-core@5.3.20',
    ]);
  });

  it('with a script before them', () => {
    const bytes = rawZip([properties('g', 'a', '1')], {
      prefix: Buffer.from('#!/bin/bash\nexec java -jar $0\n'),
    });
    expect(catalogTree(java, { 'srv/a-1.jar': bytes }).found[0]?.draft.purl).toBe('pkg:maven/g/a@1');
  });

  it.each<[string, RawZipEntry[], string[]]>([
    [
      'renamed.jar',
      [manifest('Implementation-Title: real\nImplementation-Version: 3'), properties('g', 'real', '3')],
      ['pkg:maven/g/real@3'],
    ],
    [
      'geronimo-annotation-1.3-spec.jar',
      [properties('org.apache.geronimo.specs', 'geronimo-annotation_1.3_spec', '1.3')],
      ['pkg:maven/org.apache.geronimo.specs/geronimo-annotation_1.3_spec@1.3'],
    ],
    ['a-3.x.jar', [properties('g', 'a', '3.8')], ['pkg:maven/g/a@3.8']],
    ['app.jar', [properties('g', 'lib', '3')], ['pkg:maven/app/app', 'pkg:maven/g/lib@3']],
    ['app.jar', [properties('g', 'lib', '')], ['pkg:maven/app/app']],
    ['x-1.jar', [manifest('Implementation-Version: 2')], ['pkg:maven/x/x@1']],
    ['x.jar', [manifest(`Implementation-Version: $\{v}\nBundle-Version: 2.0.0`)], ['pkg:maven/x/x@2.0.0']],
    ['x-1.jar', [manifest('Implementation-Vendor-Id: com.acme')], ['pkg:maven/com.acme/x@1']],
    [
      'tools-1.jar',
      [manifest('Bundle-SymbolicName: org.acme.tools;singleton:=true')],
      ['pkg:maven/org.acme/tools@1'],
    ],
    ['x-1.jar', [], ['pkg:maven/x/x@1']],
    [
      'git.hpi',
      [manifest('Group-Id: org.jenkins-ci.plugins\nShort-Name: git\nPlugin-Version: 5.0')],
      ['pkg:maven/org.jenkins-ci.plugins/git@5.0'],
    ],
    ['agent-1.jar', [manifest('Weave-Classes: a,b'), properties('g', 'b', '2')], ['pkg:maven/g/b@2']],
    [
      'x-1.jar',
      [
        {
          name: 'META-INF/maven/g/x/pom.xml',
          body: '<project><parent><groupId>g</groupId><version>1</version></parent><artifactId>x</artifactId></project>',
        },
      ],
      ['pkg:maven/g/x@1'],
    ],
    [
      'x-1.jar',
      [
        {
          name: 'archetype-resources/pom.xml',
          body: '<project><artifactId>t</artifactId><version>9</version></project>',
        },
      ],
      ['pkg:maven/x/x@1'],
    ],
  ])('names %s with %j', (path, entries, expected) => {
    expect(purls(path, entries)).toEqual(expected);
  });

  it('calls a plugin of Jenkins one', () => {
    const [plugin] = packagesOf('p/git.jpi', [properties('org.jenkins-ci.plugins', 'git', '5.0')]);
    expect(plugin?.type).toBe('jenkins-plugin');
  });
});

describe('hostile Java archives', () => {
  const good = properties('g', 'a', '1');

  function read(
    entries: readonly RawZipEntry[],
    limits = {},
  ): { names: string[]; unknowns: readonly string[] } {
    const parsed = parseArchive(catalogFile('o.jar', rawZip(entries)), { ...ARCHIVE_LIMITS, ...limits });
    return { names: (parsed.packages ?? []).map((p) => p.name), unknowns: parsed.unknowns ?? [] };
  }

  it('are unknown when they are none, or cut', () => {
    expect(() => parseArchive(catalogFile('o.jar', 'PK no archive'))).toThrow(/no directory of its entries/);
    expect(parseArchive(catalogFile('o.jar', rawZip([good]), 10)).unknowns?.[0]).toMatch(
      /is not read, the limit/,
    );
  });

  it('lose only what is damaged', () => {
    const { names, unknowns } = read([
      good,
      { ...properties('h', 'b', '2'), crc: 1 },
      { name: 'lib/c-1.jar', body: 'no archive' },
      { name: 'META-INF/maven/g/a/pom.xml', body: '<project><unclosed>' },
    ]);
    expect(names).toEqual(['o', 'a']);
    expect(unknowns).toHaveLength(3);
    expect(unknowns.join('\n')).toMatch(/o\.jar:lib\/c-1\.jar: read zip archive: it has no directory/);
  });

  it('do not nest without end, as those that hold themselves would', () => {
    let bytes = rawZip([good]);
    for (let i = 0; i < 12; i++) bytes = rawZip([{ name: `n${i}.jar`, body: bytes, method: 0 }]);
    const { names, unknowns } = read([{ name: 'first.jar', body: bytes, method: 0 }]);
    expect(names).toHaveLength(9);
    expect(unknowns[0]).toMatch(/nested deeper than 8 levels/);
  });

  it('stop at the limits of bytes, archives and records', () => {
    const inner = rawZip([good]);
    const bomb = rawZip([
      { name: 'META-INF/maven/g/a/pom.properties', body: Buffer.alloc(5_000_000, 'a=b\n') },
    ]);
    const many = Array.from({ length: 10 }, (_, i) => ({ name: `lib/${i}-1.jar`, body: i ? inner : bomb }));
    expect(read(many, { bytes: 6_000_000 }).unknowns).toEqual([]);
    expect(read(many, { bytes: 4_000_000 }).unknowns.join()).toMatch(/unpack to more than 4000000 bytes/);
    expect(read(many, { archives: 5 }).unknowns.join()).toMatch(/more than 5 archives/);
    expect(read([good, properties('h', 'b', '2')], { records: 1 }).unknowns.join()).toMatch(
      /2 Maven artifacts, 1 are read/,
    );
  });

  it('say so when they have two manifests', () => {
    expect(read([manifest('A: b'), manifest('A: c'), good]).unknowns[0]).toMatch(/it has 2 manifests/);
  });

  it('keep odd names as data', () => {
    const [pkg] = packagesOf('o-1.jar', [properties('../..', '\u001b[31mx', '1\u0000')]).slice(1);
    expect(pkg).toMatchObject({ name: '\u001b[31mx', version: '1\u0000' });
  });
});
