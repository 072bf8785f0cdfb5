// Source trees of Rust, Go and the Java family.
import { type Input, inside, write } from './workshop.ts';

const CRATES = { serde_json: '=1.0.117', anyhow: '=1.0.86' };

/** A workspace of a program and a library with one dependency from the registry each. */
export const CARGO_WORKSPACE: Readonly<Record<string, string>> = {
  'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["keel", "mast"]\n',
  'keel/Cargo.toml': `[package]\nname = "keel"\nversion = "0.2.0"\nedition = "2021"\nlicense = "MIT"\n
[dependencies]\nmast = { path = "../mast" }\nserde_json = "${CRATES.serde_json}"\n
[build-dependencies]\ncc = "=1.0.98"\n[dev-dependencies]\nbitflags = "=2.5.0"\n`,
  'keel/src/main.rs': 'fn main() { println!("{}", serde_json::json!({ "mast": mast::height() })); }\n',
  'mast/Cargo.toml': `[package]\nname = "mast"\nversion = "0.1.0"\nedition = "2021"\n
[dependencies]\nanyhow = "${CRATES.anyhow}"\n`,
  'mast/src/lib.rs': 'pub fn height() -> u32 { anyhow::Ok(7).unwrap() }\n',
};

/** A program with direct and indirect modules, one of them replaced. */
export const GO_MODULE: Readonly<Record<string, string>> = {
  'go.mod': `module example.com/fleet/flagship\n\ngo 1.22\n
require (\n\tgithub.com/spf13/cobra v1.8.0\n\tgolang.org/x/text v0.14.0\n\tgithub.com/google/uuid v1.5.0\n)\n
replace github.com/google/uuid => github.com/google/uuid v1.6.0\n`,
  'main.go': `package main\n
import (\n\t"fmt"\n\n\t"github.com/google/uuid"\n\t"github.com/spf13/cobra"\n\t"golang.org/x/text/language"\n)\n
var version = "dev"\n
func main() {\n\tc := &cobra.Command{Use: "flagship", Version: version}
\tfmt.Println(uuid.NewString(), language.English, c.Execute())\n}\n`,
};

export const POM = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example.fleet</groupId>
  <artifactId>steamer</artifactId>
  <version>3.1.0</version>
  <properties><jackson.version>2.17.1</jackson.version></properties>
  <dependencies>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>\${jackson.version}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>2.14.1</version></dependency>
    <dependency><groupId>org.springframework</groupId><artifactId>spring-web</artifactId><version>6.1.6</version></dependency>
    <dependency><groupId>com.google.guava</groupId><artifactId>guava</artifactId><version>33.2.0-jre</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>2.0.13</version></dependency>
    <dependency><groupId>commons-io</groupId><artifactId>commons-io</artifactId><version>2.16.1</version></dependency>
    <dependency><groupId>org.bouncycastle</groupId><artifactId>bcprov-jdk18on</artifactId><version>1.78.1</version></dependency>
    <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId><version>42.7.3</version></dependency>
    <dependency><groupId>io.netty</groupId><artifactId>netty-handler</artifactId><version>4.1.109.Final</version></dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13.2</version><scope>test</scope></dependency>
  </dependencies>
</project>
`;

const GRADLE_LOCK = `# This is a Gradle generated file for dependency locking.
# Manual edits can break the build and are not advised.
# This file is expected to be part of source control.
com.fasterxml.jackson.core:jackson-annotations:2.17.1=compileClasspath,runtimeClasspath
com.fasterxml.jackson.core:jackson-core:2.17.1=compileClasspath,runtimeClasspath
com.fasterxml.jackson.core:jackson-databind:2.17.1=compileClasspath,runtimeClasspath
junit:junit:4.13.2=testCompileClasspath,testRuntimeClasspath
org.hamcrest:hamcrest-core:1.3=testCompileClasspath,testRuntimeClasspath
org.slf4j:slf4j-api:2.0.13=compileClasspath,runtimeClasspath
empty=annotationProcessor,testAnnotationProcessor
`;

/** The jars that a pom asks for, into `lib/`. */
export async function mavenJars(folder: string): Promise<void> {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
  await inside(folder, 'mvn', '-B', '-q', goal, '-DoutputDirectory=lib', '-DincludeScope=runtime');
}

export const COMPILED_TREES: readonly Input[] = [
  {
    name: 'cargo-workspace',
    kind: 'tree',
    about: 'Cargo.lock of a workspace',
    needs: ['cargo'],
    make: async (folder) => {
      write(folder, CARGO_WORKSPACE);
      await inside(folder, 'cargo', 'generate-lockfile', '-q');
    },
  },
  {
    name: 'go-module',
    kind: 'tree',
    about: 'go.mod with a replaced module, and go.sum',
    needs: ['go'],
    make: async (folder) => {
      write(folder, GO_MODULE);
      await inside(folder, 'go', 'mod', 'tidy', '-e');
    },
  },
  {
    name: 'maven',
    kind: 'tree',
    about: 'pom.xml, and the jars it asks for',
    needs: ['mvn'],
    make: async (folder) => {
      write(folder, { 'pom.xml': POM });
      await mavenJars(folder);
    },
  },
  {
    name: 'gradle',
    kind: 'tree',
    about: 'gradle.lockfile, written by hand as Gradle does',
    make: async (folder) =>
      write(folder, { 'gradle.lockfile': GRADLE_LOCK, 'build.gradle': 'plugins { id "java" }\n' }),
  },
];
