import { existsSync, readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { actionsFromFactors, calendarById, recordTable } from '../../market/index.ts';
import type { BarSeries, FactorRow, RecordTable } from '../../market/index.ts';
import { timedSeries } from './bars.ts';

const FOLDER = new URL('../../../../../../shared/data/QuantConnect__Lean/Data/equity/usa/', import.meta.url);
const calendar = calendarById('us-equity');

/** True if the public sample files of Lean are there. */
export function hasLean(): boolean {
  return existsSync(FOLDER);
}

/** Raw daily bars of a ticker from the sample files of Lean, from a civil date on. */
export function leanDaily(ticker: string, since: string): BarSeries {
  const bytes = readFileSync(new URL(`daily/${ticker}.zip`, FOLDER));
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  const lines = inflateRawSync(bytes.subarray(start)).toString('utf8').trim().split(/\r?\n/);
  const bars = lines.flatMap((line) => {
    const date = `${line.slice(0, 4)}-${line.slice(4, 6)}-${line.slice(6, 8)}`;
    const session = calendar.sessionOn(date);
    if (date < since || session === undefined) return [];
    const [open, high, low, close] = line
      .split(',')
      .slice(1, 5)
      .map((text) => Number(text) / 10_000);
    return [{ opens: session.open, closes: session.close, open, high, low, close }];
  });
  return timedSeries(bars, { id: ticker, tickSize: '0.0001' });
}

/** The splits and dividends of a ticker from its factor file in the sample files of Lean. */
export function leanActions(ticker: string): RecordTable {
  const lines = readFileSync(new URL(`factor_files/${ticker}.csv`, FOLDER), 'utf8')
    .trim()
    .split(/\r?\n/);
  const rows = lines.map((line): FactorRow => {
    const [date, price, split, reference] = line.split(',');
    return {
      date: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`,
      priceFactor: Number(price),
      splitFactor: Number(split),
      referencePrice: Number(reference),
    };
  });
  const head = { kind: 'actions', id: ticker, unit: 'USD', synthetic: false } as const;
  return recordTable(head, actionsFromFactors(rows, calendar));
}
