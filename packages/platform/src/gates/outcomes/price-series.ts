import type { BarSeries, SidePrices } from '@assay/quant/market';

/** Bars at the middle of the market where both sides are known, else as they are. */
export function middleOf(series: BarSeries): BarSeries {
  const { ask } = series;
  if (ask === undefined) return series;
  const middle = (side: keyof SidePrices): Float64Array =>
    series[side].map((bid, at) => (bid + (ask[side][at] as number)) / 2);
  const sides = { open: middle('open'), high: middle('high'), low: middle('low'), close: middle('close') };
  return { ...series, ...sides, ask: undefined, side: 'mid' };
}

/** Distance of the ask from the bid at the close of a bar, in basis points of their middle; NaN where one side is known. */
export function spreadBpAt({ ask, close }: BarSeries, bar: number): number {
  if (ask === undefined) return NaN;
  const [bid, offer] = [close[bar] as number, ask.close[bar] as number];
  return (2e4 * (offer - bid)) / (offer + bid);
}
