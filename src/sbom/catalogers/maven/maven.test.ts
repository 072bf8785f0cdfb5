import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { maven } from './index.ts';

const PARENT = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>com.example</groupId>
  <artifactId>parent</artifactId>
  <version>1.0.0</version>
  <packaging>pom</packaging>
  <licenses><license><name>Apache-2.0</name></license></licenses>
  <properties><spring.version>5.3.20</spring.version></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.yaml</groupId><artifactId>snakeyaml</artifactId><version>1.30</version></dependency>
  </dependencies></dependencyManagement>
</project>
`;
const APP = `<project>
  <parent><groupId>com.example</groupId><artifactId>parent</artifactId><version>1.0.0</version></parent>
  <artifactId>app</artifactId>
  <dependencies>
    <dependency><groupId>org.springframework</groupId><artifactId>spring-core</artifactId><version>\${spring.version}</version></dependency>
    <dependency><groupId>org.yaml</groupId><artifactId>snakeyaml</artifactId></dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>[4.13.2]</version><scope>test</scope></dependency>
    <dependency><groupId>a</groupId><artifactId>ranged</artifactId><version>[1,2)</version></dependency>
    <dependency><groupId>a</groupId><artifactId>elsewhere</artifactId></dependency>
  </dependencies>
</project>
`;

describe('a cataloger reads Maven projects', () => {
  it('with versions from properties and parents in the tree', () => {
    const { found } = catalogTree(maven, { 'pom.xml': PARENT, 'app/pom.xml': APP });
    expect(found.map((f) => [f.path, f.draft.purl])).toEqual([
      ['pom.xml', 'pkg:maven/com.example/parent@1.0.0'],
      ['app/pom.xml', 'pkg:maven/com.example/app@1.0.0'],
      ['app/pom.xml', 'pkg:maven/org.springframework/spring-core@5.3.20'],
      ['app/pom.xml', 'pkg:maven/org.yaml/snakeyaml@1.30'],
      ['app/pom.xml', 'pkg:maven/junit/junit@4.13.2'],
      ['app/pom.xml', 'pkg:maven/a/ranged'],
      ['app/pom.xml', 'pkg:maven/a/elsewhere'],
    ]);
    expect(found[1]?.draft).toMatchObject({
      type: 'java-archive',
      evidence: 'declared',
      requires: [
        'org.springframework:spring-core',
        'org.yaml:snakeyaml',
        'junit:junit',
        'a:ranged',
        'a:elsewhere',
      ],
      metadata: { virtualPath: '', pomProject: { artifactId: 'app', parent: { artifactId: 'parent' } } },
    });
    expect(found[4]?.draft.metadata).toEqual({
      virtualPath: '',
      pomProperties: {
        path: '',
        name: '',
        groupId: 'junit',
        artifactId: 'junit',
        version: '4.13.2',
        scope: 'test',
      },
    });
  });

  it('without the parent, as far as it goes', () => {
    const { found } = catalogTree(maven, { 'pom.xml': APP });
    expect(found.find((f) => f.draft.name === 'spring-core')?.draft.version).toBe('');
  });

  it('whose parents turn in circles', () => {
    const circle = (own: string, parent: string): string =>
      `<project><parent><groupId>g</groupId><artifactId>${parent}</artifactId><version>1</version></parent><artifactId>${own}</artifactId></project>`;
    const { found } = catalogTree(maven, { 'a/pom.xml': circle('a', 'b'), 'b/pom.xml': circle('b', 'a') });
    expect(found).toHaveLength(2);
  });

  it('and says what is none', () => {
    expect(catalogTree(maven, { 'pom.xml': '<project/>' }).unknowns).toHaveLength(1);
    expect(() => catalogTree(maven, { 'pom.xml': 'no xml' })).toThrow(/not valid XML/);
  });
});
