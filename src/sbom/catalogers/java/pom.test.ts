import { describe, expect, it } from 'vitest';
import { parsePom, parsePomModel } from './pom.ts';

describe('parsePom()', () => {
  it('inherits from the parent and puts properties in', () => {
    const pom = parsePom(
      `<?xml version="1.0"?><project xmlns="http://maven.apache.org/POM/4.0.0">
        <parent><groupId>g</groupId><artifactId>p</artifactId><version>3</version></parent>
        <artifactId>a</artifactId><name>The \${project.artifactId}</name>
        <description>two
          lines</description>
        <properties><jackson.version>2.15.2</jackson.version><j>\${jackson.version}</j></properties>
        <licenses><license><name>Apache License, Version 2.0</name><url>https://x/LICENSE</url></license></licenses>
        <dependencyManagement><dependencies>
          <dependency><groupId>m</groupId><artifactId>managed</artifactId><version>9</version></dependency>
        </dependencies></dependencyManagement>
        <dependencies>
          <dependency><groupId>com.fasterxml</groupId><artifactId>jackson</artifactId><version>\${j}</version></dependency>
          <dependency><groupId>m</groupId><artifactId>managed</artifactId><scope>test</scope></dependency>
          <dependency><groupId>\${project.groupId}</groupId><artifactId>s</artifactId><version>\${elsewhere}</version></dependency>
        </dependencies></project>`,
      'pom.xml',
    );
    expect(pom).toEqual({
      path: 'pom.xml',
      groupId: 'g',
      artifactId: 'a',
      version: '3',
      name: 'The a',
      description: 'two lines',
      url: '',
      parent: { groupId: 'g', artifactId: 'p', version: '3' },
      licenses: [{ value: 'Apache License, Version 2.0', type: 'declared', urls: ['https://x/LICENSE'] }],
    });
  });

  it('leaves dependencies as they are written', () => {
    const text = `<project><artifactId>a</artifactId><dependencies><dependency><groupId>g</groupId><artifactId>b</artifactId><version>\${v}</version></dependency></dependencies></project>`;
    expect(parsePomModel(text, 'x').dependencies).toEqual([
      { groupId: 'g', artifactId: 'b', version: `\${v}`, scope: '' },
    ]);
  });

  it('does not follow properties that multiply or turn in circles', () => {
    const layers = Array.from({ length: 12 }, (_, i) => `<p${i}>${`\${p${i + 1}}`.repeat(20)}</p${i}>`).join(
      '',
    );
    const bomb = `<project><artifactId>a</artifactId><version>\${p0}</version><properties>${layers}<p12>x</p12></properties></project>`;
    expect(parsePom(bomb, 'x').version).toBe('');
    const circle = `<project><artifactId>a</artifactId><version>\${v}</version><properties><v>\${v}</v></properties></project>`;
    expect(parsePom(circle, 'x').version).toBe('');
  });

  it('refuses what is no XML', () => {
    expect(() => parsePom('artifactId=a', 'x')).toThrow(/not valid XML/);
  });
});
