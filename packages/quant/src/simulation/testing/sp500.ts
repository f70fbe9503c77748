import { readFileSync } from 'node:fs';
import { calendarById } from '../../market/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { timedSeries } from './bars.ts';

const FILE = new URL('../../../../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url);

/** The daily bars of the S&P 500 in the package `vega-datasets`, from a civil date on. */
export function sp500Series(from: string, tickSize: string): BarSeries {
  const calendar = calendarById('us-equity');
  const rows = readFileSync(FILE, 'utf8').trim().split('\n').slice(1);
  const bars = rows
    .map((row) => row.split(','))
    .filter(([date]) => date >= from)
    .map(([date, ...texts]) => {
      const session = calendar.sessionOn(date);
      if (session === undefined) throw new RangeError(`${date} is no session`);
      const [open, high, low, close] = texts.map(Number);
      return { opens: session.open, closes: session.close, open, high, low, close };
    });
  return timedSeries(bars, { id: 'SP500', kind: 'index', tickSize });
}
