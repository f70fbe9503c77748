/**
 * Gates as files, one for each instrument and ISO week of their time: `EURUSD/2024-W43.jsonl`. A file is written as a whole and
 * put in place at once; lines that it had before stay, and the same gates give the same bytes.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { Gate } from '@assay/quant/signals';
import { hasErrorCode, writeFileAtomic } from '../../settings/index.ts';
import { formatGateLine } from '../gate-lines.ts';
import type { GateWriter } from '../gate-store.ts';

const DAYS = 7;

/** ISO week that a moment lies in, as `2024-W43`. */
export function isoWeek(time: EpochMs): string {
  const day = new Date(time);
  // The Thursday of the week says which year it belongs to.
  const weekday = (day.getUTCDay() + DAYS - 1) % DAYS;
  const thursday = new Date(time + (3 - weekday) * MS_PER_DAY);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - new Date(Date.UTC(year, 0, 1)).getTime()) / (DAYS * MS_PER_DAY)) + 1;
  return `${String(year).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
}

/**
 * Opens a folder for writing. Gates come by instrument and in order of time, as readers hand them out, so that one file is open at
 * a time.
 */
export function writeJsonl(folder: string): GateWriter {
  let file = '';
  let lines = new Set<string>();
  let added = 0;
  const close = async (): Promise<void> => {
    if (file === '') return;
    const before = await linesAt(file);
    const fresh = [...lines].filter((line) => !before.has(line));
    added += fresh.length;
    if (fresh.length > 0) await writeFileAtomic(file, `${sortedLines([...before, ...fresh]).join('\n')}\n`);
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

/** An instrument's name as that of a folder, on every system. */
function fileName({ instrument, eventTime }: Gate): string {
  return path.join(encodeURIComponent(instrument).replaceAll('*', '%2A'), `${isoWeek(eventTime)}.jsonl`);
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
