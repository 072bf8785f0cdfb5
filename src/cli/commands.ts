import type { CommandEntry } from './command.ts';

/** Every command. A command's code is loaded only when it runs. A new one is a file and a line here. */
export const COMMANDS: readonly CommandEntry[] = [
  entry(
    'Judge',
    'check',
    'examine an image and say whether it is safe to ship',
    () => import('./commands/check.ts'),
  ),
  entry(
    'Judge',
    'inspect',
    "show an image's configuration as docker does",
    () => import('./commands/inspect.ts'),
  ),
  entry('Judge', 'sbom', 'list the packages of an image or folder', () => import('./commands/sbom.ts')),
  entry('Judge', 'diff', 'compare two images', () => import('./commands/diff.ts')),
  entry('Judge', 'convert', 'write an SBOM in another format', () => import('./commands/convert.ts')),
  entry('Judge', 'resolve', 'explain what an image reference means', () => import('./commands/resolve.ts')),
  entry('Local store', 'images', 'list stored images', () => import('./commands/images.ts')),
  entry('Local store', 'tag', 'give a stored image another name', () => import('./commands/tag.ts')),
  entry('Local store', 'rmi', 'remove names and images from the store', () => import('./commands/rmi.ts')),
  entry('Local store', 'save', 'write images to an archive', () => import('./commands/save.ts')),
  entry(
    'Local store',
    'load',
    'take images from an archive into the store',
    () => import('./commands/load.ts'),
  ),
  entry('Local store', 'prune', 'remove what no image needs', () => import('./commands/prune.ts')),
  entry('Move', 'pull', 'fetch an image into the store', () => import('./commands/pull.ts')),
  entry('Move', 'push', 'send a stored image to a registry', () => import('./commands/push.ts')),
  entry('Move', 'copy', 'copy an image between any two places', () => import('./commands/copy.ts')),
  entry('Move', 'export', "write an image's file system as tar", () => import('./commands/export.ts')),
  entry('Look', 'digest', 'print the digest of an image', () => import('./commands/digest.ts')),
  entry('Look', 'manifest', 'print the manifest of an image', () => import('./commands/manifest.ts')),
  entry('Look', 'config', 'print the configuration of an image', () => import('./commands/config.ts')),
  entry('Look', 'ls', 'list the tags of a repository', () => import('./commands/ls.ts')),
  entry('Look', 'catalog', 'list the repositories of a registry', () => import('./commands/catalog.ts')),
  entry('Set up', 'login', 'store credentials for a registry', () => import('./commands/login.ts')),
  entry('Set up', 'logout', 'forget credentials for a registry', () => import('./commands/logout.ts')),
  entry('Set up', 'completion', 'print a shell completion script', () => import('./commands/completion.ts')),
];

function entry(group: string, name: string, summary: string, load: CommandEntry['load']): CommandEntry {
  return { group, name, summary, load };
}
