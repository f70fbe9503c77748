import { checkInRange, checkPositive, checkSameLength } from '@assay/core/checks';
import { sum } from '@assay/core/vector';
import { defined, undefinedBecause } from './measure.ts';
import type { Measure, UndefinedReason } from './measure.ts';

/** What the estimate of a strategy's capacity needs: one row per fill, money in ledger units of the account. */
export interface CapacityInput {
  /** Account size with which the fills were made; finite and > 0. */
  readonly accountUnits: number;
  /** Result of all trades before any cost. */
  readonly grossUnits: number;
  /** shape (fills,): traded value, ≥ 0. */
  readonly valueUnits: Float64Array;
  /** shape (fills,): value that the market trades on an average day before the fill, > 0; NaN where it is not known. */
  readonly dailyVolumeUnits: Float64Array;
  /** shape (fills,): standard deviation of the instrument's daily returns before the fill, ≥ 0; NaN where it is not known. */
  readonly dailyVolatility: Float64Array;
  /** Y of the square-root law, near 1; finite and > 0. */
  readonly coefficient: number;
  /** Share of the gross result that impact may take, in (0, 1]; a half is usual. */
  readonly shareOfGross: number;
}

/** How large the account could be. */
export interface CapacityFacts {
  /** Account size at which impact takes the share of the gross result, in ledger units. */
  readonly capacity: Measure;
  /** Impact at the size that was tested over the gross result. */
  readonly impactShare: Measure;
  /** Largest share of an average day's volume in one fill, at the size that was tested. */
  readonly largestParticipation: Measure;
  /** The same at the capacity. */
  readonly participationAtCapacity: Measure;
}

/**
 * Capacity under the square-root law: a trade of value Q moves the price by Y · σ · √(Q / V), σ the daily volatility and V the value
 * traded a day, and pays that on Q.
 *
 * With the account k times as large, the gross result is k · G and impact is k^1.5 · I, I = Σ Q · Y · σ · √(Q / V). Impact takes the
 * share s of the gross result at k = (s · G / I)²; the capacity is k times the account.
 *
 * Assumes: every fill scales with the account; impact of one fill is gone before the next; prices of the gross result do not
 * depend on the size.
 * Unrealistic when: one fill takes more than about a tenth of a day's volume, which `participationAtCapacity` tells; trades
 * follow each other within a day; the signal is known to others.
 *
 * @throws {InvalidArgumentError} if a column is not as long as the fills, or a number is out of its domain.
 *
 * @remarks
 * NaN: undefined because of `no-trade` without a fill, `volumes-not-given` where a fill's volume or volatility is unknown,
 * `gross-not-positive` where there is no gain to consume, `no-impact` where nothing moved.
 * Source: B. Tóth et al., "Anomalous price impact and the critical nature of liquidity", Physical Review X 1 (2011), for the law;
 * R. Almgren et al., "Direct estimation of equity market impact", Risk 18 (2005); this project for the estimate.
 */
export function capacityFacts(input: CapacityInput): CapacityFacts {
  checkInput(input);
  const participation = largestParticipation(input);
  const fault = faultOf(input);
  if (fault !== undefined) {
    const none = undefinedBecause(fault);
    const hasVolumes = fault !== 'no-trade' && fault !== 'volumes-not-given';
    return {
      capacity: none,
      impactShare: fault === 'no-impact' ? defined(0) : none,
      largestParticipation: hasVolumes ? defined(participation) : none,
      participationAtCapacity: none,
    };
  }
  const impact = impactOf(input);
  const factor = ((input.shareOfGross * input.grossUnits) / impact) ** 2;
  return {
    capacity: defined(factor * input.accountUnits),
    impactShare: defined(impact / input.grossUnits),
    largestParticipation: defined(participation),
    participationAtCapacity: defined(factor * participation),
  };
}

function checkInput(input: CapacityInput): void {
  checkPositive('accountUnits', input.accountUnits);
  checkPositive('coefficient', input.coefficient);
  checkPositive('shareOfGross', input.shareOfGross);
  checkInRange('shareOfGross', input.shareOfGross, 0, 1);
  checkSameLength('dailyVolumeUnits', input.dailyVolumeUnits, input.valueUnits.length);
  checkSameLength('dailyVolatility', input.dailyVolatility, input.valueUnits.length);
}

function faultOf(input: CapacityInput): UndefinedReason | undefined {
  const { valueUnits, dailyVolumeUnits, dailyVolatility } = input;
  if (valueUnits.length === 0) return 'no-trade';
  const isKnown = dailyVolumeUnits.every((volume, i) => volume > 0 && volume < Infinity && dailyVolatility[i] >= 0);
  if (!isKnown) return 'volumes-not-given';
  if (!(input.grossUnits > 0)) return 'gross-not-positive';
  return impactOf(input) > 0 ? undefined : 'no-impact';
}

function impactOf({ valueUnits, dailyVolumeUnits, dailyVolatility, coefficient }: CapacityInput): number {
  const paid = valueUnits.map((value, i) => value * dailyVolatility[i] * Math.sqrt(value / dailyVolumeUnits[i]));
  return coefficient * sum(paid);
}

function largestParticipation({ valueUnits, dailyVolumeUnits }: CapacityInput): number {
  return valueUnits.reduce((largest, value, i) => Math.max(largest, value / dailyVolumeUnits[i]), 0);
}
