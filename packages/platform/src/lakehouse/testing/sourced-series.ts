import { sha256Hex } from '../../settings/index.ts';
import type { BarSeries } from '@assay/quant/market';
import type { Provenance } from '../manifest.ts';

/** The same bars as though each had been read from a row of the file called `name`. */
export function sourcedSeries(series: BarSeries, name = 'test.csv'): BarSeries {
  const row = Int32Array.from({ length: series.length }, (_, index) => index + 1);
  return { ...series, source: { files: [sha256Hex(name)], file: new Int32Array(series.length), row } };
}

/** Provenance of a series that `sourcedSeries` made. */
export function testProvenance(series: BarSeries, name = 'test.csv'): Provenance {
  const sources = [{ sha256: sha256Hex(name), name, rows: series.length }];
  return { kind: 'import', description: 'bars made for a test', sources, notes: [] };
}
