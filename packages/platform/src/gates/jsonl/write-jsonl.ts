/**
 * Gates as files, one for each instrument and ISO week of their time: `EURUSD/2024-W43.jsonl`. A file is written as a whole and
 * put in place at once; lines that it had before stay, and the same gates give the same bytes.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isoWeekOf } from '@assay/quant/evidence';
import type { Gate } from '@assay/quant/signals';
import { hasErrorCode, withFileLock, writeFileAtomic } from '../../settings/index.ts';
import { formatGateLine } from '../gate-lines.ts';
import type { GateWriter } from '../gate-store.ts';

/** Held in the folder while one of its files is read and written; readers pass over what begins with a dot. */
const LOCK = '.assay-gates.lock';

/**
 * Opens a folder for writing. Gates come by instrument and in order of time, as readers hand them out, so that one file is open at
 * a time. Several may write at once: nothing is lost, and each gate counts as added once.
 */
export function writeJsonl(folder: string): GateWriter {
  let file = '';
  let lines = new Set<string>();
  let added = 0;
  const close = async (): Promise<void> => {
    if (file === '') return;
    if ((await freshLines(file, lines)).fresh.length > 0)
      added += await withFileLock(path.join(folder, LOCK), () => addLines(file, lines), {
        what: `the folder of gates ${folder}`,
      });
    [file, lines] = ['', new Set()];
  };
  return {
    place: folder,
    async write(gates, isSynthetic) {
      for (const gate of gates) {
        const target = path.join(folder, fileName(gate));
        if (target !== file) {
          await close();
          file = target;
        }
        lines.add(formatGateLine(gate, isSynthetic));
      }
    },
    async finish() {
      await close();
      return added;
    },
    abort: () => Promise.resolve(),
  };
}

/** Of lines those that a file does not have. */
async function freshLines(
  file: string,
  lines: ReadonlySet<string>,
): Promise<{ readonly before: ReadonlySet<string>; readonly fresh: readonly string[] }> {
  const before = await linesAt(file);
  return { before, fresh: [...lines].filter((line) => !before.has(line)) };
}

/** Adds lines to a file that nobody else writes meanwhile. @returns how many it did not have */
async function addLines(file: string, lines: ReadonlySet<string>): Promise<number> {
  const { before, fresh } = await freshLines(file, lines);
  if (fresh.length > 0) await writeFileAtomic(file, `${sortedLines([...before, ...fresh]).join('\n')}\n`);
  return fresh.length;
}

/** An instrument's name as that of a folder, on every system: it leads nowhere else and is not hidden. */
function fileName({ instrument, eventTime }: Gate): string {
  const folder = encodeURIComponent(instrument).replaceAll('*', '%2A').replace(/^\./u, '%2E');
  // Years have four digits.
  return path.join(folder, `${isoWeekOf(eventTime).name.padStart('2024-W43'.length, '0')}.jsonl`);
}

async function linesAt(file: string): Promise<ReadonlySet<string>> {
  try {
    return new Set((await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== ''));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return new Set();
    throw error;
  }
}

/** In order of time, then by their text. */
function sortedLines(lines: readonly string[]): readonly string[] {
  const timed = lines.map((line) => ({ line, time: /"eventTime":"([^"]*)"/u.exec(line)?.[1] ?? '' }));
  timed.sort((a, b) => compare(a.time, b.time) || compare(a.line, b.line));
  return timed.map(({ line }) => line);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
