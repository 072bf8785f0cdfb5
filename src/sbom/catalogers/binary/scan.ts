// One pass over a file for every signature it was chosen by: their patterns as one alternation, chunk by chunk.
import { REACH, type Signature } from './signature.ts';

/** What a file says of one signature. */
export interface Sighting {
  readonly signature: Signature;
  /** Absent where only a library is named. */
  readonly version?: string;
  readonly library?: string;
}

type Role = 'banner' | 'fallback' | 'needs' | 'without' | 'library';

interface Pattern {
  readonly source: string;
  readonly role: Role;
  readonly finding: Finding;
}

interface Finding {
  readonly signature: Signature;
  readonly seen: Map<Role, string>;
}

/** A match that ends so near the end of a chunk may go on in the next. */
const MARGIN = 96;
/** Longer strings are born where the engine seldom cleans up. */
const SLICE = 64 * 1024;
const MAX_COMPILED = 512;
const compiled = new Map<string, RegExp>();

export class SignatureScan {
  private readonly findings: readonly Finding[];
  private open: Pattern[];
  private regex: RegExp;
  private carry = '';

  constructor(signatures: readonly Signature[], baseName: string) {
    this.findings = signatures.map((signature) => ({ signature, seen: new Map<Role, string>() }));
    this.open = this.findings.flatMap((finding) => patternsOf(finding, baseName));
    this.regex = compile(this.open);
  }

  /** True when nothing more can be learnt from the file. */
  get isDone(): boolean {
    return this.open.length === 0;
  }

  write(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && !this.isDone; at += SLICE) {
      const text = this.carry + chunk.toString('latin1', at, at + SLICE);
      this.search(text, text.length - MARGIN);
      this.carry = text.slice(-REACH);
    }
  }

  finish(): Sighting[] {
    if (!this.isDone) this.search(this.carry, this.carry.length);
    return this.findings.flatMap(sightingOf);
  }

  private search(text: string, limit: number): void {
    this.regex.lastIndex = 0;
    while (!this.isDone) {
      const match = this.regex.exec(text);
      if (!match || match.index + match[0].length > limit) return;
      const index = this.open.findIndex((_, i) => match.groups?.[`v${i}`] !== undefined);
      const pattern = this.open[index];
      if (!pattern) return;
      pattern.finding.seen.set(pattern.role, match.groups?.[`v${index}`] as string);
      this.open = this.open.filter((p) => p !== pattern && isWanted(p));
      this.regex = compile(this.open);
      this.regex.lastIndex = match.index;
    }
  }
}

function patternsOf(finding: Finding, baseName: string): Pattern[] {
  const { banners, fallbacks = [], needs, without, library, nameVersion } = finding.signature;
  const named = nameVersion?.exec(baseName)?.groups?.version;
  const all: [Role, string][] = [
    ...banners.map((b): [Role, string] => ['banner', b.source]),
    ...(named ? [['banner', templateOf(named)] as [Role, string]] : []),
    ...(named ? [] : fallbacks.map((f): [Role, string] => ['fallback', f.source])),
    ...(needs ? [['needs', needs.source] as [Role, string]] : []),
    ...(without ? [['without', without.source] as [Role, string]] : []),
    ...(library ? [['library', library.source] as [Role, string]] : []),
  ];
  return all.map(([role, source]) => ({ role, source, finding }));
}

// Linkers fold a string into the end of another, so that NUL may not stand before it: `…/Python-3.11.7`.
function templateOf(version: string): string {
  return `(?:\\x00|/Python-)(?<version>${version.replaceAll('.', '\\.')}[-._a-zA-Z0-9+]{0,16})(?=[\\x00/])`;
}

// A second banner says nothing new, and a fallback nothing once there is a banner.
function isWanted({ role, finding }: Pattern): boolean {
  if (finding.seen.has(role)) return false;
  return !finding.seen.has('banner') || role === 'needs' || role === 'without';
}

function sightingOf({ signature, seen }: Finding): Sighting[] {
  if (seen.has('without') || (signature.needs && !seen.has('needs'))) return [];
  const version = seen.get('banner') ?? seen.get('fallback');
  const library = seen.get('library');
  if (version === undefined && library === undefined) return [];
  return [{ signature, ...(version !== undefined ? { version } : { library: library as string }) }];
}

// Groups are numbered, so that an alternation of several patterns tells which one matched.
function compile(patterns: readonly Pattern[]): RegExp {
  const source = patterns
    .map(({ source }, i) =>
      source.includes('(?<version>') ? source.replace('(?<version>', `(?<v${i}>`) : `(?<v${i}>${source})`,
    )
    .join('|');
  const known = compiled.get(source);
  if (known) return known;
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const regex = new RegExp(source, 'g');
  compiled.set(source, regex);
  return regex;
}
