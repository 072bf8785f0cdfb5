import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field } from '../../json-fields.ts';
import type { PackageLicense } from '../../model.ts';
import { type PhpValue, parseSerialized } from './serialized.ts';

/** Reads an entry of PEAR's registry, `NAME.reg`: package.xml 1.0 or 2.0 as PHP serialised it. PECL's packages are in it too. */
export function parsePear({ bytes, path, isCut }: CatalogFile): ParsedFile {
  if (isCut) return { unknowns: ['a registry entry larger than is read'] };
  const entry = parseSerialized(bytes, path);
  const name = textAt(entry, 'name') || textAt(entry, 'package');
  const version = textAt(entry, 'version') || textAt(at(entry, 'version'), 'release');
  if (!name || !version) return { unknowns: ['a registry entry without name or version'] };
  const channel = textAt(entry, 'channel') || 'pear.php.net';
  const licenses = licensesOf(at(entry, 'license') ?? at(entry, 'release_license'));
  const description = textAt(entry, 'summary');
  const metadata: JsonObject = { name, channel, version, ...field('license', licenses) };
  return {
    packages: [
      {
        name,
        version,
        type: channel === 'pecl.php.net' ? 'php-pecl' : 'php-pear',
        language: 'php',
        evidence: 'installed',
        purl: formatPurl({ type: 'pear', namespace: channel, name, version }),
        metadataType: channel === 'pecl.php.net' ? 'php-pecl-entry' : 'php-pear-entry',
        metadata,
        licenses: licenses.map((value): PackageLicense => ({ value, type: 'declared', path })),
        ...(description && { description }),
      },
    ],
  };
}

function at(value: PhpValue | undefined, key: string): PhpValue | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

function textAt(value: PhpValue | undefined, key: string): string {
  const text = at(value, key);
  return typeof text === 'string' ? text.trim() : '';
}

// A text, `{attribs, _content}` where it has an address, or a list of these.
function licensesOf(value: PhpValue | undefined): string[] {
  if (typeof value === 'string') return value.trim() ? [value.trim()] : [];
  if (!(value instanceof Map)) return [];
  const content = textAt(value, '_content');
  return content
    ? [content]
    : [...value.values()].flatMap((item) => (typeof item === 'string' ? [item] : licensesOf(item)));
}
