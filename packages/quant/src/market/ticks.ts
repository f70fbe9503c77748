import { InvalidArgumentError } from '@assay/core/errors';
import { parsePositiveDecimal } from './decimal.ts';
import type { Instrument } from './instrument.ts';

/**
 * The whole number of ticks nearest to a price; half a tick goes up.
 *
 * @param price - in price units, finite.
 * @throws {InvalidArgumentError} if the price is not finite or its ticks do not fit into 53 bits.
 *
 * @remarks
 * Numerics: a price that is the double nearest to a multiple of the tick gives that multiple.
 * Source: this project.
 */
export function toTicks(instrument: Instrument, price: number): number {
  return ticksOf(tickRatio(instrument), price);
}

/**
 * The ticks of a column of prices: `toTicks` for each, NaN where the price is NaN.
 *
 * @param prices - shape (n,), in price units.
 * @returns shape (n,), whole or NaN.
 * @throws {InvalidArgumentError} if a price is infinite or its ticks do not fit into 53 bits.
 *
 * @remarks
 * Source: this project.
 */
export function ticksColumn(instrument: Instrument, prices: Float64Array): Float64Array {
  const ratio = tickRatio(instrument);
  const { units, perUnit } = ratio;
  const ticks = new Float64Array(prices.length);
  for (let i = 0; i < prices.length; i++) {
    const nearest = Math.round((prices[i] * perUnit) / units) + 0;
    // One comparison for nearly all prices: whatever is not a number of ticks within 53 bits is looked at by itself.
    if (Math.abs(nearest) <= Number.MAX_SAFE_INTEGER) ticks[i] = nearest;
    else ticks[i] = Number.isNaN(prices[i]) ? NaN : ticksOf(ratio, prices[i]);
  }
  return ticks;
}

/**
 * The price of a number of ticks: the double nearest to ticks · tickSize.
 *
 * @param ticks - whole.
 * @returns price units.
 *
 * @remarks
 * Source: this project.
 */
export function fromTicks(instrument: Instrument, ticks: number): number {
  return priceOf(tickRatio(instrument), ticks);
}

/**
 * How far a price lies from its nearest tick, in ticks: in [-0.5, 0.5], and exactly 0 on the tick.
 *
 * @param price - in price units, finite.
 * @throws {InvalidArgumentError} as `toTicks`.
 *
 * @remarks
 * Source: this project.
 */
export function offTick(instrument: Instrument, price: number): number {
  const ratio = tickRatio(instrument);
  const ticks = ticksOf(ratio, price);
  return priceOf(ratio, ticks) === price ? 0 : (price * ratio.perUnit) / ratio.units - ticks;
}

/** tickSize = units / perUnit. */
interface TickRatio {
  readonly units: number;
  readonly perUnit: number;
}

/** Ratios by the text of the tick size: there are few of them, and every level of every order asks for one. */
const RATIOS: Map<string, TickRatio> = new Map();

function tickRatio({ tickSize }: Instrument): TickRatio {
  const known = RATIOS.get(tickSize);
  if (known !== undefined) return known;
  const { units, decimals } = parsePositiveDecimal('tickSize', tickSize);
  const ratio = { units, perUnit: 10 ** decimals };
  RATIOS.set(tickSize, ratio);
  return ratio;
}

function ticksOf(ratio: TickRatio, price: number): number {
  const ticks = Math.round((price * ratio.perUnit) / ratio.units);
  if (!Number.isSafeInteger(ticks)) throw new InvalidArgumentError('price', 'finite and less than 2^53 ticks', price);
  return ticks + 0;
}

function priceOf(ratio: TickRatio, ticks: number): number {
  return (ticks * ratio.units) / ratio.perUnit;
}
