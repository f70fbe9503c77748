import { checkInRange, checkInteger, checkOneOf } from '@assay/core/checks';
import {
  checkSampleMatrix,
  createBootstrap,
  optimalBlockLength,
  realityCheck,
  resampleMeans,
  sampleColumns,
  stepwiseSuperiority,
  superiorAbility,
} from '@assay/core/inference';
import type { BootstrapScheme, Recentring, ResampledMeans, SampleMatrix } from '@assay/core/inference';
import { createRng } from '@assay/core/random';
import { quantile } from '@assay/core/vector';
import { defined, undefinedBecause } from '../analysis/index.ts';
import type { Measure, UndefinedReason } from '../analysis/index.ts';

/** How the trials' returns are resampled. */
export interface RealityCheckOptions {
  /** How periods are drawn. @default 'stationary' */
  readonly bootstrap: 'circular' | 'stationary';
  /** Periods in a block (its mean for `stationary`), or `automatic` for the 90 % quantile of the trials' own. @default 'automatic' */
  readonly blockLength: number | 'automatic';
  /** Number of resamples, ≥ 99. @default 1000 */
  readonly replications: number;
  /** @default 42 */
  readonly seed: number | string;
}

/** Whether the best of several trials, or any of them, beats its benchmark. */
export interface RealityChecks {
  /** The scheme that was used; undefined where nothing was resampled. */
  readonly scheme: BootstrapScheme | undefined;
  /** p-value of White's reality check, of the largest mean. */
  readonly realityCheck: Measure;
  /** p-values of Hansen's test, of the largest mean over its standard error. The consistent one is the one to use. */
  readonly superiorAbility: Readonly<Record<Recentring, Measure>>;
  /** The trial with the largest mean over its standard error; -1 where none can be tested. */
  readonly best: number;
  /** Romano and Wolf's p-value of each trial, adjusted for all of them; NaN for one that is idle. Shape (trials,). */
  readonly adjustedPValues: Float64Array;
}

/** What holds where nothing else is declared. */
export const DEFAULT_REALITY_CHECK: RealityCheckOptions = Object.freeze({
  bootstrap: 'stationary',
  blockLength: 'automatic',
  replications: 1000,
  seed: 42,
});

const FEWEST_PERIODS = 20;
/** Which of the trials' own block lengths is taken for all: a long one, since short ones lose dependence. */
const LONG_BLOCK = 0.9;

/**
 * Reality check, test of superior ability and stepwise test of a family of trials, from one set of resamples.
 *
 * @param excess - one column for each trial over the same periods: returns in excess of the benchmark.
 * @param declared - the options that differ from `DEFAULT_REALITY_CHECK`.
 * @throws {InvalidArgumentError} if an option is out of its domain.
 *
 * @remarks
 * NaN: undefined with fewer than 20 periods (`too-few-observations`), a return that is not finite (`return-not-finite`), or
 * where every trial is idle (`zero-variance`).
 * Assumes: the matrix holds every trial that was made. Trials that are left out make the p-values too small.
 * Numerics: deviations are widened by 1 / √(1 - w/T), w = 2b - 1 for mean block length b (`stationary`) or b (`circular`): what
 * taking off the sample's own mean makes their variance too small. A p-value from B resamples is never below 1 / (B + 1), and has a standard error of √(p(1 - p) / B).
 * Cost: O(replications · periods · trials).
 * Source: H. White, Econometrica 68 (2000); P. R. Hansen, Journal of Business & Economic Statistics 23 (2005); J. P. Romano and
 * M. Wolf, Econometrica 73 (2005).
 */
export function realityChecks(excess: SampleMatrix, declared: Partial<RealityCheckOptions> = {}): RealityChecks {
  const options = resolve(excess, declared);
  const fault = faultOf(excess);
  if (fault !== undefined) return undefinedChecks(fault, excess.cols);
  const scheme = schemeOf(excess, options);
  const source = createBootstrap(excess.rows, scheme, createRng(options.seed));
  const resampled = widened(resampleMeans(excess, source, options.replications), scheme);
  const ability = superiorAbility(resampled, { isStudentized: true });
  if (ability.best < 0) return undefinedChecks('zero-variance', excess.cols);
  const { lower, consistent, upper } = ability.pValues;
  return {
    scheme,
    realityCheck: defined(realityCheck(resampled).pValue),
    superiorAbility: { lower: defined(lower), consistent: defined(consistent), upper: defined(upper) },
    best: ability.best,
    adjustedPValues: stepwiseSuperiority(resampled, { isStudentized: true, recentring: 'upper' }).adjustedPValues,
  };
}

function resolve(excess: SampleMatrix, declared: Partial<RealityCheckOptions>): RealityCheckOptions {
  checkSampleMatrix('excess', excess);
  const options = { ...DEFAULT_REALITY_CHECK, ...declared };
  checkOneOf('bootstrap', options.bootstrap, ['circular', 'stationary']);
  checkInteger('replications', options.replications, 99);
  if (typeof options.blockLength === 'string') checkOneOf('blockLength', options.blockLength, ['automatic']);
  else checkInRange('blockLength', options.blockLength, 1, excess.rows);
  return options;
}

function schemeOf(excess: SampleMatrix, { bootstrap, blockLength }: RealityCheckOptions): BootstrapScheme {
  if (typeof blockLength === 'number') return { kind: bootstrap, blockLength };
  const lengths = Float64Array.from(sampleColumns(excess), (column) => optimalBlockLength(column)[bootstrap]).filter(
    Number.isFinite,
  );
  const length = lengths.length > 0 ? Math.max(1, quantile(lengths, LONG_BLOCK)) : 1;
  return { kind: bootstrap, blockLength: bootstrap === 'circular' ? Math.round(length) : length };
}

/** Every autocovariance is too small by the variance of the mean; w is the sum of their weights in the bootstrap's variance. */
function widened(resampled: ResampledMeans, { kind, blockLength }: BootstrapScheme): ResampledMeans {
  const weight = kind === 'stationary' ? 2 * blockLength - 1 : blockLength;
  const factor = 1 / Math.sqrt(1 - Math.min(0.5, weight / resampled.rows));
  const widen = (values: Float64Array): Float64Array => values.map((value) => factor * value);
  return {
    ...resampled,
    standardErrors: widen(resampled.standardErrors),
    deviations: widen(resampled.deviations),
  };
}

function faultOf({ data, rows }: SampleMatrix): UndefinedReason | undefined {
  if (rows < FEWEST_PERIODS) return 'too-few-observations';
  return data.every(Number.isFinite) ? undefined : 'return-not-finite';
}

function undefinedChecks(reason: UndefinedReason, nTrials: number): RealityChecks {
  const none = undefinedBecause(reason);
  return {
    scheme: undefined,
    realityCheck: none,
    superiorAbility: { lower: none, consistent: none, upper: none },
    best: -1,
    adjustedPValues: new Float64Array(nTrials).fill(NaN),
  };
}
