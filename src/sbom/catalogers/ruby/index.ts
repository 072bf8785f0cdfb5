import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { parseGemfileLock } from './gemfile-lock.ts';
import { parseGemspec } from './gemspec.ts';
import { resolveGems } from './resolve.ts';

const MiB = 1024 * 1024;

/** Ruby: gems as RubyGems installs them, those that come with the interpreter too, and Bundler's lock file. */
export const ruby: Cataloger = {
  id: 'ruby',
  version: 1,
  title: 'Ruby gems (installed and default gems, Gemfile.lock)',
  evidence: ['installed', 'declared'],
  files: [
    { glob: '**/specifications/*.gemspec', bytes: 4 * MiB },
    { glob: '**/specifications/default/*.gemspec', bytes: 4 * MiB },
    { glob: '**/{Gemfile.lock,gems.locked,*.gemfile.lock}', bytes: 16 * MiB },
  ],
  parse: parseFile,
  complete: resolveGems,
};

function parseFile(file: CatalogFile): ParsedFile {
  return file.path.endsWith('.gemspec') ? parseGemspec(file) : parseGemfileLock(file);
}
