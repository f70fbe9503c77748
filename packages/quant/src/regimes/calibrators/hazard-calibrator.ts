import { checkInRange, checkInteger, checkOneOf, checkPositive, checkStrictlyBetween } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { QuantileWindow } from './quantile-window.ts';

/** How a threshold of levels of hazard follows what was seen. */
export interface CalibratorOptions {
  /** The threshold is this quantile of the samples, > 0 and < 1: the share of a market's own gates that is let through. @default 0.1 */
  readonly percentile?: number | undefined;
  /** Largest threshold, > 0 and ≤ 1: the share of noise that is never exceeded. @default 0.25 */
  readonly cap?: number | undefined;
  /** Samples are forgotten after so many minutes, > 0 … @default 32400, a quarter of 90 days */
  readonly windowMinutes?: number | undefined;
  /** … or after so many steps, ≥ 0, whichever is longer. @default 250 */
  readonly windowSteps?: number | undefined;
  /** Minutes from one value to the next, as stride and timeframe of the codec have it, ≥ 0; 0 is not known. @default 0 */
  readonly stepMinutes?: number | undefined;
  /** Samples before which the threshold is that of noise, ≥ 1. @default 50 */
  readonly minSamples?: number | undefined;
}

/** `CalibratorOptions` with nothing left open. */
export type ResolvedCalibrator = { readonly [Name in keyof CalibratorOptions]-?: number };

/** What a calibrator takes where nothing is said. */
export const CALIBRATOR_DEFAULTS: Readonly<ResolvedCalibrator> = Object.freeze({
  percentile: 0.1,
  cap: 0.25,
  windowMinutes: 32_400,
  windowSteps: 250,
  stepMinutes: 0,
  minSamples: 50,
});

/** A value against the threshold that those before it set. */
export interface CalibratedValue {
  /** min(quantile, cap); while there are too few samples min(percentile, cap), for the quantile of levels of noise is the percentile. */
  readonly threshold: number;
  /** Samples behind it. */
  readonly samples: number;
  /** Is the value above it? */
  readonly isAbove: boolean;
  /** Is it above one and a half of it? */
  readonly isFarAbove: boolean;
}

/** Where a calibrator stands, JSON-safe. */
export interface CalibratorState {
  readonly version: 2;
  readonly options: ResolvedCalibrator;
  /** Time of the last value, a sample or not; null before the first one. */
  readonly last: EpochMs | null;
  /** Oldest first. */
  readonly samples: readonly (readonly [time: EpochMs, value: number])[];
}

/** A threshold that follows the values of a window in time. */
export interface HazardCalibrator {
  /**
   * Compares a value with the threshold of the samples before it, then makes it one of them.
   *
   * @param time - not before the last one.
   * @param value - a level, 0 to 1; NaN where it is unknown: then it is not above, and no sample.
   */
  push(time: EpochMs, value: number): CalibratedValue;
  /** Forgets everything, as at the start of a span in isolation. */
  reset(): void;
  /** Where it stands now. */
  state(): CalibratorState;
}

const FAR = 1.5;

/**
 * A threshold of levels of hazard from a rolling window in time.
 *
 * threshold = min(cap, quantile of the samples v with time in (t - window, t] that were pushed before), so that a value never
 * takes part in its own threshold; the oldest sample leaves first. window = max(windowMinutes, windowSteps · stepMinutes).
 *
 * @param state - to go on from, of a calibrator with the same options.
 * @throws {InvalidArgumentError} if an option is unknown or out of its domain, the state is of other options; by `push`, if
 * time runs backwards or a value is no level.
 *
 * @remarks
 * Causal: a threshold depends on the values before it.
 * Numerics: quantiles are interpolated between order statistics, exactly those of the samples: none is kept in any other order.
 * Cost: O(log n) a value, n the samples of the window.
 * Source: this project.
 */
export function hazardCalibrator(options: CalibratorOptions = {}, state?: CalibratorState): HazardCalibrator {
  const resolved = resolveCalibrator(options);
  if (state !== undefined) checkState(state, resolved);
  return new RollingCalibrator(resolved, state);
}

function resolveCalibrator(options: CalibratorOptions): ResolvedCalibrator {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name] of given) checkOneOf('calibrator', name, Object.keys(CALIBRATOR_DEFAULTS));
  const resolved = { ...CALIBRATOR_DEFAULTS, ...(Object.fromEntries(given) as Partial<ResolvedCalibrator>) };
  checkStrictlyBetween('percentile', resolved.percentile, 0, 1);
  checkPositive('cap', resolved.cap);
  checkInRange('cap', resolved.cap, 0, 1);
  checkPositive('windowMinutes', resolved.windowMinutes);
  checkInRange('windowSteps', resolved.windowSteps, 0, Number.MAX_SAFE_INTEGER);
  checkInRange('stepMinutes', resolved.stepMinutes, 0, Number.MAX_SAFE_INTEGER);
  checkInteger('minSamples', resolved.minSamples, 1);
  return resolved;
}

function checkState(state: CalibratorState, options: ResolvedCalibrator): void {
  const [was, wanted] = [state, { version: 2, options }].map((one) =>
    JSON.stringify([one.version, Object.entries(one.options).sort()]),
  );
  if (was !== wanted) throw new InvalidArgumentError('state', `of a calibrator with ${wanted}`, was);
}

class RollingCalibrator implements HazardCalibrator {
  private readonly options: ResolvedCalibrator;
  private readonly windowMs: number;
  private window: QuantileWindow;
  private samples: [time: EpochMs, value: number][] = [];
  private oldest: number = 0;
  private last: EpochMs = -Infinity;

  constructor(options: ResolvedCalibrator, state: CalibratorState | undefined) {
    this.options = options;
    this.windowMs = Math.max(options.windowMinutes, options.windowSteps * options.stepMinutes) * MS_PER_MINUTE;
    this.window = new QuantileWindow(options.percentile);
    for (const [time, value] of state?.samples ?? []) this.add(time, value);
    this.last = state?.last ?? -Infinity;
  }

  push(time: EpochMs, value: number): CalibratedValue {
    if (!(time >= this.last)) throw new InvalidArgumentError('time', `not before ${this.last}`, time);
    if (value < 0 || value > 1) throw new InvalidArgumentError('value', 'a level between 0 and 1, or NaN', value);
    this.forget(time);
    const { cap, minSamples, percentile } = this.options;
    const samples = this.window.size;
    const threshold = Math.min(cap, samples < minSamples ? percentile : this.window.quantile);
    this.last = time;
    if (!Number.isNaN(value)) this.add(time, value);
    return { threshold, samples, isAbove: value > threshold, isFarAbove: value > FAR * threshold };
  }

  reset(): void {
    this.window = new QuantileWindow(this.options.percentile);
    this.samples = [];
    this.oldest = 0;
    this.last = -Infinity;
  }

  state(): CalibratorState {
    const samples = this.samples.slice(this.oldest).map(([time, value]) => [time, value] as const);
    return { version: 2, options: this.options, last: this.last === -Infinity ? null : this.last, samples };
  }

  private add(time: EpochMs, value: number): void {
    this.window.push(value);
    this.samples.push([time, value]);
  }

  private forget(time: EpochMs): void {
    const before = time - this.windowMs;
    for (let sample = this.samples[this.oldest]; sample !== undefined && sample[0] <= before;) {
      this.window.shift();
      this.oldest += 1;
      sample = this.samples[this.oldest];
    }
    if (this.oldest < 1_024 || this.oldest * 2 < this.samples.length) return;
    this.samples = this.samples.slice(this.oldest);
    this.oldest = 0;
  }
}
