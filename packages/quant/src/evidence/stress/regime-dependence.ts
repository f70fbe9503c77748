import { studentT } from '@assay/core/distributions';
import { createRng } from '@assay/core/random';
import { defined, undefinedBecause } from '../../analysis/index.ts';
import type { Measure } from '../../analysis/index.ts';

/** The results of one regime as a sample. */
export interface RegimeSample {
  /** Periods in which at least one instrument was in it. */
  readonly periods: number;
  /** Bars of single instruments in it; with one instrument its periods. */
  readonly bars: number;
  /** Sum of its results, as fractions of equity. */
  readonly pnl: number;
  /** Standard deviation of the result of a bar. */
  readonly deviation: number;
}

/** How much a record hangs on one regime, and how surprising that is. */
export interface RegimeDependence {
  /** 0.8 where one regime has more than 90 % of the absolute results, 0.5 above 80 %, else 0. */
  readonly dependency: Measure;
  /** Probability that a record which earns alike in all regimes favours one of them as clearly as this one does. */
  readonly dependencyLevel: Measure;
  /** The probability that such a record, with this one's regimes and results, has a dependency of at least 0.5, or 0.8, by luck. */
  readonly dependencyByChance: { readonly above80: Measure; readonly above90: Measure };
}

/** Largest level at which a dependency counts, where nothing else is declared. */
export const DEFAULT_DEPENDENCY_LEVEL = 0.05;

const STEPS: readonly { readonly share: number; readonly dependency: number }[] = [
  { share: 0.9, dependency: 0.8 },
  { share: 0.8, dependency: 0.5 },
];
const DRAWS = 2_000;

/**
 * How much a record hangs on one regime, beside what luck makes of a record that earns alike in all of them.
 *
 * dependency: steps of the largest share |P_j| / Σ |P_i|, P the sum of a regime's results.
 *
 * dependencyLevel: for that regime j, t = ±(x_j - x_rest) / √(v_j + v_rest), with x_rest the mean of the others weighted by their bars,
 * against Student's t with Welch and Satterthwaite's degrees of freedom, times the number of regimes (exact for two). Twice: with x
 * the result of a bar, and with x that result per unit of the regime's own risk. The larger one counts, so that a record with the same
 * result per bar, and one with the same Sharpe ratio, are each found to depend at a level α with a probability of at most α.
 *
 * dependencyByChance: shares of 2,000 records drawn as P_j = n_j·μ_j + σ_j·√n_j·z, under both hypotheses; the larger one.
 *
 * @param regimes - those that count; see `countedRegimes`.
 *
 * @remarks
 * NaN: undefined with fewer than two regimes (`too-few-regimes`), and where nothing was earned or lost at all, or a regime's results
 * do not vary (`zero-variance`).
 * Causal: works on a finished record.
 * Source: this project; B. L. Welch, Biometrika 34 (1947), for the degrees of freedom. The steps are those of the ranking that this
 * one replaces.
 */
export function regimeDependence(regimes: readonly RegimeSample[]): RegimeDependence {
  if (regimes.length < 2) return undefinedDependence('too-few-regimes');
  const share = largestShare(regimes.map(({ pnl }) => pnl));
  if (!Number.isFinite(share)) return undefinedDependence('zero-variance');
  const dependency = defined(dependencyOf(share));
  if (regimes.some(({ deviation }) => !(deviation > 0))) return { ...undefinedDependence('zero-variance'), dependency };
  const largest = regimes.reduce((best, one, i) => (Math.abs(one.pnl) > Math.abs(regimes[best].pnl) ? i : best), 0);
  const level = Math.max(
    levelOf(regimes, largest, () => 1),
    levelOf(regimes, largest, ({ deviation }) => deviation),
  );
  return { dependency, dependencyLevel: defined(Math.min(1, level)), dependencyByChance: byChance(regimes) };
}

function undefinedDependence(reason: 'too-few-regimes' | 'zero-variance'): RegimeDependence {
  const none = undefinedBecause(reason);
  return { dependency: none, dependencyLevel: none, dependencyByChance: { above80: none, above90: none } };
}

/**
 * The dependency that counts: 0 where luck explains it at the declared level, whatever its size.
 *
 * @param level - largest probability by luck at which it counts, in (0, 1]; 1 takes every dependency as it is.
 *
 * @remarks
 * NaN: as `dependency`. A level that is not known explains nothing.
 * Source: this project.
 */
export function calibratedDependency(
  stress: { readonly dependency: Measure; readonly dependencyLevel?: Measure | undefined },
  level: number,
): Measure {
  const { dependency, dependencyLevel } = stress;
  const isLuck = dependencyLevel !== undefined && dependencyLevel.value > level;
  return dependency.reason === undefined && isLuck ? defined(0) : dependency;
}

function largestShare(results: readonly number[]): number {
  const sizes = results.map(Math.abs);
  return Math.max(...sizes) / sizes.reduce((sum, size) => sum + size, 0);
}

function dependencyOf(share: number): number {
  return STEPS.find((step) => share > step.share)?.dependency ?? 0;
}

/** One-sided level of the contrast between a regime and the others, times the number of regimes. */
function levelOf(regimes: readonly RegimeSample[], of: number, unit: (one: RegimeSample) => number): number {
  const rest = regimes.reduce((sum, { bars }, i) => (i === of ? sum : sum + bars), 0);
  let [contrast, total, squares] = [0, 0, 0];
  regimes.forEach((one, i) => {
    const weight = i === of ? 1 : -one.bars / rest;
    contrast += (weight * one.pnl) / one.bars / unit(one);
    const variance = (weight * (one.deviation / unit(one))) ** 2 / one.bars;
    total += variance;
    squares += variance ** 2 / (one.periods - 1);
  });
  const t = (Math.sign(regimes[of].pnl) * contrast) / Math.sqrt(total);
  return regimes.length * studentT(total ** 2 / squares).survival(t);
}

/** How often a share this large is luck: the larger of both hypotheses. */
function byChance(regimes: readonly RegimeSample[]): RegimeDependence['dependencyByChance'] {
  const rng = createRng('regime-dependence');
  const draws = Array.from({ length: DRAWS * regimes.length }, () => rng.nextNormal());
  const counts = [() => 1, ({ deviation }: RegimeSample) => deviation].map((unit) => {
    const pooled = pooledMean(regimes, unit);
    const shares = Array.from({ length: DRAWS }, (_, draw) =>
      largestShare(
        regimes.map((one, i) => {
          const noise = one.deviation * Math.sqrt(one.bars) * draws[draw * regimes.length + i];
          return one.bars * pooled * unit(one) + noise;
        }),
      ),
    );
    return STEPS.map((step) => shares.filter((share) => share > step.share).length / DRAWS);
  });
  const [above90, above80] = STEPS.map((_, step) => defined(Math.max(...counts.map((of) => of[step]))));
  return { above80, above90 };
}

/** Mean result of a bar in `unit`, weighted by how precisely each regime tells it. */
function pooledMean(regimes: readonly RegimeSample[], unit: (one: RegimeSample) => number): number {
  let [sum, weights] = [0, 0];
  for (const one of regimes) {
    const weight = one.bars / (one.deviation / unit(one)) ** 2;
    sum += (weight * one.pnl) / one.bars / unit(one);
    weights += weight;
  }
  return sum / weights;
}
