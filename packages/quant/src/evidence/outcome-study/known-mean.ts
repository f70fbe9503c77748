/** How well a mean of outcomes is known. */
import { studentT } from '@assay/core/distributions';
import type { ContinuousDistribution } from '@assay/core/distributions';
import { sharedWindows, windowMean } from '@assay/core/inference';
import type { WindowMean } from '@assay/core/inference';
import { pickPlaces } from './outcome-sample.ts';
import type { OutcomeSample } from './outcome-sample.ts';

/** Fewer outcomes than these have no test and no interval. */
export const FEWEST_OUTCOMES = 10;
/** Nor have outcomes whose windows are worth fewer independent ones. */
export const FEWEST_STRETCHES = 3;

/** Why a mean has no test. */
export type NoTest = 'few-outcomes' | 'few-stretches' | 'constant';

/** A mean with the law of its t, or why there is none. */
export type KnownMean =
  (WindowMean & { readonly law: ContinuousDistribution; readonly why?: undefined }) | { readonly why: NoTest };

/** An interval that holds what is true in 95 of 100 samples. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** No interval. */
export const NO_INTERVAL: Interval = Object.freeze({ low: NaN, high: NaN });

/** The values at some places of a sample. */
export interface PlacedValues {
  readonly sample: OutcomeSample;
  readonly places: readonly number[];
  /** shape (places,). */
  readonly values: Float64Array;
}

/**
 * Mean of values at some places of a sample, tested where that can be.
 *
 * @param nIndependent - of the smallest group that is compared, where there are several.
 *
 * @remarks
 * Source: this project; `windowMean`.
 */
export function knownMean({ sample, places, values }: PlacedValues, nIndependent?: number): KnownMean {
  if (places.length < FEWEST_OUTCOMES) return { why: 'few-outcomes' };
  const windows = { from: pickPlaces(sample.from, places), to: pickPlaces(sample.to, places) };
  const found = windowMean(values, windows, { nIndependent });
  if (found.nIndependent < FEWEST_STRETCHES) return { why: 'few-stretches' };
  if (Number.isNaN(found.standardError)) return { why: 'constant' };
  return { ...found, law: studentT(found.degreesOfFreedom) };
}

/** 95 % interval about `centre` by the error of a mean, times `scale`. */
export function intervalOf(known: KnownMean, centre: number, scale = 1): Interval {
  if (known.why !== undefined) return NO_INTERVAL;
  const half = known.law.quantile(0.975) * known.standardError * scale;
  return { low: centre - half, high: centre + half };
}

/** Independent windows among those at some places of a sample; 0 where there are none. */
export function independentAt(sample: OutcomeSample, places: readonly number[]): number {
  if (places.length === 0) return 0;
  return sharedWindows({ from: pickPlaces(sample.from, places), to: pickPlaces(sample.to, places) }).nIndependent;
}
