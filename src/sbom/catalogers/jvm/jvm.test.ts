import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { jvm } from './index.ts';

const TEMURIN = `IMPLEMENTOR="Eclipse Adoptium"
IMPLEMENTOR_VERSION="Temurin-25.0.3+9"
JAVA_RUNTIME_VERSION="25.0.3+9-LTS"
JAVA_VERSION="25.0.3"
MODULES="java.base java.compiler"
SOURCE_REPO="https://github.com/adoptium/jdk25u.git"
FULL_VERSION="25.0.3+9-LTS"
IMAGE_TYPE="JDK"
`;

describe('a cataloger reads JVM release files', () => {
  it('with version, modules and the files of the installation', () => {
    const tree = {
      'opt/java/release': TEMURIN,
      'opt/java/bin/java': 'x',
      'opt/java/lib/server/libjvm.so': 'x',
      'opt/other': 'x',
    };
    const { found } = catalogTree(jvm, tree);
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'openjdk',
        version: '25.0.3+9-LTS',
        type: 'binary',
        purl: 'pkg:generic/oracle/openjdk@25.0.3%2B9-LTS?repository_url=https:%2F%2Fgithub.com%2Fadoptium%2Fjdk25u.git',
        cpes: ['cpe:2.3:a:oracle:openjdk:25.0.3:*:*:*:*:*:*:*'],
        metadataType: 'java-jvm-installation',
        metadata: {
          release: {
            implementor: 'Eclipse Adoptium',
            javaVersion: '25.0.3',
            modules: ['java.base', 'java.compiler'],
          },
          files: ['/opt/java/bin/java', '/opt/java/lib/server/libjvm.so', '/opt/java/release'],
        },
      },
    ]);
  });

  it.each([
    [
      'usr/jdk/release',
      'JAVA_VERSION="1.8.0_411"\nBUILD_TYPE="commercial"\n',
      'jdk',
      ['java_se', 'jre', 'jdk'].map((p) => `cpe:2.3:a:oracle:${p}:1.8.0:update411:*:*:*:*:*:*`),
    ],
    [
      'usr/jre/release',
      'JAVA_VERSION="1.8.0_411"\nBUILD_TYPE="commercial"\n',
      'jre',
      ['java_se', 'jre'].map((p) => `cpe:2.3:a:oracle:${p}:1.8.0:update411:*:*:*:*:*:*`),
    ],
    [
      'opt/j/release',
      'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="1.8.0_411"\nFULL_VERSION="1.8.0_411-b09"',
      'openjdk',
      ['cpe:2.3:a:oracle:openjdk:1.8.0:update411:*:*:*:*:*:*'],
    ],
    [
      'opt/z/release',
      'IMPLEMENTOR="Azul Systems, Inc."\nJAVA_VERSION="21.0.1"',
      'zulu',
      ['cpe:2.3:a:azul:zulu:21.0.1:*:*:*:*:*:*:*', 'cpe:2.3:a:oracle:openjdk:21.0.1:*:*:*:*:*:*:*'],
    ],
  ])('%s of %j as %s', (path, text, name, cpes) => {
    expect(catalogTree(jvm, { [path]: text }).found[0]?.draft).toMatchObject({ name, cpes });
  });

  it.each([
    ['Debian 12\n'],
    ['VERSION=1\n'],
    ['\0\x01\x02'],
    [`${' '.repeat(200_000)}JAVA_VERSION\n`],
    [`A=${' '.repeat(200_000)}x`],
  ])('leaves other release files alone', (text) => {
    expect(catalogTree(jvm, { 'etc/release': text })).toEqual({ found: [], unknowns: [] });
  });
});
