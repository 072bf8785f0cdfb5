import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { gradle } from './index.ts';

const LOCK = `# This is a Gradle generated file for dependency locking.
# Manual edits can break the build and are not advised.
# This file is expected to be part of source control.
com.fasterxml.jackson.core:jackson-core:2.15.2=compileClasspath,runtimeClasspath
org.springframework:spring-core:5.3.20=runtimeClasspath
org.apache.logging.log4j:log4j-core:2.17.1=testRuntimeClasspath
empty=annotationProcessor
`;

describe('a cataloger reads Gradle lock files', () => {
  it.each(['gradle.lockfile', 'a/buildscript-gradle.lockfile', 'gradle/dependency-locks/compile.lockfile'])(
    '%s',
    (path) => {
      const { found, unknowns } = catalogTree(gradle, { [path]: LOCK });
      expect(found.map((f) => f.draft.purl)).toEqual([
        'pkg:maven/com.fasterxml.jackson.core/jackson-core@2.15.2',
        'pkg:maven/org.springframework/spring-core@5.3.20',
        'pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1',
      ]);
      expect(found[0]?.draft).toMatchObject({
        name: 'jackson-core',
        type: 'java-archive',
        evidence: 'declared',
        metadata: { virtualPath: '', pomProject: { groupId: 'com.fasterxml.jackson.core' } },
      });
      expect(unknowns).toEqual([]);
    },
  );

  it('stops at its limits', () => {
    const many = Array.from({ length: 100_001 }, (_, i) => `g:a${i}:1=x`).join('\n');
    const cut = catalogTree(gradle, { 'gradle.lockfile': many });
    expect(cut.found).toHaveLength(100_000);
    expect(cut.unknowns).toEqual(['more than 100000 packages']);
    const long = catalogTree(gradle, { 'gradle.lockfile': Buffer.alloc(16 * 1024 * 1024 + 1, '#') });
    expect(long.unknowns[0]).toMatch(/of which only 16777216 are read/);
  });
});
