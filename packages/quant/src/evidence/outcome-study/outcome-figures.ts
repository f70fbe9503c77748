/** What followed a group of gates in one cell of the study. */
import { studentT } from '@assay/core/distributions';
import { createBootstrap, hacMean, optimalBlockLength } from '@assay/core/inference';
import { createRng } from '@assay/core/random';
import { mean, quantile } from '@assay/core/vector';
import { rankScores, rocArea } from './roc-area.ts';
import type { RankedScores } from './roc-area.ts';
import { overlapOf } from './outcome-sample.ts';
import type { OutcomeSample } from './outcome-sample.ts';

/** Fewer outcomes than these have no test. */
export const FEWEST_OUTCOMES = 10;

/** What is known of a mean of outcomes that overlap. */
export interface MeanTest {
  /** Autocovariances that the standard error counts: twice the overlap, or more where there are many observations. */
  readonly lags: number;
  readonly standardErrorBp: number;
  /** Robust to overlap; NaN where returns do not vary. */
  readonly t: number;
  /** What t would be if no outcome had anything in common with another. */
  readonly naiveT: number;
  /** Two-sided, of `t` under Student's distribution with as many degrees of freedom as windows that share nothing, less one. */
  readonly hacP: number;
  /** Two-sided, of the stationary block bootstrap. */
  readonly bootstrapP: number;
  /** The larger of the two. */
  readonly p: number;
  /** Mean length of a block. */
  readonly blockLength: number;
  /** 95 % interval of the mean by the bootstrap. */
  readonly lowBp: number;
  readonly highBp: number;
  /** One-sided: how likely a mean like this is where the mean after costs is not above 0; NaN where costs are not known. */
  readonly netP: number;
}

/** Returns are in basis points of the price at the gate, in the direction that is looked at. */
export interface GroupFigures {
  readonly n: number;
  readonly meanBp: number;
  readonly medianBp: number;
  /** Share of returns above 0. */
  readonly positiveShare: number;
  readonly meanWinBp: number;
  readonly meanLossBp: number;
  readonly meanCostBp: number;
  readonly meanNetBp: number;
  /** Undefined for fewer than `FEWEST_OUTCOMES`. */
  readonly test: MeanTest | undefined;
}

/** An area under the curve with its 95 % interval. */
export interface AreaFigures {
  readonly area: number;
  readonly low: number;
  readonly high: number;
}

/** What resampling takes. */
export interface Resampling {
  readonly replications: number;
  readonly seed: string;
}

/**
 * Figures of the observations at some places of a sample, in order of time.
 *
 * @remarks
 * NaN: figures of nothing are NaN; means of wins and losses where there is none, too.
 * Source: this project, for what is put together; each test by its own source (`hacMean`, `createBootstrap`).
 */
export function groupFigures(sample: OutcomeSample, places: readonly number[], resampling: Resampling): GroupFigures {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(places, (at) => column[at]);
  const [returns, costs] = [pick(sample.returnBp), pick(sample.costBp)];
  const wins = returns.filter((value) => value > 0);
  const losses = returns.filter((value) => value < 0);
  const [meanBp, meanCostBp] = [mean(returns), mean(costs)];
  const overlap = overlapOf(pick(sample.from), pick(sample.to));
  return {
    n: places.length,
    ...{ meanBp, medianBp: quantile(returns, 0.5), positiveShare: wins.length / returns.length },
    ...{ meanWinBp: mean(wins), meanLossBp: mean(losses), meanCostBp, meanNetBp: meanBp - meanCostBp },
    test: returns.length < FEWEST_OUTCOMES ? undefined : meanTest(returns, costs, { overlap, ...resampling }),
  };
}

interface Testing extends Resampling {
  readonly overlap: number;
}

