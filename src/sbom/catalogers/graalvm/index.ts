import type { Cataloger, ExecutableFile, ParsedFile } from '../../cataloger.ts';
import { draftsOfNativeImage, readNativeImageSbom } from './native-image.ts';

/** Java compiled to a program by GraalVM, where it was told to list its libraries. */
export const graalvm: Cataloger = {
  id: 'graalvm',
  version: 1,
  title: 'GraalVM native images (ELF, built with an embedded SBOM)',
  evidence: ['embedded'],
  files: [],
  parseExecutable,
};

function parseExecutable({ executable }: ExecutableFile): ParsedFile {
  if (executable.format !== 'elf') return {};
  const packages = executable.programs.flatMap((program) => {
    const document = readNativeImageSbom(program);
    return document ? draftsOfNativeImage(document) : [];
  });
  return { packages };
}
