import { checkInteger, checkOneOf, checkPositive, checkStrictlyBetween } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { QuantileWindow } from './quantile-window.ts';

/** How a hazard threshold follows what was seen. */
export interface CalibratorOptions {
  /** The threshold is this quantile of the samples, > 0 and < 1. @default 0.8 */
  readonly percentile?: number | undefined;
  /** Largest threshold, > 0, in the unit of the values. @default 0.1 */
  readonly cap?: number | undefined;
  /** Samples are forgotten after so many minutes, > 0. @default 32400, a quarter of 90 days */
  readonly windowMinutes?: number | undefined;
  /** Samples before which the threshold is the cap, ≥ 1. @default 50 */
  readonly minSamples?: number | undefined;
}

/** `CalibratorOptions` with nothing left open. */
export type ResolvedCalibrator = { readonly [Name in keyof CalibratorOptions]-?: number };

/** What a calibrator takes where nothing is said. */
export const CALIBRATOR_DEFAULTS: Readonly<ResolvedCalibrator> = Object.freeze({
  percentile: 0.8,
  cap: 0.1,
  windowMinutes: 32_400,
  minSamples: 50,
});

/** A value against the threshold that those before it set. */
export interface CalibratedValue {
  /** min(percentile, cap); the cap while there are too few samples. */
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
  readonly version: 1;
  readonly options: ResolvedCalibrator;
  /** Oldest first. */
  readonly samples: readonly (readonly [time: EpochMs, value: number])[];
}

/** A threshold that follows the values of a window in time. */
export interface HazardCalibrator {
  /**
   * Compares a value with the threshold of the samples before it, then makes it one of them.
   *
   * @param time - not before the last one.
   * @param value - NaN where it is unknown: then it is not above, and no sample.
   */
  push(time: EpochMs, value: number): CalibratedValue;
  /** Forgets everything, as at the start of a span in isolation. */
  reset(): void;
  /** Where it stands now. */
  state(): CalibratorState;
}

const FAR = 1.5;

/**
 * A hazard threshold from a rolling window in time.
 *
 * threshold = min(cap, quantile of the samples v with time in (t - windowMinutes, t] that were pushed before), so that a value
 * never takes part in its own threshold; the oldest sample leaves first.
 *
 * @param state - to go on from, of a calibrator with the same options.
 * @throws {InvalidArgumentError} if an option is unknown or out of its domain, the state is of other options; by `push`, if
 * time runs backwards or a value is infinite.
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
  checkPositive('windowMinutes', resolved.windowMinutes);
  checkInteger('minSamples', resolved.minSamples, 1);
  return resolved;
}

function checkState(state: CalibratorState, options: ResolvedCalibrator): void {
  const [was, wanted] = [state, { version: 1, options }].map((one) =>
    JSON.stringify([one.version, Object.entries(one.options).sort()]),
  );
  if (was !== wanted) throw new InvalidArgumentError('state', `of a calibrator with ${wanted}`, was);
}

class RollingCalibrator implements HazardCalibrator {
  private readonly options: ResolvedCalibrator;
  private window: QuantileWindow;
  private samples: [time: EpochMs, value: number][] = [];
  private oldest: number = 0;
  private last: EpochMs = -Infinity;

  constructor(options: ResolvedCalibrator, state: CalibratorState | undefined) {
    this.options = options;
    this.window = new QuantileWindow(options.percentile);
    for (const [time, value] of state?.samples ?? []) this.add(time, value);
  }

  push(time: EpochMs, value: number): CalibratedValue {
    if (!(time >= this.last)) throw new InvalidArgumentError('time', `not before ${this.last}`, time);
    if (Math.abs(value) === Infinity) throw new InvalidArgumentError('value', 'finite, or NaN', value);
    this.forget(time);
    const { cap, minSamples } = this.options;
    const samples = this.window.size;
    const threshold = samples < minSamples ? cap : Math.min(cap, this.window.quantile);
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
    return { version: 1, options: this.options, samples };
  }

  private add(time: EpochMs, value: number): void {
    this.window.push(value);
    this.samples.push([time, value]);
    this.last = time;
  }

  private forget(time: EpochMs): void {
    const before = time - this.options.windowMinutes * MS_PER_MINUTE;
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
