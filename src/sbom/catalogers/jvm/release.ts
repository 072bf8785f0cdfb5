import type { JsonObject } from '../../../base/json.ts';

const KEYS: Readonly<Record<string, string>> = {
  IMPLEMENTOR: 'implementor',
  IMPLEMENTOR_VERSION: 'implementorVersion',
  JAVA_RUNTIME_VERSION: 'javaRuntimeVersion',
  JAVA_VERSION: 'javaVersion',
  JAVA_VERSION_DATE: 'javaVersionDate',
  LIBC: 'libc',
  MODULES: 'modules',
  OS_ARCH: 'osArch',
  OS_NAME: 'osName',
  OS_VERSION: 'osVersion',
  SOURCE: 'source',
  BUILD_SOURCE: 'buildSource',
  BUILD_SOURCE_REPO: 'buildSourceRepo',
  SOURCE_REPO: 'sourceRepo',
  FULL_VERSION: 'fullVersion',
  SEMANTIC_VERSION: 'semanticVersion',
  BUILD_INFO: 'buildInfo',
  JVM_VARIANT: 'jvmVariant',
  JVM_VERSION: 'jvmVersion',
  IMAGE_TYPE: 'imageType',
  BUILD_TYPE: 'buildType',
};

/** Reads `KEY="value"` lines; undefined where no Java version is among them: other tools write `release` files too. */
export function parseRelease(text: string): Record<string, string> | undefined {
  const release: Record<string, string> = {};
  for (const line of text.split(/\r?\n/, 1000)) {
    const match = /^\s*([A-Z_]+)\s*=(.*)$/.exec(line);
    const key = match && KEYS[match[1] as string];
    const value = match?.[2]?.trim().replace(/^"(.*)"$/, '$1') ?? '';
    if (key && value) release[key] = value;
  }
  return release.javaVersion || release.javaRuntimeVersion ? release : undefined;
}

/** syft-json's `release`. */
export function releaseMetadata(release: Readonly<Record<string, string>>): JsonObject {
  const { modules, ...fields } = release;
  return { ...fields, ...(modules && { modules: modules.split(/[\s,]+/).filter(Boolean) }) };
}
