import type { JsonValue } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { parseYaml } from '../../../codec/yaml.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field, objectOf, objectsOf, textOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';

/** GitHub Actions: what workflows and composite actions use. */
export const githubActions: Cataloger = {
  id: 'github-actions',
  version: 1,
  title: 'GitHub Actions (workflows, action.yml)',
  evidence: ['declared'],
  files: [
    { glob: '**/.github/workflows/*.{yml,yaml}', bytes: 1024 * 1024 },
    { glob: '**/.github/actions/*/action.{yml,yaml}', bytes: 1024 * 1024 },
  ],
  parse: wholeFile(parseFile),
};

function parseFile({ path, bytes }: CatalogFile): ParsedFile {
  const text = bytes.toString('utf8');
  const document = objectOf(parseYaml(text, path));
  const comments = commentsOf(text);
  const packages = new Map<string, PackageDraft>();
  for (const use of usesOf(document)) {
    const draft = draftOf(use, comments.get(use));
    if (draft) packages.set(use, draft);
  }
  return { packages: [...packages.values()] };
}

function usesOf(document: Readonly<Record<string, JsonValue>>): string[] {
  const jobs = Object.values(objectOf(document.jobs)).map(objectOf);
  const steps = [...jobs, objectOf(document.runs)].flatMap((job) => objectsOf(job.steps));
  return [...jobs, ...steps].flatMap((one) => textOf(one.uses)?.trim() ?? []);
}

/** `uses: NAME@SHA # v4.2.3`: what people write behind a pinned commit. */
function commentsOf(text: string): Map<string, string> {
  const found = text.matchAll(
    /^[ \t]*(?:-[ \t]+)?uses[ \t]*:[ \t]*["']?([^\s"'#]+)["']?[ \t]+#[ \t]*(\S.*)$/gm,
  );
  return new Map([...found].map(([, use, comment]) => [use as string, (comment as string).trim()]));
}

// A path of the same repository is no package.
function draftOf(use: string, comment: string | undefined): PackageDraft | undefined {
  if (use.startsWith('./') || use.startsWith('../')) return undefined;
  if (use.startsWith('docker://')) return imageOf(use);
  const at = use.indexOf('@');
  const name = at < 0 ? use : use.slice(0, at);
  const [owner, repository, ...inside] = name.split('/');
  if (!owner || !repository) return undefined;
  const version = versionOf(at < 0 ? '' : use.slice(at + 1), comment);
  const isWorkflow = inside[0] === '.github' && inside[1] === 'workflows';
  return {
    name,
    version,
    type: isWorkflow ? 'github-action-workflow' : 'github-action',
    purl: formatPurl({
      type: 'github',
      namespace: owner,
      name: repository,
      version,
      subpath: inside.join('/'),
    }),
    evidence: 'declared',
    metadataType: 'github-actions-use-statement',
    metadata: { value: use, ...field('comment', comment) },
  };
}

// Advisories speak of tags: of a pinned commit the tag that its comment names is the version.
function versionOf(reference: string, comment: string | undefined): string {
  if (!/^[0-9a-f]{40}$/i.test(reference)) return reference;
  return /^(?:tag\s*=\s*)?(v?\d+(?:\.\d+)*(?:[-+][\w.-]+)?)(?:\s|$)/i.exec(comment ?? '')?.[1] ?? reference;
}

function imageOf(use: string): PackageDraft | undefined {
  const match = /^docker:\/\/([^@\s]+?)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(use);
  if (!match) return undefined;
  const [, image = '', tag, digest] = match;
  const segments = image.split('/').filter(Boolean);
  const name = segments.pop();
  if (!name) return undefined;
  const version = tag ?? digest ?? '';
  const namespace = segments.join('/');
  return {
    name: image,
    version,
    type: 'github-action',
    purl: formatPurl({ type: 'docker', name, version, ...(namespace && { namespace }) }),
    evidence: 'declared',
    metadataType: 'github-actions-use-statement',
    metadata: { value: use },
  };
}
