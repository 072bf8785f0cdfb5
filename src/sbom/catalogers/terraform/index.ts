import { formatPurl } from '../../../codec/purl/index.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';

const MAX_PROVIDERS = 10_000;

/** Terraform and OpenTofu: the providers that init locked. */
export const terraform: Cataloger = {
  id: 'terraform',
  version: 1,
  title: 'Terraform and OpenTofu providers (.terraform.lock.hcl)',
  evidence: ['declared'],
  files: [{ glob: '**/.terraform.lock.hcl', bytes: 4 * 1024 * 1024 }],
  parse: wholeFile(parseLock),
};

interface Provider {
  readonly url: string;
  version: string;
  constraints: string;
  readonly hashes: string[];
}

// The file is written by the tool, one attribute a line: blocks of `provider "ADDRESS" { version = "…" … }`.
function parseLock({ bytes }: CatalogFile): ParsedFile {
  const providers: Provider[] = [];
  let open: Provider | undefined;
  for (const line of bytes.toString('utf8').split(/\r?\n/)) {
    const url = /^\s*provider\s+"([^"]+)"\s*\{/.exec(line)?.[1];
    if (url) {
      if (providers.length >= MAX_PROVIDERS)
        return { packages: providers.map(draftOf), unknowns: [`more than ${MAX_PROVIDERS} providers`] };
      open = { url, version: '', constraints: '', hashes: [] };
      providers.push(open);
    } else if (open) readLine(open, line);
  }
  const whole = providers.filter((provider) => provider.version !== '');
  const unknowns = whole.length < providers.length ? ['a provider without its version'] : [];
  return { packages: whole.map(draftOf), unknowns };
}

function readLine(provider: Provider, line: string): void {
  const [, key, value] = /^\s*(version|constraints)\s*=\s*"([^"]*)"/.exec(line) ?? [];
  if (key === 'version') provider.version = value as string;
  else if (key === 'constraints') provider.constraints = value as string;
  const hash = /^\s*"((?:h1|zh):[^"]+)",?/.exec(line)?.[1];
  if (hash) provider.hashes.push(hash);
}

function draftOf({ url, version, constraints, hashes }: Provider): PackageDraft {
  const segments = url.split('/').filter(Boolean);
  const name = segments.pop() ?? url;
  const namespace = segments.join('/');
  return {
    name: url,
    version,
    type: 'terraform',
    language: 'go',
    purl: formatPurl({ type: 'terraform', name, version, ...(namespace && { namespace }) }),
    evidence: 'declared',
    metadataType: 'terraform-lock-provider-entry',
    metadata: { url, constraints, version, hashes },
  };
}
