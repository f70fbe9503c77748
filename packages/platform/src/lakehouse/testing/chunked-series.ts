import { sliceSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import type { SeriesSource } from '../publish-request.ts';
import { headOfSeries } from '../row-shape.ts';

/** A series as a source that hands it out in chunks of `size` bars. */
export function chunkedSeries(series: BarSeries, size: number): SeriesSource {
  return {
    head: headOfSeries(series),
    *chunks() {
      for (let from = 0; from < series.length; from += size)
        yield sliceSeries(series, from, Math.min(series.length, from + size));
    },
  };
}
