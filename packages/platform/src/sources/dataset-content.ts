import type { BarSeries } from '@assay/quant/market';
import type { Provenance } from '../lakehouse/index.ts';

/** What a source hands to the lakehouse for publication. */
export interface DatasetContent {
  readonly series: readonly BarSeries[];
  readonly provenance: Provenance;
}
