import { describe, expect, it } from 'vitest';
import { parseArchiveName } from './file-name.ts';

describe('parseArchiveName()', () => {
  it.each([
    ['spring-core-5.3.20.jar', 'spring-core', '5.3.20', ''],
    ['log4j-1.2-api-2.17.1.jar', 'log4j-1.2-api', '2.17.1', ''],
    ['guava-31.1-jre.jar', 'guava', '31.1-jre', ''],
    ['commons-lang3-3.12.0.jar', 'commons-lang3', '3.12.0', ''],
    ['demo-0.0.1-SNAPSHOT.jar', 'demo', '0.0.1-SNAPSHOT', ''],
    ['x-1.0-20200101.123456-1.jar', 'x', '1.0-20200101.123456-1', ''],
    [
      'netty-tcnative-boringssl-static-2.0.61.Final-linux-x86_64.jar',
      'netty-tcnative-boringssl-static',
      '2.0.61.Final',
      'linux-x86_64',
    ],
    ['app-1.0-sources.jar', 'app', '1.0', 'sources'],
    ['app-1.0-all.jar', 'app', '1.0', 'all'],
    [
      'google-api-services-storage-v1-rev171-1.25.0.jar',
      'google-api-services-storage',
      'v1-rev171-1.25.0',
      '',
    ],
    ['scala-library_2.12-1.0.jar', 'scala-library_2.12', '1.0', ''],
    ['org.eclipse.osgi_3.18.0.v20220516.jar', 'org.eclipse.osgi', '3.18.0.v20220516', ''],
    ['geronimo-interceptor_3.0_spec-1.0.1.jar', 'geronimo-interceptor_3.0_spec', '1.0.1', ''],
    ['bcprov-jdk15on-1.68.jar', 'bcprov-jdk15on', '1.68', ''],
    ['app.war', 'app', '', ''],
    ['log4j-1.2-api.jar', 'log4j', '1.2-api', ''],
    ['my-app.jar', 'my-app', '', ''],
    ['1.2.jar', '1.2', '', ''],
    ['plugin-r42.jar', 'plugin', 'r42', ''],
    ['noextension', 'noextension', '', ''],
    ['.jar', '.jar', '', ''],
  ])('takes %s apart', (file, name, version, classifier) => {
    expect(parseArchiveName(file)).toMatchObject({ name, version, classifier });
  });

  it('is quick with a hostile name', () => {
    const start = performance.now();
    parseArchiveName(`${'a-1.'.repeat(50_000)}-.jar`);
    parseArchiveName(`${'linux-'.repeat(50_000)}1.jar`);
    expect(performance.now() - start).toBeLessThan(200);
  });
});
