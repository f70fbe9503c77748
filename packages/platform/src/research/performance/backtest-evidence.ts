import { normalQuantile } from '@assay/core/special';
import type { BacktestEvidence } from '@assay/contracts/schemas';
import { analyse, exposureMatchedExcess, isRuined, measureById, undefinedBecause } from '@assay/quant/analysis';
import type { Measure } from '@assay/quant/analysis';
import { inferSharpe, sharpeStatistics } from '@assay/quant/evidence';
import type { TrialStatistics } from '@assay/quant/evidence';
import type { SimulationResult } from '@assay/quant/simulation';

/** What the evidence about one backtest rests on beside its returns. */
export interface EvidenceContext {
  /** Its family of trials, itself among them, for returns of this length. */
  readonly trials: TrialStatistics;
  /** Trials made elsewhere that were declared; they are among the counted ones. */
  readonly declared: number;
  /** Level of the two-sided interval and of the minimum track record, in (0, 1). @default 0.95 */
  readonly level?: number | undefined;
  /** Annual Sharpe ratio that a record must be long enough to show. */
  readonly targetSharpe: number;
  readonly leakTest: BacktestEvidence['leakTest'];
  readonly leak?: BacktestEvidence['leak'];
  /** True unless parameters were chosen without knowledge of the period. */
  readonly inSample: boolean;
}

/** What stands between one backtest and belief: trials, interval, probabilities, length, leak test. */
export function backtestEvidence(
  simulation: SimulationResult,
  periodsPerYear: number,
  context: EvidenceContext,
): BacktestEvidence {
  const { trials, declared, level = 0.95, targetSharpe, leakTest, leak, inSample } = context;
  const { excess } = exposureMatchedExcess(simulation);
  const ruined = isRuined(simulation.returns);
  const statistics = ruined ? RUINED(excess.length) : sharpeStatistics(excess);
  const found = analyse({ periods: { returns: excess, periodsPerYear, riskFreePerPeriod: 0 } }, SHARPE);
  const sharpe = ruined ? undefinedBecause('wealth-not-positive') : (found['sharpeRatio'] as Measure);
  const error = ruined ? undefinedBecause('wealth-not-positive') : (found['sharpeStandardError'] as Measure);
  const inference = inferSharpe(
    { excessSharpe: statistics, trials, periodsPerYear },
    { confidence: level, targetSharpe },
  );
  const nulls: Record<string, string> = {};
  const pick = (name: string, measure: Measure, scale: number = 1): number | null => {
    if (Number.isFinite(measure.value)) return measure.value * scale;
    nulls[name] = measure.reason ?? 'overflow';
    return null;
  };
  const reach = normalQuantile((1 + level) / 2) * error.value;
  const bound = (sign: number): Measure =>
    (sharpe.reason ?? error.reason) === undefined
      ? { value: sharpe.value + sign * reach }
      : { value: NaN, reason: sharpe.reason ?? error.reason };
  return {
    trials: { counted: trials.count, declared },
    periods: excess.length,
    sharpe: pick('sharpe', sharpe),
    standardError: pick('standardError', error),
    level,
    lower: pick('lower', bound(-1)),
    upper: pick('upper', bound(1)),
    probabilisticSharpe: pick('probabilisticSharpe', inference.probabilisticSharpe),
    expectedMaximum: pick('expectedMaximum', inference.expectedMaximum, Math.sqrt(periodsPerYear)),
    deflatedSharpe: pick('deflatedSharpe', inference.deflatedSharpe),
    minimumTrackRecord: pick('minimumTrackRecord', inference.minimumTrackRecord),
    targetSharpe,
    leakTest,
    ...(leak === undefined ? {} : { leak }),
    inSample,
    nulls,
  };
}

const SHARPE = ['sharpeRatio', 'sharpeStandardError'].map(measureById);

// An account that lost everything has no ratio of mean to risk, however its benchmark fared.
const RUINED = (n: number): ReturnType<typeof sharpeStatistics> => ({
  sharpe: NaN,
  n,
  skewness: NaN,
  kurtosis: NaN,
  reason: 'wealth-not-positive',
});
