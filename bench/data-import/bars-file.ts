import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createRng } from '@assay/core/random';

/** Instruments of the file, one after the other, as most vendors write them. */
export const INSTRUMENTS = 10;
const START = Date.UTC(2020, 0);
const MINUTE = 60_000;
const LINES_PER_WRITE = 20_000;

/** The layout of the file, as a user would write it. */
export const LAYOUT = `
columns: { time: time, instrument: symbol, open: open, high: high, low: low, close: close, volume: volume }
time: { format: iso-instant }
barStamp: open
timeframe: 1m
adjustment: raw
instrument: { from: column, kind: crypto, currency: USD, tickSize: '0.01', lotSize: '0.01', calendar: continuous }
`;

/** What every program must find in the file. */
export interface Totals {
  readonly rows: number;
  /** Sums of the prices in hundredths and of whole volumes: exact in any order. */
  readonly closeCents: number;
  readonly volume: number;
  /** Sum of the minutes since 2020 at which the bars open. */
  readonly minutes: number;
}

/** Writes minute bars of a walk in whole cents. */
export async function writeBarsFile(path: string, rows: number): Promise<Totals> {
  const out = createWriteStream(path);
  const rng = createRng(20_200_101);
  const perInstrument = Math.floor(rows / INSTRUMENTS);
  const totals = { rows: 0, closeCents: 0, volume: 0, minutes: 0 };
  let lines = ['time,symbol,open,high,low,close,volume\n'];
  for (let instrument = 0; instrument < INSTRUMENTS; instrument++) {
    let cents = 1_000_000;
    for (let minute = 0; minute < perInstrument; minute++) {
      const open = cents;
      cents = Math.max(100_000, cents + rng.nextInt(201) - 100);
      const [high, low] = [Math.max(open, cents) + rng.nextInt(40), Math.min(open, cents) - rng.nextInt(40)];
      const volume = 1 + rng.nextInt(5_000);
      const time = new Date(START + minute * MINUTE).toISOString().slice(0, 19);
      lines.push(
        `${time}Z,COIN${instrument},${decimal(open)},${decimal(high)},${decimal(low)},${decimal(cents)},${volume}\n`,
      );
      totals.rows++;
      totals.closeCents += cents;
      totals.volume += volume;
      totals.minutes += minute;
      if (lines.length < LINES_PER_WRITE) continue;
      if (!out.write(lines.join(''))) await once(out, 'drain');
      lines = [];
    }
  }
  out.end(lines.join(''));
  await once(out, 'close');
  return totals;
}

function decimal(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
