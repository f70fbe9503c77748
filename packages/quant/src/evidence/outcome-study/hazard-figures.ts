/** What hazard and admission say of what followed. */
import { sharedWindows } from '@assay/core/inference';
import { mean } from '@assay/core/vector';
import { FEWEST_OUTCOMES, FEWEST_STRETCHES, independentAt, intervalOf, knownMean, NO_INTERVAL } from './known-mean.ts';
import type { Interval } from './known-mean.ts';
import { pickPlaces, placesWhere } from './outcome-sample.ts';
import type { OutcomeSample } from './outcome-sample.ts';
import { rocArea } from './roc-area.ts';

/** An area under the curve with its 95 % interval. */
export interface AreaFigures extends Interval {
  readonly area: number;
}

/** Outcomes of gates whose hazard lies in one tenth of its scale. */
export interface HazardDecile {
  /** 0 for levels below 0.1, … 9 for levels of 0.9 or more. */
  readonly decile: number;
  readonly n: number;
  /** NaN where there is none. */
  readonly meanBp: number;
  /** 95 % interval; NaN where there is too little for one. */
  readonly lowBp: number;
  readonly highBp: number;
}

/** Mean return where hazard is below 0.1 less the mean of all, in basis points; NaN where there is no such gate. */
export interface HazardLift {
  readonly liftBp: number;
  /** 95 % interval; NaN where there is too little for one. */
  readonly lowBp: number;
  readonly highBp: number;
}

const DECILES = 10;

/**
 * Area under the curve of a score against positive returns, with a 95 % interval by what each observation adds.
 *
 * @param scores - shape (n,), higher is better; NaN where there is none.
 *
 * @remarks
 * NaN: all three where there are no positive returns, or no others, or fewer than `FEWEST_OUTCOMES` scores; the interval where
 * the score tells all of them apart, or fewer than `FEWEST_STRETCHES` of either are independent.
 * Source: this project; `rocArea` and `windowMean`.
 */
export function areaFigures(sample: OutcomeSample, scores: Float64Array): AreaFigures {
  const places = placesWhere(sample, (at) => !Number.isNaN(scores[at]));
  if (places.length < FEWEST_OUTCOMES) return { area: NaN, ...NO_INTERVAL };
  const isPositive = Uint8Array.from(places, (at) => (sample.returnBp[at] > 0 ? 1 : 0));
  const { area, influence } = rocArea(pickPlaces(scores, places), isPositive);
  if (Number.isNaN(area)) return { area, ...NO_INTERVAL };
  const fewest = Math.min(
    ...[1, 0].map((side) =>
      independentAt(
        sample,
        places.filter((_at, index) => isPositive[index] === side),
      ),
    ),
  );
  const { low, high } = intervalOf(knownMean({ sample, places, values: influence }, fewest), area);
  return { area, low: Math.max(0, low), high: Math.min(1, high) };
}

/**
 * Mean returns by tenths of hazard.
 *
 * @remarks
 * Source: this project; `windowMean`.
 */
export function hazardDeciles(sample: OutcomeSample): readonly HazardDecile[] {
  return Array.from({ length: DECILES }, (_, decile) => {
    const places = placesOfDecile(sample, decile);
    const values = pickPlaces(sample.returnBp, places);
    const meanBp = mean(values);
    const { low, high } = intervalOf(knownMean({ sample, places, values }), meanBp);
    return { decile, n: places.length, meanBp, lowBp: low, highBp: high };
  });
}

/**
 * What the gates of the lowest tenth of hazard have above all.
 *
 * Gates of low hazard are among all, and share windows with the others: with w = 1/n(low) for them, 0 for others, less 1/n for all,
 * and V the variance for a random walk (`sharedWindows`), standardError² = that of the mean of the low ones · V(w) / V(1/n(low)).
 *
 * @remarks
 * Source: this project.
 */
export function hazardLift(sample: OutcomeSample): HazardLift {
  const n = sample.returnBp.length;
  const places = placesOfDecile(sample, 0);
  const values = pickPlaces(sample.returnBp, places);
  const liftBp = mean(values) - mean(sample.returnBp);
  const known = knownMean({ sample, places, values });
  if (known.why !== undefined || places.length === n || n - places.length < FEWEST_STRETCHES)
    return { liftBp, lowBp: NaN, highBp: NaN };
  const weights = new Float64Array(n).fill(-1 / n);
  for (const at of places) weights[at] += 1 / places.length;
  const scale = Math.sqrt(sharedWindows(sample).variance(weights) * independentAt(sample, places));
  const { low, high } = intervalOf(known, liftBp, scale);
  return { liftBp, lowBp: low, highBp: high };
}

function placesOfDecile({ hazard, ...sample }: OutcomeSample, decile: number): readonly number[] {
  return placesWhere({ hazard, ...sample }, (at) => Math.min(DECILES - 1, Math.floor(DECILES * hazard[at])) === decile);
}
