import { printable } from '../base/text.ts';
import type { HistoryEntry, ImageConfig } from '../image/config.ts';
import type { Origin } from '../report/model.ts';
import { redactSecrets } from './credentials.ts';

// `history[].created_by` is free text, and every builder has its own. What they have in common is a Dockerfile
// instruction under some wrapping; this file takes the wrapping off.

export interface ParsedInstruction {
  /** `RUN`, `COPY`, …; `''` where the text is no Dockerfile instruction (bazel, jib, ko, apko, debuerreotype). */
  readonly instruction: string;
  /** What follows the instruction; of a RUN in shell form, the command alone. */
  readonly args: string;
  /** Build arguments that were in scope of a RUN: `|1 VERSION=2`. */
  readonly buildArgs: readonly (readonly [name: string, value: string])[];
}

export interface HistoryLine extends ParsedInstruction {
  /** Position in `config.history`. */
  readonly index: number;
  /** Instruction and arguments, secrets still in it: for rules, not for output. */
  readonly text: string;
  /** The same, short and safe to print. */
  readonly shown: string;
  readonly emptyLayer: boolean;
  /** 0-based. Undefined: made none, or the counts do not say which. */
  readonly layer?: number;
  readonly created?: string;
  readonly comment: string;
  readonly origin: Origin;
}

const MAX_TEXT = 64 * 1024;
const MAX_LINES = 10_000;
const MAX_SHOWN = 120;
const MAX_BUILD_ARGS = 200;

const INSTRUCTIONS =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?:\s+|$)/;
const SHELL_PREFIX =
  /^(?:(?:\/\S{0,100}\/)?(?:ba|da|a|z|k)?sh(?: -[A-Za-z]+(?: (?:pipefail|errexit|nounset))?){0,6} -[a-z]*c|cmd \/S \/C|(?:powershell|pwsh)(?:\.exe)?(?: -[A-Za-z]+(?: (?:Bypass|RemoteSigned))?){0,6} -Command) +/i;
const SHELL_INSIDE = / ((?:\/\S{0,100}\/)?(?:ba|da|a|z|k)?sh(?: -[A-Za-z]+(?: pipefail)?){0,6} -[a-z]*c) /;
const BUILDKIT_SUFFIX = '# buildkit';
// buildah appends what else made the layer differ: `|inheritLabels=false|force-mtime=1`.
const BUILDAH_SUFFIX = /(?:\|(?:[a-z]+[A-Z][A-Za-z]*|force-mtime)=[^\s|]{0,200}){1,20}$/;

/** Takes one `created_by` apart. Never throws: text that follows no known form comes back whole. */
export function parseCreatedBy(createdBy: string): ParsedInstruction {
  const text = withoutBuildkit(createdBy.slice(0, MAX_TEXT).trim());
  const nop = text.slice(0, 200).indexOf('#(nop)');
  if (nop >= 0) return parseInstruction(withoutBuildah(text.slice(nop + 6).trim()));
  if (/^\|\d+ /.test(text)) return parseRun(withoutBuildah(text));
  if (SHELL_PREFIX.test(text.slice(0, 400))) return parseRun(withoutBuildah(text));
  return parseInstruction(text);
}

function withoutBuildkit(text: string): string {
  return text.endsWith(BUILDKIT_SUFFIX) ? text.slice(0, -BUILDKIT_SUFFIX.length).trimEnd() : text;
}

function withoutBuildah(text: string): string {
  const tail = text.slice(-2000);
  const found = BUILDAH_SUFFIX.exec(tail);
  return found ? text.slice(0, text.length - tail.length + found.index) : text;
}

function parseInstruction(text: string): ParsedInstruction {
  const match = INSTRUCTIONS.exec(text);
  if (!match) return { instruction: '', args: text, buildArgs: [] };
  const instruction = match[1] as string;
  const args = text.slice(match[0].length).trim();
  return instruction === 'RUN' ? parseRun(args) : { instruction, args, buildArgs: [] };
}

function parseRun(text: string): ParsedInstruction {
  const counted = /^\|(\d{1,4}) /.exec(text);
  if (!counted) return { instruction: 'RUN', args: withoutShell(text), buildArgs: [] };
  const count = Math.min(Number(counted[1]), MAX_BUILD_ARGS);
  const rest = text.slice(counted[0].length);
  const shell = SHELL_INSIDE.exec(` ${rest}`);
  const end = shell ? shell.index : endOfArguments(rest, count);
  const buildArgs = splitBuildArgs(rest.slice(0, end), count);
  return { instruction: 'RUN', args: withoutShell(rest.slice(end).trim()), buildArgs };
}

