import { DataError } from '@assay/core/errors';
import { parsePositiveDecimal } from '../../market/index.ts';
import type { BarSeries, Instrument } from '../../market/index.ts';
import type { SplitRatio } from '../../orders/index.ts';
import type { ShareTerms } from './planned-action.ts';
import { splitRatioOf } from './split-ratio.ts';

/** What an action says about shares of another instrument, as it is written: how many for one share, and of which. */
export interface WrittenShares {
  readonly value: number;
  readonly instrument: string;
}

/**
 * The shares that a merger pays, from its text: `0.55 ACQ` is 0.55 shares of ACQ for one share.
 *
 * @returns undefined where the text is of another form.
 *
 * @remarks
 * Source: this project.
 */
export function writtenShares(text: string): WrittenShares | undefined {
  const match = /^(\d+(?:\.\d+)?)\s+(\S.*)$/.exec(text.trim());
  return match === null ? undefined : { value: Number(match[1]), instrument: match[2] ?? '' };
}

/**
 * Terms in lots, for instruments of a simulation.
 *
 * lots of the other for one lot = value · lot size / lot size of the other, exactly.
 *
 * @throws {DataError} if the other instrument is not in the simulation, is the same one, or is in another currency, or the
 * value is no ratio of shares.
 *
 * @remarks
 * Source: this project.
 */
export function shareTerms(series: readonly BarSeries[], s: number, written: WrittenShares, what: string): ShareTerms {
  const own = series[s].instrument;
  const to = series.findIndex(({ instrument }) => instrument.id === written.instrument);
  const other = series[to]?.instrument as Instrument | undefined;
  const fault =
    other === undefined
      ? `pays shares of '${written.instrument}', which has no bars in the simulation: add them, or state their worth in cash`
      : to === s
        ? 'pays shares of the same instrument: that is a split'
        : other.currency === own.currency
          ? undefined
          : `pays shares in ${other.currency}, but ${own.id} is in ${own.currency}`;
  const ratio = written.value > 0 && written.value < Infinity ? splitRatioOf(written.value) : undefined;
  if (fault !== undefined || ratio === undefined || other === undefined) {
    throw new DataError(`${what} ${fault ?? `has the value ${written.value}: no ratio of shares`}`, {
      context: { instrument: own.id, shares: written.instrument, value: written.value },
    });
  }
  return { to, ratio: inLots(ratio, own, other) };
}

function inLots(ratio: SplitRatio, own: Instrument, other: Instrument): SplitRatio {
  const [a, b] = [parsePositiveDecimal('lotSize', own.lotSize), parsePositiveDecimal('lotSize', other.lotSize)];
  const now = BigInt(ratio.now) * BigInt(a.units) * 10n ** BigInt(b.decimals);
  const before = BigInt(ratio.before) * BigInt(b.units) * 10n ** BigInt(a.decimals);
  const divisor = greatestCommonDivisor(now, before);
  return { now: Number(now / divisor), before: Number(before / divisor) };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
