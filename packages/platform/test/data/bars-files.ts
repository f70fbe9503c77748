import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRng } from '@assay/core/random';

const HOUR = 3_600_000;
const START = Date.UTC(2018, 8);

/** Layout of the files, as `bars.yaml`. */
const LAYOUT = `columns: { time: time, instrument: symbol, open: open, high: high, low: low, close: close, volume: volume }
time: { format: iso-local, zone: Europe/Berlin }
barStamp: open
timeframe: 1h
adjustment: raw
instrument: { from: column, kind: crypto, currency: EUR, tickSize: '0.01', calendar: continuous }
rows: { duplicate: skip }
`;

/** Bars of a file: so many of each instrument, from one hour on. */
export interface BarsFile {
  readonly name: string;
  readonly instruments: readonly string[];
  readonly from: number;
  readonly bars: number;
  readonly seed?: number;
}

/** Writes `bars.yaml` and the files into a folder, which is made. */
export function writeBarsFiles(folder: string, files: readonly BarsFile[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'bars.yaml'), LAYOUT);
  for (const file of files) writeFileSync(path.join(folder, file.name), linesOf(file).join(''));
}

function linesOf({ instruments, from, bars, seed = 1 }: BarsFile): readonly string[] {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Berlin',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const lines = ['time,symbol,open,high,low,close,volume\n'];
  for (const id of instruments) {
    const rng = createRng(`${seed} ${id}`);
    for (let bar = 0; bar < from + bars; bar++) {
      const [open, close] = [10_000 + rng.nextInt(500), 10_000 + rng.nextInt(500)];
      const instant = START + bar * HOUR;
      if (bar < from || isRepeated(instant)) continue;
      const prices = [open, Math.max(open, close) + 7, Math.min(open, close) - 7, close].map((cents) =>
        (cents / 100).toFixed(2),
      );
      lines.push(`${clock.format(instant)},${id},${prices.join(',')},${1 + (bar % 90)}\n`);
    }
  }
  return lines;
}

/** The hours around the one that the clock reads twice, which no file of wall-clock times can tell apart. */
function isRepeated(instant: number): boolean {
  const { day, month, hour } = {
    day: new Date(instant).getUTCDate(),
    month: new Date(instant).getUTCMonth(),
    hour: new Date(instant).getUTCHours(),
  };
  return month === 9 && day >= 25 && hour < 3;
}
