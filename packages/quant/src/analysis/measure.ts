/** Why a number is undefined: the code that stands beside every null, with what it means in a sentence. */
export const UNDEFINED_REASONS = {
  'benchmark-never-fell': 'the benchmark fell in no period',
  'benchmark-never-rose': 'the benchmark rose in no period',
  'benchmark-not-given': 'no benchmark was given',
  'beyond-exact-range': 'the sum leaves the range in which integers are exact',
  'costs-not-given': 'no costs were given',
  'excursions-not-given': 'the largest gain and loss while a trade was open were not given',
  'expansion-not-monotone': 'skewness and kurtosis are beyond what the expansion can describe',
  'exposure-not-given': 'what was held was not given',
  'gross-not-positive': 'the result before costs is not a gain',
  'initial-risk-not-given': 'no trade has a known initial risk',
  'no-beta': 'the returns do not move with the benchmark',
  'no-capture': 'the benchmark earned nothing to compare with',
  'no-drawdown': 'wealth never fell below its running peak',
  'no-excursion': 'no price moved while a trade was open',
  'no-impact': 'the fills move no price',
  'no-losing-period': 'no return lies below the required one',
  'no-losing-tail': 'the 5 % and 95 % quantiles do not lie on either side of zero',
  'no-losing-trade': 'no trade lost money',
  'no-observations': 'there is no return',
  'no-order': 'no order was ever asked for',
  'no-sharpe': 'the row has no Sharpe ratio',
  'no-trade': 'there is no closed trade',
  'no-trial': 'no trial is counted',
  'no-winning-period': 'no return is above zero',
  'no-winning-trade': 'no trade made money',
  'not-contiguous': 'the periods do not follow each other',
  'not-recovered': 'the peak has not been reached again',
  'orders-not-given': 'no orders were given',
  overflow: 'the result is beyond the largest double',
  'regimes-not-given': 'the record was not split by regimes',
  'return-not-finite': 'a return is missing or not finite',
  'sharpe-not-above-benchmark': 'the Sharpe ratio does not exceed the benchmark: no length is enough',
  'stress-failed': 'the stress of the row failed',
  'too-few-observations': 'there are too few returns',
  'too-few-regimes': 'fewer than two regimes have enough periods',
  'too-few-trades': 'there are too few trades',
  'too-few-trials': 'there are fewer than two trials to compare',
  'trade-not-finite': 'the result of a trade is missing or not finite',
  'trades-not-given': 'no trades were given',
  'trial-variance-unknown': 'the variance between the trials is not known',
  'variance-not-positive': 'the estimated variance of the Sharpe ratio is not positive',
  'volumes-not-given': 'the traded volume of the market is not known',
  'wealth-not-positive': 'all wealth was lost, or more',
  'zero-benchmark-variance': 'all returns of the benchmark are equal',
  'zero-variance': 'all returns are equal',
} as const;

/** Code of a reason why a number is undefined. */
export type UndefinedReason = keyof typeof UNDEFINED_REASONS;

/** A number that may be undefined: a finite `value`, or NaN together with the `reason`. Never ±inf. */
export interface Measure {
  readonly value: number;
  readonly reason?: UndefinedReason | undefined;
}

/**
 * A measure with a value. A value that is not finite becomes undefined because of `overflow`, so that no infinity passes.
 *
 * Source: this project.
 */
export function defined(value: number): Measure {
  return Number.isFinite(value) ? { value } : undefinedBecause('overflow');
}

/**
 * A measure without a value: NaN and the reason.
 *
 * Source: this project.
 */
export function undefinedBecause(reason: UndefinedReason): Measure {
  return { value: NaN, reason };
}

/**
 * True if the measure has a value.
 *
 * Source: this project.
 */
export function isDefined(measure: Measure): boolean {
  return Number.isFinite(measure.value);
}

/** Measures as they leave the program: null where undefined, the reason of every null under the same name. */
export interface MeasureTable {
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly nulls: Readonly<Record<string, UndefinedReason>>;
}

/**
 * Splits named measures and plain counts into JSON-safe numbers and the reasons of those that are null.
 *
 * @param measures - by name; order is kept.
 * @returns one entry in `metrics` for every name, one in `nulls` for every null.
 *
 * @remarks
 * Source: this project.
 */
export function measureTable(measures: Readonly<Record<string, Measure | number>>): MeasureTable {
  const metrics: Record<string, number | null> = {};
  const nulls: Record<string, UndefinedReason> = {};
  for (const [name, entry] of Object.entries(measures)) {
    const measure = typeof entry === 'number' ? defined(entry) : entry;
    metrics[name] = isDefined(measure) ? measure.value : null;
    if (!isDefined(measure)) nulls[name] = measure.reason ?? 'overflow';
  }
  return { metrics, nulls };
}
