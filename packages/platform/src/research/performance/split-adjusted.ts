import { PlatformError } from '@assay/core/errors';
import { adjustSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import type { BesideBars } from '../beside.ts';

/**
 * Bars in the shares of their end, where splits were settled on raw ones, so that neither volumes nor returns jump there: what
 * measures of a finished record read.
 *
 * Bars that cannot be restated (a split inside a week or month) lose their volumes: what is made of them is undefined then.
 */
export function splitAdjusted(
  series: readonly BarSeries[],
  { actions }: Pick<BesideBars, 'actions'>,
): readonly BarSeries[] {
  if (actions.length === 0) return series;
  return series.map((bars) => {
    const table = actions.find(({ id }) => id === bars.instrument.id);
    return table === undefined || bars.adjustment !== 'raw' ? bars : restated(bars, table);
  });
}

function restated(bars: BarSeries, table: BesideBars['actions'][number]): BarSeries {
  try {
    return adjustSeries(bars, table, Infinity, 'split');
  } catch (error) {
    if (!PlatformError.is(error)) throw error;
    return { ...bars, volume: bars.volume.map(() => NaN) };
  }
}