function withoutShell(text: string): string {
  const prefix = SHELL_PREFIX.exec(text.slice(0, 400));
  return (prefix ? text.slice(prefix[0].length) : text).trim();
}

// Values are written without quotes, so a blank belongs to the value unless NAME= follows.
function starts(text: string): number[] {
  return [...text.matchAll(/(?:^|\s)(?=[A-Za-z_][A-Za-z0-9_]{0,127}=)/g)].map((m) => m.index + m[0].length);
}

function endOfArguments(text: string, count: number): number {
  const last = starts(text)[count - 1];
  if (last === undefined) return 0;
  const blank = text.indexOf(' ', last);
  return blank < 0 ? text.length : blank;
}

function splitBuildArgs(text: string, count: number): [string, string][] {
  const at = starts(text).slice(0, count);
  return at.map((start, i) => {
    const pair = text.slice(start, at[i + 1] ?? text.length).trim();
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
}

/** One history entry as a short line that is safe to print: builder noise, build arguments and secrets taken out. */
export function cleanInstruction(entry: Pick<HistoryEntry, 'createdBy' | 'comment'>): string {
  return shownText(parseCreatedBy(entry.createdBy), entry.comment ?? '');
}

function shownText(parsed: ParsedInstruction, comment: string): string {
  const { instruction } = parsed;
  const args = tidyArguments(instruction, parsed.args);
  const text = instruction ? `${instruction} ${args}` : foreignText(args, comment);
  const flat = printable(redactSecrets(text.slice(0, 4 * MAX_SHOWN)))
    .replace(/\s+/g, ' ')
    .trim();
  return flat.length > MAX_SHOWN ? `${flat.slice(0, MAX_SHOWN - 1)}…` : flat;
}

function tidyArguments(instruction: string, args: string): string {
  if (instruction === 'EXPOSE')
    return args.replace(/^map\[(.*)\]$/s, (_, m: string) => m.replaceAll(':{}', ''));
  if (instruction === 'ADD' || instruction === 'COPY')
    return args.replace(/\b(file|dir|multi):([0-9a-f]{8})[0-9a-f]{24,120}/g, '$1:$2…');
  return args;
}

// jib and buildpacks name themselves in created_by and the layer in the comment.
function foreignText(text: string, comment: string): string {
  const note = /^(buildkit\.|FROM )/.test(comment) ? '' : comment;
  if (!text) return note;
  return note && note.length <= 60 ? `${text} (${note})` : text;
}

/**
 * Reads an image's history and says which line made which layer. Counts that do not fit are aligned from the top,
 * because whoever added the last layers wrote their history, while imported bases often have none.
 */
export function readHistory(
  config: Pick<ImageConfig, 'history' | 'diffIds'>,
  originAt: (index: number, layer: number | undefined) => Origin = () => 'unknown',
): readonly HistoryLine[] {
  const entries = config.history.slice(0, MAX_LINES);
  const parsed = entries.map((e) => parseCreatedBy(e.createdBy));
  const layers = alignLayers(entries, parsed, config.diffIds.length);
  return entries.map((entry, index) => {
    const line = parsed[index] as ParsedInstruction;
    const layer = layers[index];
    const comment = entry.comment ?? '';
    return {
      ...line,
      index,
      text: line.instruction ? `${line.instruction} ${line.args}` : line.args,
      shown: shownText(line, comment),
      emptyLayer: layer === undefined && entry.emptyLayer,
      ...(layer !== undefined && { layer }),
      ...(entry.created && { created: entry.created }),
      comment: comment.slice(0, 1000),
      origin: originAt(index, layer),
    };
  });
}

const NEVER_A_LAYER =
  /^(ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)$/;

function alignLayers(
  entries: readonly HistoryEntry[],
  parsed: readonly ParsedInstruction[],
  layers: number,
): (number | undefined)[] {
  const makers = entries.flatMap((e, i) => (e.emptyLayer ? [] : [i]));
  // kaniko and old squashers leave empty_layer out.
  const strict = makers.filter((i) => !NEVER_A_LAYER.test(parsed[i]?.instruction ?? ''));
  const chosen = makers.length > layers ? strict : makers;
  const result = new Array<number | undefined>(entries.length).fill(undefined);
  if (chosen.length > layers) return result;
  const missing = layers - chosen.length;
  chosen.forEach((line, i) => {
    result[line] = missing + i;
  });
  return result;
}

/** For each layer, bottom first, the line that made it as {@link cleanInstruction} shows it; `''` where unknown. */
export function layerInstructions(config: Pick<ImageConfig, 'history' | 'diffIds'>): readonly string[] {
  const shown = new Array<string>(config.diffIds.length).fill('');
  for (const line of readHistory(config)) if (line.layer !== undefined) shown[line.layer] = line.shown;
  return shown;
}
