// Two lists of packages of one input, ours and syft's, put beside each other.
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN } from '../../e2e/command.ts';
import { findPeer, mustRun } from '../../support/peers.ts';
import { EXPLAINED, type Explained } from './explained.data.ts';
import { type Input, madeInput } from './workshop.ts';

/** The fields of syft-json that are compared; both tools write it. */
export interface Listed {
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly purl: string;
  readonly paths: readonly string[];
  /** Its files belong to a package of the operating system. */
  readonly isOwned: boolean;
}

export interface Difference {
  /** Who says so; `purl`: both list it, under different package URLs. */
  readonly only: 'ours' | 'syft' | 'purl';
  readonly pkg: Listed;
  /** With `purl`: syft's. */
  readonly other?: string;
}

export interface ExplainedDifference extends Difference {
  readonly why: string;
}

export interface Comparison {
  readonly input: Input;
  readonly ours: number;
  readonly syft: number;
  readonly both: number;
  readonly explained: readonly ExplainedDifference[];
  readonly unexplained: readonly Difference[];
}

/** Lists an input with both tools. @throws CannotBeMade when the input cannot be had on this machine */
export async function compareInput(input: Input): Promise<Comparison> {
  const folder = await madeInput(input);
  const source = `${input.kind === 'image' ? 'oci-dir' : 'dir'}:${folder}`;
  const theirs = await listedBySyft(source, folder);
  const ours = await listedByUs(input.kind === 'image' ? `oci:${folder}` : source);
  return judge(input, ours, theirs);
}

/** Pure: what only one side has, and what of it the table explains. */
export function judge(input: Input, ours: readonly Listed[], syft: readonly Listed[]): Comparison {
  const [left, right] = [byKey(ours), byKey(syft)];
  const both = [...left.keys()].filter((key) => right.has(key));
  const differences: Difference[] = [
    ...onlyIn(left, right).map((pkg) => ({ only: 'ours' as const, pkg })),
    ...onlyIn(right, left).map((pkg) => ({ only: 'syft' as const, pkg })),
    ...both.flatMap((key) => otherPurl(left.get(key) as Listed, right.get(key) as Listed)),
  ];
  const judged = differences.map((difference) => ({ ...difference, why: reason(input, difference)?.why }));
  return {
    input,
    ours: left.size,
    syft: right.size,
    both: both.length,
    explained: judged.filter((d): d is ExplainedDifference => d.why !== undefined),
    unexplained: judged.filter((d) => d.why === undefined),
  };
}

function byKey(packages: readonly Listed[]): Map<string, Listed> {
  const table = new Map<string, Listed>();
  for (const pkg of packages) {
    const key = keyOf(pkg);
    const known = table.get(key);
    table.set(key, known ? merged(known, pkg) : pkg);
  }
  return table;
}

function merged(a: Listed, b: Listed): Listed {
  return { ...a, paths: [...a.paths, ...b.paths], isOwned: a.isOwned && b.isOwned };
}

function keyOf({ type, name, version }: Listed): string {
  const spelled = type === 'python' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name;
  return JSON.stringify([type, spelled, version]);
}

function onlyIn(table: ReadonlyMap<string, Listed>, other: ReadonlyMap<string, Listed>): Listed[] {
  return [...table].filter(([key]) => !other.has(key)).map(([, pkg]) => pkg);
}

/** Places stand in qualifiers and subpaths as each tool likes: the name itself must be the same. */
function otherPurl(ours: Listed, syft: Listed): Difference[] {
  const plain = (purl: string) => decodeURIComponent(purl.split(/[?#]/)[0] as string);
  return plain(ours.purl) === plain(syft.purl) ? [] : [{ only: 'purl', pkg: ours, other: syft.purl }];
}

function reason(input: Input, { only, pkg }: Difference): Explained | undefined {
  return EXPLAINED.find(
    (row) =>
      row.only === only &&
      (row.inputs === undefined || row.inputs.includes(input.name)) &&
      (row.kind === undefined || row.kind === input.kind) &&
      (row.types === undefined || row.types.includes(pkg.type)) &&
      (row.name === undefined || row.name.test(pkg.name)) &&
      (row.version === undefined || row.version.test(pkg.version)) &&
      (!row.owned || pkg.isOwned) &&
      (row.path === undefined || pkg.paths.every((path) => row.path?.test(path))),
  );
}

async function listedByUs(source: string): Promise<Listed[]> {
  const cache = mkdtempSync(join(tmpdir(), 'plimsoll-side-by-side-'));
  try {
    const args = [BIN, 'sbom', source, '-o', 'json'];
    return listed(await mustRun(process.execPath, args, { env: { PLIMSOLL_CACHE: cache } }));
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** syft's answer about the same bytes is always the same: it is kept beside them. */
async function listedBySyft(source: string, folder: string): Promise<Listed[]> {
  const kept = `${folder}.syft-${await syftVersion()}.json`;
  if (!existsSync(kept)) {
    const env = { SYFT_CHECK_FOR_APP_UPDATE: 'false' };
    const answer = await mustRun('syft', ['-q', '-o', 'json', source], { env, timeout: 300_000 });
    writeFileSync(`${kept}.unfinished`, answer);
    renameSync(`${kept}.unfinished`, kept);
  }
  return listed(readFileSync(kept, 'utf8'));
}

let version: Promise<string> | undefined;
export function syftVersion(): Promise<string> {
  version ??= mustRun(findPeer('syft') as string, ['version', '-o', 'json']).then(
    (text) => (JSON.parse(text) as { version: string }).version,
  );
  return version;
}

interface SyftDocument {
  readonly artifacts: readonly {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly type: string;
    readonly purl: string;
    readonly locations: readonly { readonly path: string }[];
  }[];
  readonly artifactRelationships: readonly { readonly child: string; readonly type: string }[];
}

function listed(json: string): Listed[] {
  const { artifacts, artifactRelationships } = JSON.parse(json) as SyftDocument;
  const owned = new Set(
    artifactRelationships
      .filter(({ type }) => type === 'ownership-by-file-overlap')
      .map(({ child }) => child),
  );
  return artifacts.map(({ id, name, version, type, purl, locations }) => ({
    name,
    version,
    type,
    purl,
    paths: locations.map(({ path }) => path.replace(/^\//, '')),
    isOwned: owned.has(id),
  }));
}
