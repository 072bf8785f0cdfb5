import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { parseStanzas, type Stanza } from '../dpkg/stanza.ts';

/** R packages, by the DESCRIPTION in each one's folder. */
export const r: Cataloger = {
  id: 'r',
  version: 1,
  title: 'R packages (DESCRIPTION)',
  evidence: ['installed', 'declared'],
  files: [{ glob: '**/DESCRIPTION', bytes: 1024 * 1024 }],
  parse: parseDescription,
};

function parseDescription({ bytes }: CatalogFile): ParsedFile {
  const [fields] = [...parseStanzas(bytes.toString('utf8'))];
  const name = fields?.get('Package');
  const version = fields?.get('Version');
  return fields && name && version ? { packages: [draftOf(fields, name, version)] } : {};
}

function draftOf(fields: Stanza, name: string, version: string): PackageDraft {
  const text = (key: string): string => fields.get(key)?.trim() ?? '';
  const license = line(text('License'));
  const [homepage] = items(text('URL'));
  return {
    name,
    version,
    type: 'R-package',
    language: 'R',
    purl: formatPurl({ type: 'cran', name, version }),
    // R CMD INSTALL writes what it was built with: a source package has none.
    evidence: fields.has('Built') ? 'installed' : 'declared',
    metadataType: 'r-description',
    metadata: metadataOf(text),
    ...(license && { licenses: [{ value: license, type: 'declared' }] }),
    ...(homepage && { homepage }),
    ...(text('Title') && { description: line(text('Title')) }),
  };
}

function metadataOf(text: (key: string) => string): JsonObject {
  return {
    ...field('title', line(text('Title'))),
    ...field('description', line(text('Description'))),
    ...field('author', text('Author')),
    ...field('maintainer', line(text('Maintainer'))),
    ...field('url', items(text('URL'))),
    ...field('repository', text('Repository')),
    ...field('built', text('Built')),
    ...field('needsCompilation', /^yes$/i.test(text('NeedsCompilation')) || undefined),
    ...field('imports', items(text('Imports'))),
    ...field('depends', items(text('Depends'))),
    ...field('suggests', items(text('Suggests'))),
  };
}

function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function items(text: string): string[] {
  return text.split(',').map(line).filter(Boolean);
}
