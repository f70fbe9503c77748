/** What followed a group of gates in one cell of the study. */
import { mean, quantile, standardDeviation } from '@assay/core/vector';
import { intervalOf, knownMean } from './known-mean.ts';
import type { NoTest } from './known-mean.ts';
import { pickPlaces } from './outcome-sample.ts';
import type { OutcomeSample } from './outcome-sample.ts';

/** What is known of a mean of outcomes that overlap. */
export interface MeanTest {
  /** As many independent outcomes as have a mean known as well. */
  readonly stretches: number;
  /** Of Student's law. */
  readonly degreesOfFreedom: number;
  readonly standardErrorBp: number;
  /** Robust to overlap. */
  readonly t: number;
  /** What t would be if no outcome had anything in common with another. */
  readonly naiveT: number;
  /** Two-sided, of returns before costs. */
  readonly p: number;
  /** 95 % interval of the mean before costs. */
  readonly lowBp: number;
  readonly highBp: number;
  /**
   * One-sided: how likely a mean like this is where the mean after costs is not above 0; NaN where costs are known of too few
   * outcomes for a test.
   */
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
  /** Outcomes whose cost is known: cost and net are of these. */
  readonly nCosts: number;
  readonly meanCostBp: number;
  readonly meanNetBp: number;
  readonly test: MeanTest | undefined;
  /** Why there is no test. */
  readonly whyNoTest: NoTest | undefined;
}

/**
 * Figures of the observations at some places of a sample, in order of time.
 *
 * Returns that do not vary have no test: their spread says nothing of what else could have come, so that any p-value of theirs would
 * be an assumption.
 *
 * @remarks
 * NaN: figures of nothing are NaN; means of wins and losses where there is none, too.
 * Source: this project, for what is put together; tests by `windowMean`.
 */
export function groupFigures(sample: OutcomeSample, places: readonly number[]): GroupFigures {
  const returns = pickPlaces(sample.returnBp, places);
  const costed = places.filter((at) => !Number.isNaN(sample.costBp[at]));
  const net = Float64Array.from(costed, (at) => sample.returnBp[at] - sample.costBp[at]);
  const wins = returns.filter((value) => value > 0);
  const losses = returns.filter((value) => value < 0);
  const meanBp = mean(returns);
  const known = knownMean({ sample, places, values: returns });
  const knownNet = knownMean({ sample, places: costed, values: net });
  return {
    ...{ n: places.length, meanBp, medianBp: quantile(returns, 0.5), positiveShare: wins.length / returns.length },
    ...{ meanWinBp: mean(wins), meanLossBp: mean(losses) },
    ...{ nCosts: costed.length, meanCostBp: mean(pickPlaces(sample.costBp, costed)), meanNetBp: mean(net) },
    whyNoTest: known.why,
    test: known.why === undefined ? testOf(known, returns, knownNet) : undefined,
  };
}

type Tested = Extract<ReturnType<typeof knownMean>, { readonly why?: undefined }>;

function testOf(known: Tested, returns: Float64Array, net: ReturnType<typeof knownMean>): MeanTest {
  const { t, law, degreesOfFreedom, standardError, nIndependent } = known;
  const { low, high } = intervalOf(known, known.mean);
  return {
    ...{ stretches: nIndependent, degreesOfFreedom, standardErrorBp: standardError, t },
    naiveT: (known.mean * Math.sqrt(returns.length)) / standardDeviation(returns, 1),
    p: Math.min(1, 2 * law.survival(Math.abs(t))),
    ...{ lowBp: low, highBp: high },
    netP: net.why === undefined ? net.law.survival(net.t) : NaN,
  };
}
