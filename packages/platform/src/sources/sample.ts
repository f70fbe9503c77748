/**
 * The sample: real series that ship inside the npm package `vega-datasets`. Its exports hide the data, so its entry is
 * resolved and the files are taken from the folder beside it.
 *
 * - `SP500`: the S&P 500 index, daily, 2000-01-03 to 2020-04-17, float noise snapped to the cent.
 * - `AAPL`, `AMZN`, `GOOG`, `IBM`, `MSFT`: monthly closes, 2000 (GOOG: August 2004) to February 2010. The file stamps a
 *   month by its first day; the price is that of the month's last session, which is when the bar closes and can be known.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { NotFoundError } from '@assay/core/errors';
import { sliceSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import type { DatasetContent } from './dataset-content.ts';
import { importInMemory } from './import/import-in-memory.ts';
import type { ImportResult } from './import/import-in-memory.ts';
import { checkLayout } from './layouts/check-layout.ts';

const SAMPLE_PACKAGE = 'vega-datasets';

/** Name under which the sample is published. */
export const SAMPLE_DATASET = 'sample';

const TERMS = { currency: 'USD', tickSize: '0.01', calendar: 'us-equity' };

const INDEX_LAYOUT = checkLayout(
  {
    columns: { time: 'date', open: 'open', high: 'high', low: 'low', close: 'close', volume: 'volume' },
    time: { format: 'iso-date' },
    timeframe: '1d',
    snapToTick: true,
    adjustment: 'raw',
    instrument: { ...TERMS, from: 'fixed', id: 'SP500', kind: 'index' },
  },
  'sp500-2000.csv',
);

const STOCKS_LAYOUT = checkLayout(
  {
    columns: { time: 'date', close: 'price', instrument: 'symbol' },
    time: { format: 'mmm d yyyy' },
    timeframe: '1mo',
    adjustment: 'split-and-dividend',
    instrument: { ...TERMS, from: 'column', kind: 'equity' },
  },
  'stocks.csv',
);

/** First moment of the month that the file of the stocks was made in: its prices are of the 9th, not of its end. */
const UNFINISHED_MONTH = Date.UTC(2010, 2, 1);

const NOTES = [
  'SP500: on most days of 2000 to 2005 the open equals the close before, and on many of 2006, 2007, 2012 and 2013: nothing that depends on the overnight gap may be judged on those years.',
  'Stocks: the file stamps a month by its first day, but holds the close of its last session; the bars close and can be known then.',
  'Stocks: March 2010 was left out, 5 rows: its prices are of 2010-03-09, when the file was made, not of the end of the month.',
  'Stocks: the closes are adjusted for splits and, as far as those of IBM and MSFT can be compared with prices paid then, for dividends; the file does not say by whom, and single months differ from another source by up to 0.3 %.',
  'Stocks: five companies that were chosen when they were known to have done well (survivorship): no verdict on choosing among them can be trusted.',
];

/**
 * Reads the sample.
 *
 * @param name - the package that holds it. @default vega-datasets
 * @returns six series: `SP500` with 5,105 daily bars, the five stocks with 555 monthly closes together.
 * @throws {NotFoundError} if the package is not installed.
 */
export async function sampleDataset(name: string = SAMPLE_PACKAGE): Promise<DatasetContent> {
  const entry = entryOf(name);
  const file = (name: string): string => path.join(path.dirname(entry), '..', 'data', name);
  const index = await importInMemory([file('sp500-2000.csv')], INDEX_LAYOUT);
  const stocks = await importInMemory([file('stocks.csv')], STOCKS_LAYOUT);
  return {
    series: [...index.series, ...stocks.series.map(withoutUnfinishedMonth)],
    provenance: {
      kind: 'sample',
      description:
        'S&P 500 index daily 2000 to 2020 and five stocks monthly 2000 to 2010, from the npm package vega-datasets',
      licence: 'BSD-3-Clause (the package); the prices are facts gathered from public sources',
      sources: [index, stocks].flatMap((one: ImportResult) => one.provenance.sources),
      notes: [...index.provenance.notes.map((note) => `SP500: ${note}`), ...NOTES],
    },
  };
}

function entryOf(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new NotFoundError('the npm package of the sample', name, {
      cause,
      hint: 'Install what package-lock.json names (`npm ci`), or bring data of your own: `assay data import`.',
    });
  }
}

function withoutUnfinishedMonth(series: BarSeries): BarSeries {
  const end = series.eventTime.findIndex((time) => time >= UNFINISHED_MONTH);
  return sliceSeries(series, 0, end < 0 ? series.length : end);
}
