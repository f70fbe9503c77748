import { checkSeries } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { Provenance, SeriesSource, TableSource } from '../../lakehouse/index.ts';
import type { DatasetContent } from '../dataset-content.ts';
import { joinTables } from './join-tables.ts';

/** A series that is made again, from its first bar on, whenever its chunks are asked for. */
export interface GeneratedSeries extends SeriesSource {
  readonly bars: number;
  /** @param length - bars of a chunk; the bars do not depend on it. @default 32,768 */
  chunks(length?: number): Iterable<BarSeries>;
}

/** Records that are made again whenever their chunks are asked for. */
export interface GeneratedTable extends TableSource {
  readonly rows: number;
  chunks(): Iterable<RecordTable>;
}

/** A generated dataset of which no more than a chunk need ever be in memory. */
export interface GeneratedDataset {
  readonly series: readonly GeneratedSeries[];
  readonly tables: readonly GeneratedTable[];
  readonly provenance: Provenance;
}

/** A generated dataset in memory. */
export interface GeneratedContent extends DatasetContent {
  readonly tables: readonly RecordTable[];
}

/** The whole of a generated dataset, every series checked. */
export function inMemory({ series, tables, provenance }: GeneratedDataset): GeneratedContent {
  return {
    series: series.map((source) => {
      const [whole] = source.chunks(source.bars);
      checkSeries(whole as BarSeries);
      return whole as BarSeries;
    }),
    tables: tables.map((source) => joinTables([...source.chunks()])),
    provenance,
  };
}
