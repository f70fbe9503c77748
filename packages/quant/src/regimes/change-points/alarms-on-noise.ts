import { checkInteger } from '@assay/core/checks';
import { createRng } from '@assay/core/random';
import { InvalidArgumentError } from '@assay/core/errors';

/** The noise on which a detector is tried. */
export interface NoiseTrial {
  /** Series that are drawn, ≥ 1. */
  readonly nSeries: number;
  /** Bars of each, ≥ 1. */
  readonly length: number;
  /** A safe integer. */
  readonly seed: number;
  /** Degrees of freedom of Student's noise, a whole number ≥ 1; absent: normal noise. */
  readonly dof?: number | undefined;
}

/** What a detector did on noise, where every alarm is false. */
export interface AlarmsOnNoise {
  readonly alarms: number;
  /** Bars at which the detector had a value. */
  readonly bars: number;
  /** Bars to one alarm; NaN where there was none. */
  readonly barsPerAlarm: number;
}

/** What a detector gives for a series: its alarms (not 0), and a column that is NaN where it could not judge. */
export type ChangeDetector = (x: Float64Array) => {
  readonly alarm: ArrayLike<number>;
  readonly value: Float64Array;
};

/**
 * How often a detector alarms where nothing ever changes.
 *
 * @param detector - as `(x) => { const r = bayesianChangePoints(x, options); return { alarm: r.alarm, value: r.changeProbability }; }`.
 * @throws {InvalidArgumentError} if a number of the trial is out of its domain.
 *
 * @remarks
 * Numerics: with a alarms the rate is known to about 1 / √a of itself.
 * Source: this project.
 */
export function alarmsOnNoise(detector: ChangeDetector, { nSeries, length, seed, dof }: NoiseTrial): AlarmsOnNoise {
  checkInteger('nSeries', nSeries, 1);
  checkInteger('length', length, 1);
  if (dof !== undefined && !(Number.isSafeInteger(dof) && dof >= 1)) {
    throw new InvalidArgumentError('dof', 'absent or a whole number >= 1', dof);
  }
  const rng = createRng(seed);
  let [alarms, bars] = [0, 0];
  for (let series = 0; series < nSeries; series++) {
    const stream = rng.fork(`noise-${series}`);
    const x = Float64Array.from({ length }, () => stream.nextNormal() / spreadOf(() => stream.nextNormal(), dof));
    const { alarm, value } = detector(x);
    for (let t = 0; t < length; t++) {
      if (!Number.isNaN(value[t])) bars++;
      if (alarm[t] !== 0) alarms++;
    }
  }
  return { alarms, bars, barsPerAlarm: alarms === 0 ? NaN : bars / alarms };
}

/** √(χ² / dof), what a normal number is divided by to make a Student one. */
function spreadOf(normal: () => number, dof: number | undefined): number {
  if (dof === undefined) return 1;
  let squares = 0;
  for (let i = 0; i < dof; i++) squares += normal() ** 2;
  return Math.sqrt(squares / dof);
}
