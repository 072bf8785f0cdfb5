// A program that keeps its version in a shared library borrows it from there: python3.11 from libpython3.11.so.1.0.
import { isObject, type JsonValue } from '../../../base/json.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { CatalogView, FoundPackage } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { draftOf } from './draft.ts';
import { SIGNATURES } from './signatures.data.ts';

interface Borrower {
  readonly path: string;
  readonly class: string;
  readonly library: string;
}

/** Gives borrowers the version of the library they name, and puts paths into the matches. */
export function completeBinaries(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  const byName = new Map<string, FoundPackage[]>();
  for (const one of found)
    byName.set(baseNameOf(one.path), [...(byName.get(baseNameOf(one.path)) ?? []), one]);
  const lent = new Set<FoundPackage>();
  const borrowed = borrowers(view).flatMap((borrower) => {
    const lender = nearest(borrower, candidates(borrower, byName, view));
    const signature = SIGNATURES.find((s) => s.class === borrower.class);
    if (!lender || !signature || lender.draft.name !== signature.name) return [];
    lent.add(lender);
    const draft = { ...draftOf(signature, lender.draft.version), supporting: [lender.path] };
    return [{ ...lender, path: borrower.path, draft }];
  });
  return [...found.filter((one) => !lent.has(one)), ...borrowed].map((one) => ({
    ...one,
    draft: located(one),
  }));
}

function borrowers(view: CatalogView): Borrower[] {
  return [...view.allFacts()].flatMap(([path, facts]) =>
    (Array.isArray(facts) ? facts : []).flatMap((fact: JsonValue) =>
      isObject(fact) ? [{ path, class: String(fact.class), library: String(fact.library) }] : [],
    ),
  );
}

// The name in the program may be a link to the file: libruby-3.1.so.3.1 to libruby-3.1.so.3.1.2.
function candidates(
  { path, library }: Borrower,
  byName: ReadonlyMap<string, readonly FoundPackage[]>,
  view: CatalogView,
): readonly FoundPackage[] {
  const named = byName.get(library);
  if (named) return named;
  const prefix = path.split('/').slice(0, -2).join('/');
  const folders = [
    `${prefix}/lib`,
    `${prefix}/lib64`,
    'usr/lib',
    'usr/lib64',
    'usr/local/lib',
    'lib',
    ...multiarch(view),
  ];
  for (const folder of folders) {
    const target = view.resolve(`${folder}/${library}`);
    const lender = target && byName.get(baseNameOf(target));
    if (lender) return lender;
  }
  return [];
}

function multiarch(view: CatalogView): string[] {
  return view
    .list('usr/lib')
    .filter((name) => name.endsWith('-linux-gnu') || name.endsWith('-linux-gnueabihf'))
    .map((name) => `usr/lib/${name}`);
}

// Of several installations the one with the longest common path.
function nearest({ path }: Borrower, lenders: readonly FoundPackage[]): FoundPackage | undefined {
  return [...lenders].sort((a, b) => common(b.path, path) - common(a.path, path))[0];
}

function common(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function located({ draft, path }: FoundPackage): PackageDraft {
  const matches = draft.metadata?.matches;
  const at = `/${path}`;
  const location = { path: at, accessPath: at, annotations: { evidence: 'primary' } };
  return {
    ...draft,
    metadata: {
      matches: (Array.isArray(matches) ? matches : []).filter(isObject).map((m) => ({ ...m, location })),
    },
  };
}