function meanTest(returns: Float64Array, costs: Float64Array, testing: Testing): MeanTest {
  const n = returns.length;
  const lags = Math.min(n - 1, Math.max(2 * testing.overlap, Math.floor(4 * Math.pow(n / 100, 2 / 9))));
  const { t, standardError } = hacMean(returns, lags);
  const net = hacMean(
    returns.map((value, i) => value - costs[i]),
    lags,
  );
  // As many observations as windows that share nothing, less the mean.
  const law = studentT(Math.max(1, n / (1 + testing.overlap) - 1));
  const hacP = Number.isNaN(t) ? NaN : 2 * law.survival(Math.abs(t));
  const { p: bootstrapP, ...rest } = bootstrapMean(returns, testing);
  return {
    ...{ lags, standardErrorBp: standardError, t, naiveT: hacMean(returns, 0).t, hacP, bootstrapP },
    p: Math.max(hacP, bootstrapP),
    ...rest,
    netP: Number.isNaN(net.t) ? NaN : law.survival(net.t),
  };
}

/** Blocks as long as twice the overlap, or as returns ask for. */
export function blockLengthOf(returns: Float64Array, overlap: number): number {
  const { stationary } = optimalBlockLength(returns);
  const asked = Math.max(2 * (overlap + 1), Number.isNaN(stationary) ? 1 : stationary);
  return Math.min(returns.length, Math.max(1, asked));
}

function bootstrapMean(
  returns: Float64Array,
  { overlap, replications, seed }: Testing,
): Pick<MeanTest, 'blockLength' | 'lowBp' | 'highBp'> & { readonly p: number } {
  const n = returns.length;
  const centre = mean(returns);
  const blockLength = blockLengthOf(returns, overlap);
  const source = createBootstrap(n, { kind: 'stationary', blockLength }, createRng(seed));
  const places = new Int32Array(n);
  const deviations = new Float64Array(replications);
  let beyond = 0;
  for (let b = 0; b < replications; b++) {
    let sum = 0;
    for (const at of source.fill(places)) sum += returns[at] - centre;
    deviations[b] = sum / n;
    if (Math.abs(sum / n) >= Math.abs(centre)) beyond++;
  }
  return {
    ...{ p: (1 + beyond) / (1 + replications), blockLength },
    ...{ lowBp: centre - quantile(deviations, 0.975), highBp: centre - quantile(deviations, 0.025) },
  };
}

/**
 * Area under the curve of a score against positive returns, with a 95 % interval by the stationary block bootstrap.
 *
 * @param scores - shape (n,), higher is better; NaN where there is none.
 *
 * @remarks
 * NaN: all three where there are no positive returns, or no others, or fewer than `FEWEST_OUTCOMES` scores.
 * Source: this project; `rocArea` and `createBootstrap`.
 */
export function areaFigures(sample: OutcomeSample, scores: Float64Array, resampling: Resampling): AreaFigures {
  const { returnBp, from, to } = sample;
  const n = returnBp.length;
  const ranked = rankScores(
    scores,
    Uint8Array.from(returnBp, (value) => (value > 0 ? 1 : 0)),
  );
  const area = ranked.order.length < FEWEST_OUTCOMES ? NaN : rocArea(ranked);
  if (Number.isNaN(area)) return { area, low: NaN, high: NaN };
  const blockLength = blockLengthOf(returnBp, overlapOf(from, to));
  const source = createBootstrap(n, { kind: 'stationary', blockLength }, createRng(resampling.seed));
  const areas = resampledAreas(ranked, n, () => source.fill(new Int32Array(n)), resampling.replications);
  return { area, low: quantile(areas, 0.025), high: quantile(areas, 0.975) };
}

function resampledAreas(ranked: RankedScores, n: number, next: () => Int32Array, replications: number): Float64Array {
  const counts = new Int32Array(n);
  const areas: number[] = [];
  for (let b = 0; b < replications; b++) {
    counts.fill(0);
    for (const at of next()) counts[at]++;
    const area = rocArea(ranked, counts);
    if (!Number.isNaN(area)) areas.push(area);
  }
  return Float64Array.from(areas);
}
