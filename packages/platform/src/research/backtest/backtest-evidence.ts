import type { BacktestFigures } from '@assay/contracts/schemas';
import { measureTable, undefinedBecause } from '@assay/quant/analysis';
import { familyOf, sharpeInterval, trialStatistics } from '@assay/quant/evidence';
import type { TrialRecord } from '@assay/quant/evidence';
import { judgeRow } from '../judge-row.ts';
import type { JudgedRow } from '../judge-row.ts';
import type { ResearchPlan } from '../plan.ts';
import type { EvaluatedBacktest } from './evaluate-backtest.ts';

/** Share of such intervals that hold the true Sharpe ratio. */
const INTERVAL_LEVEL = 0.95;

/** Rules of which a failure says that there is too little to go by. */
const TOO_LITTLE: readonly string[] = ['no-trades', 'min-trades', 'minimum-track-record'];

/** What the trials allow to be said of one backtest. */
export interface BacktestEvidence {
  readonly figures: BacktestFigures;
  /** Trials of its family, itself among them, and those declared. */
  readonly counted: number;
  /** Rules of suspicion and of sufficiency that it breaks. */
  readonly marks: JudgedRow['judgement']['checks'];
}

/**
 * Inference on one backtest, with the means by which research judges a row; the verdict itself is not drawn: the period is
 * one that the parameters may have been chosen on.
 *
 * @param priors - trials that were there before the run, frozen with it.
 */
export function backtestEvidence(
  { simulation, account, record }: EvaluatedBacktest,
  priors: readonly TrialRecord[],
  plan: ResearchPlan,
): BacktestEvidence {
  const { periodsPerYear, instruments } = account.account;
  const { priorTrials } = plan.loaded.config.evaluation;
  const family = familyOf([...priors, record], { instruments, from: record.from, to: record.to });
  const judged = judgeRow(simulation, {
    periodsPerYear,
    centreSharpe: null,
    neighbourSharpes: [],
    policy: plan.policy,
    trialsFor: (nObservations) => trialStatistics(family, { nObservations, declaredPriorTrials: priorTrials }),
  });
  return {
    figures: figuresOf(judged, periodsPerYear, plan.policy.targetSharpe),
    counted: judged.evidence.trials.count,
    marks: judged.judgement.checks.filter(({ effect, passed, rule }) => {
      return !passed && (effect === 'suspicious' || TOO_LITTLE.includes(rule));
    }),
  };
}

function figuresOf({ evidence, inference }: JudgedRow, periodsPerYear: number, targetSharpe: number): BacktestFigures {
  const { excessSharpe, excess } = evidence;
  const annual = Math.sqrt(periodsPerYear);
  const { lower, upper, reason } = sharpeInterval(excessSharpe, INTERVAL_LEVEL);
  const a = (value: number, why = reason): { value: number } =>
    why === undefined ? { value: value * annual } : undefinedBecause(why);
  const { metrics, nulls } = measureTable({
    sharpe: a(excessSharpe.sharpe, excessSharpe.reason),
    lower: a(lower),
    upper: a(upper),
    probabilisticSharpe: inference.probabilisticSharpe,
    expectedMaximum: a(inference.expectedMaximum.value, inference.expectedMaximum.reason),
    deflatedSharpe: inference.deflatedSharpe,
    deflatedSharpeAtNull: inference.deflatedSharpeAtNull,
    minimumTrackRecord: inference.minimumTrackRecord,
    excessAnnualisedReturn: excess.annualisedReturn,
  });
  return {
    periods: excessSharpe.n,
    periodsPerYear,
    level: INTERVAL_LEVEL,
    targetSharpe,
    ...(metrics as Omit<BacktestFigures, 'periods' | 'periodsPerYear' | 'level' | 'targetSharpe' | 'nulls'>),
    nulls: { ...nulls },
  };
}
