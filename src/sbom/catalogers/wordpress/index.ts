import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field } from '../../json-fields.ts';

/** WordPress reads as much of a file when it looks for a plugin's header. */
const HEADER_BYTES = 8192;

/** WordPress plugins, by the comment at the head of their main file. */
export const wordpress: Cataloger = {
  id: 'wordpress',
  version: 1,
  title: 'WordPress plugins (header comments)',
  evidence: ['installed'],
  files: [
    { glob: '**/wp-content/plugins/*/*.php', bytes: HEADER_BYTES },
    { glob: '**/wp-content/plugins/*.php', bytes: HEADER_BYTES },
    { glob: '**/wp-content/mu-plugins/*.php', bytes: HEADER_BYTES },
  ],
  parse: parsePlugin,
};

function parsePlugin({ path, bytes }: CatalogFile): ParsedFile {
  const header = bytes.toString('utf8');
  const name = fieldOf(header, 'Plugin Name');
  const version = fieldOf(header, 'Version');
  if (!name || !version) return {};
  const folder = path.split('/').at(-2) as string;
  const directory = /^(?:mu-)?plugins$/.test(folder) ? baseNameOf(path).replace(/\.php$/, '') : folder;
  const [author, authorUri] = [fieldOf(header, 'Author'), fieldOf(header, 'Author URI')];
  const [license, homepage, description] = [
    fieldOf(header, 'License'),
    fieldOf(header, 'Plugin URI'),
    fieldOf(header, 'Description'),
  ];
  return {
    packages: [
      {
        name,
        version,
        type: 'wordpress-plugin',
        language: 'php',
        purl: formatPurl({ type: 'generic', namespace: 'wordpress-plugin', name: directory, version }),
        cpes: cpesOf(directory, version, author, authorUri),
        evidence: 'installed',
        metadataType: 'wordpress-plugin-entry',
        metadata: {
          pluginInstallDirectory: directory,
          ...field('author', author),
          ...field('authorUri', authorUri),
        },
        ...(license && { licenses: [{ value: license, type: 'declared' }] }),
        ...(homepage && { homepage }),
        ...(description && { description }),
      },
    ],
  };
}

// `Name: value` behind nothing but what begins a comment's line.
function fieldOf(header: string, key: string): string | undefined {
  const match = new RegExp(`^[ \\t/*#@]*${key}:(.*)$`, 'im').exec(header);
  return match?.[1]?.replace(/(?:\*\/|\?>).*$/, '').trim() || undefined;
}

// Plugins have no package URL of their own kind: NVD names them by maker and folder.
function cpesOf(
  directory: string,
  version: string,
  author: string | undefined,
  uri: string | undefined,
): string[] {
  const host = /^https?:\/\/(?:www\.)?([\w-]+)\./i.exec(uri ?? '')?.[1];
  const vendors = [host, author?.replace(/<[^>]*>/g, '').split(/[\s,]+/)[0]]
    .map((vendor) => vendor?.toLowerCase().replace(/[^\w-]/g, ''))
    .filter((vendor) => vendor !== undefined && vendor !== '');
  const product = directory.toLowerCase().replace(/[^\w.-]/g, '_');
  const plain = version.replace(/[^\w.-]/g, '');
  return [...new Set([...vendors, product])].map(
    (vendor) => `cpe:2.3:a:${vendor}:${product}:${plain}:*:*:*:*:wordpress:*:*`,
  );
}
