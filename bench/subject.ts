import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Cost, type MeasureOptions, measure } from './measure.ts';
import type { Row } from './table.ts';

const BIN = fileURLToPath(new URL('../bin/plimsoll.mjs', import.meta.url));

/** A home of plimsoll's own (cache, store, configuration), so that runs do not see this user's. */
export interface Home {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Forgets the layers that were read; the compiled code stays, as it does on every machine after the first run. */
  forgetCache(): void;
  remove(): void;
}

export function makeHome(): Home {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-bench-home-'));
  const folder = (name: string) => join(dir, name);
  return {
    dir,
    env: {
      HOME: dir,
      XDG_CACHE_HOME: folder('cache'),
      XDG_DATA_HOME: folder('data'),
      XDG_CONFIG_HOME: folder('config'),
      NO_COLOR: '1',
    },
    forgetCache: () => {
      rmSync(join(folder('cache'), 'plimsoll', 'layers'), { recursive: true, force: true });
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** What one plimsoll command costs, as a user types it. */
export function measurePlimsoll(args: readonly string[], options: MeasureOptions = {}): Promise<Cost> {
  return measure(process.execPath, [BIN, ...args], options);
}

/** Measures a row; a failure becomes the row's note, because a benchmark reports and never fails. */
export async function row(
  label: string,
  cost: () => Promise<Cost>,
  more: (cost: Cost) => Partial<Row> = () => ({}),
): Promise<Row> {
  process.stderr.write(`   … ${label}\n`);
  try {
    const measured = await cost();
    return { label, cost: measured, ...more(measured) };
  } catch (error) {
    return { label, note: `command not there: ${error instanceof Error ? error.message : error}` };
  }
}
