import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { asPlimsollError, PlimsollError } from '../base/error.ts';
import { resolveTarget } from '../image/io/disk.ts';

/** `-o FORMAT[=FILE]` */
export interface OutputTarget {
  readonly format: string;
  /** Undefined: stdout. */
  readonly file: string | undefined;
}

/** Writes results: stdout, or a file that appears whole or not at all. */
export interface Output {
  write(target: Pick<OutputTarget, 'file'>, result: string | AsyncIterable<Buffer>): Promise<void>;
}

/**
 * Reads `-o` values and `--file`. At most one result may go to stdout, so that JSON there stays one document.
 * @throws PlimsollError `usage`
 */
export function parseOutputs(
  values: readonly string[],
  file: string | undefined,
  formats: readonly string[],
): OutputTarget[] {
  const targets =
    values.length > 0
      ? values.map((value) => parseTarget(value, formats))
      : [{ format: formats[0] as string, file: undefined }];
  if (file !== undefined) {
    if (targets.length > 1)
      throw new PlimsollError('usage', 'read --file: there are several outputs', {
        hint: 'give each its own file: -o json=report.json',
      });
    targets[0] = { format: targets[0]?.format as string, file };
  }
  if (targets.filter((t) => t.file === undefined).length > 1)
    throw new PlimsollError('usage', 'read -o: two results cannot both go to stdout', {
      hint: 'give one a file: -o sarif=report.sarif',
    });
  return targets;
}

function parseTarget(value: string, formats: readonly string[]): OutputTarget {
  const equals = value.indexOf('=');
  const format = equals < 0 ? value : value.slice(0, equals);
  const file = equals < 0 ? undefined : value.slice(equals + 1);
  if (!formats.includes(format))
    throw new PlimsollError('usage', `read -o: ${JSON.stringify(format)} is not a format of this command`, {
      hint: `formats: ${formats.join(', ')}`,
    });
  if (file === '') throw new PlimsollError('usage', `read -o: the file after ${format}= is missing`);
  return { format, file };
}

export function openOutput(stdout: NodeJS.WritableStream): Output {
  return {
    write: async ({ file }, result) => {
      const chunks = typeof result === 'string' ? [result] : result;
      if (file === undefined || file === '-') await writeStream(stdout, chunks);
      else await writeFileWhole(file, chunks);
    },
  };
}

async function writeStream(
  stream: NodeJS.WritableStream,
  chunks: Iterable<string> | AsyncIterable<Buffer>,
): Promise<void> {
  for await (const chunk of chunks)
    if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve));
}

async function writeFileWhole(file: string, chunks: Iterable<string> | AsyncIterable<Buffer>): Promise<void> {
  const { path, inPlace } = await resolveTarget(file);
  await (inPlace ? writeInPlace(path, chunks) : writeBeside(path, chunks));
}

async function writeInPlace(file: string, chunks: Iterable<string> | AsyncIterable<Buffer>): Promise<void> {
  try {
    const handle = await open(file, 'w');
    try {
      for await (const chunk of chunks) await handle.writeFile(chunk);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asPlimsollError(error, `write ${file}`);
  }
}

// Under a temporary name beside it, synced and renamed.
async function writeBeside(file: string, chunks: Iterable<string> | AsyncIterable<Buffer>): Promise<void> {
  const temporary = `${file}.${randomBytes(5).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o666);
    try {
      for await (const chunk of chunks) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw asPlimsollError(error, `write ${file}`);
  }
}
