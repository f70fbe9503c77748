import type { CostContext } from './cost-context.ts';
import type { SlippageModel, SquareRootSlippage, VolumeShareSlippage } from './cost-model.ts';
import { isAtLeastZero } from './spread.ts';

const BPS_PER_UNIT = 10_000;

/**
 * How far slippage moves the price against the trader, in ticks, not rounded.
 *
 * bps: |reference| · value / 10⁴. ticks: value. Otherwise |reference| · the impact of `volumeShareImpact` or
 * `squareRootImpact`, or the model's fallback.
 *
 * @param lots - of the fill, > 0.
 * @returns ticks ≥ 0; NaN where an input is absent that the model needs and has no fallback for.
 *
 * @remarks
 * Causal: the context only.
 * Source: this project.
 */
export function slippageTicks(
  slippage: SlippageModel,
  context: CostContext,
  lots: number,
  referenceTicks: number,
): number {
  const size = Math.abs(referenceTicks);
  if (slippage.kind === 'bps') return (size * slippage.value) / BPS_PER_UNIT;
  if (slippage.kind === 'ticks') return slippage.value;
  const quantity = lots * context.quantityPerLot;
  const impact =
    slippage.kind === 'volume-share'
      ? volumeShareImpact(slippage, quantity, context.barVolume)
      : squareRootImpact(slippage, quantity, context.dailyVolatility, context.averageDailyVolume);
  return Number.isNaN(impact) ? (size * (slippage.fallbackBps ?? NaN)) / BPS_PER_UNIT : size * impact;
}

/**
 * Impact of an order as a share of the price: coefficient · min(quantity / volume, cap)^exponent.
 *
 * @param quantity - shares or contracts, > 0.
 * @param volume - of the bar, in the same unit; 0 counts as a share above the cap.
 * @returns NaN where the volume is not known.
 *
 * @remarks
 * Assumes: the cap is also the largest share the fill contract lets an order take; beyond it the impact stops growing.
 * Unrealistic when: the order is worked over several bars, or the bar's volume is one block.
 * Source: the volume-share model of zipline and LEAN (coefficient 0.1, exponent 2, cap 0.025).
 */
export function volumeShareImpact(slippage: VolumeShareSlippage, quantity: number, volume: number | undefined): number {
  if (!isAtLeastZero(volume)) return NaN;
  return slippage.coefficient * Math.min(quantity / volume, slippage.cap) ** slippage.exponent;
}

/**
 * Impact of an order as a share of the price: coefficient · σ · √(quantity / averageDailyVolume).
 *
 * @param quantity - shares or contracts, > 0.
 * @param dailyVolatility - standard deviation of daily returns, a fraction.
 * @param averageDailyVolume - in the unit of `quantity`.
 * @returns NaN where volatility or volume is not known, or the volume is 0.
 *
 * @remarks
 * Assumes: the order is worked over about a day; a coefficient near 1.
 * Unrealistic when: the order is more than a tenth of the day's volume, or is sent at once.
 * Source: R. Almgren, C. Thum, E. Hauptmann, H. Li, Risk 18 (2005) 58; B. Tóth et al., Physical Review X 1 (2011) 021006.
 */
export function squareRootImpact(
  slippage: SquareRootSlippage,
  quantity: number,
  dailyVolatility: number | undefined,
  averageDailyVolume: number | undefined,
): number {
  if (!isAtLeastZero(dailyVolatility) || !isAtLeastZero(averageDailyVolume) || averageDailyVolume === 0) return NaN;
  return slippage.coefficient * dailyVolatility * Math.sqrt(quantity / averageDailyVolume);
}
