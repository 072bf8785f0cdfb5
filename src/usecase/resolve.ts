import { formatReference, type ImageReference, wireHost } from '../image/reference.ts';
import { settleTransport } from './io/open.ts';
import type { Session } from './io/session.ts';

export interface ExplainedReference {
  /** Name, value, and what was assumed about it. */
  readonly rows: readonly (readonly [string, string, string])[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** Explains what a reference means here: nothing is fetched, but files and the store are looked at. */
export async function explainReference(
  session: Session,
  parsed: ImageReference,
): Promise<ExplainedReference> {
  const reference = await settleTransport(session, parsed);
  const { assumptions, ...fields } = reference;
  const noteOf = (what: string): string => {
    const assumption = assumptions.find((a) => a.what === what);
    return assumption ? (assumption.note ?? 'assumed') : '';
  };
  const host =
    reference.transport === 'registry' && reference.registry ? wireHost(reference.registry) : undefined;
  const rows: [string, string | undefined, string][] = [
    ['reference', formatReference(reference), `you said "${reference.input}"`],
    ['transport', reference.transport, noteOf('transport')],
    [
      'registry',
      reference.registry,
      noteOf('registry') || (host && host !== reference.registry ? `reached at ${host}` : ''),
    ],
    ['repository', reference.repository, noteOf('namespace') && `${noteOf('namespace')}: library/`],
    ['tag', reference.tag, reference.digest ? 'shown only: the digest decides' : noteOf('tag')],
    ['digest', reference.digest, ''],
    ['image id', reference.imageId, ''],
    [
      'path',
      reference.transport === 'registry' || reference.transport === 'store' ? undefined : reference.path,
      '',
    ],
    ['image', reference.ref, 'in that file or folder'],
  ];
  const present = rows.filter((row): row is [string, string, string] => row[1] !== undefined);
  return { rows: present, json: { reference: formatReference(reference), ...fields, assumptions } };
}
