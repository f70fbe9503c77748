import {
  analyse,
  exposureMatchedExcess,
  exposureMeasures,
  isRuined,
  measureById,
  measureTable,
  orderMeasures,
  recordedTrades,
  returnMeasures,
  tradeMeasures,
  undefinedBecause,
} from '@assay/quant/analysis';
import type { Measure, ReturnMeasures } from '@assay/quant/analysis';
import { fragility, inferSharpe, judge, scoreRow, sharpeStatistics } from '@assay/quant/evidence';
import type {
  CostFigures,
  Fold,
  Judgement,
  KillPolicy,
  LeakTest,
  RowEvidence,
  Score,
  SharpeInference,
  SharpeStatistics,
  StressFigures,
  TrialStatistics,
} from '@assay/quant/evidence';
import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';
import { walkForwardLoss } from './walk-forward-loss.ts';

/** What a row is judged with beside its own simulation. */
export interface RowContext {
  readonly periodsPerYear: number;
  /** Per-period Sharpe of the row under its own contract, which the neighbours surround, and theirs; null where undefined. */
  readonly centreSharpe: number | null;
  readonly neighbourSharpes: readonly (number | null)[];
  readonly policy: KillPolicy;
  /** What the replay for leaks found. */
  readonly leakTest: LeakTest;
  /** What its own sweep says of the choice. @default nothing was chosen */
  readonly sweep?: Pick<RowEvidence, 'overfitting' | 'realityCheck' | 'effectiveTrials'> | undefined;
  /** The record at multiples of its costs. @default not known */
  readonly costs?: readonly CostFigures[] | undefined;
  /** @default stress is off */
  readonly stress?: StressFigures | undefined;
  /** Folds of the walk-forward with the closes that they count. @default one stretch */
  readonly walkForward?: { readonly folds: readonly Fold[]; readonly timeline: Float64Array } | undefined;
  /** Trials of the row's family for returns of this length. */
  trialsFor(nObservations: number): TrialStatistics;
}

/** A row with everything that was found out about it. */
export interface JudgedRow {
  readonly evidence: RowEvidence;
  readonly inference: SharpeInference;
  readonly judgement: Judgement;
  readonly score: Score;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly nulls: Readonly<Record<string, string>>;
}

/** Measures, infers and judges one stitched out-of-sample simulation. */
export function judgeRow(simulation: SimulationResult, context: RowContext): JudgedRow {
  const { periodsPerYear, policy } = context;
  const { excess } = exposureMatchedExcess(simulation);
  const ruined = isRuined(simulation.returns);
  const excessSharpe = ruined ? noSharpe(excess.length) : sharpeStatistics(excess);
  const excessMeasures = returnMeasures(excess, { periodsPerYear, riskFreePerPeriod: 0 });
  const absolute = returnMeasures(simulation.returns, { periodsPerYear, riskFreePerPeriod: 0 });
  const { folds = [], timeline = new Float64Array(0) } = context.walkForward ?? {};
  const evidence: RowEvidence = {
    absolute,
    excess: ruined ? withoutRatios(excessMeasures) : excessMeasures,
    excessSharpe,
    periodsPerYear,
    trades: tradeMeasures(recordedTrades(simulation)),
    rejectRate: orderMeasures(simulation).rejectRate,
    fragility: fragility(context.centreSharpe ?? NaN, context.neighbourSharpes),
    trials: context.trialsFor(excessSharpe.n),
    leakTest: context.leakTest,
    ...context.sweep,
    costs: context.costs && [
      { multiple: 1, meanReturn: absolute.meanReturn, sharpe: absolute.sharpeRatio },
      ...context.costs,
    ],
    stress: context.stress,
    walkForward: walkForwardLoss({ times: simulation.times, excess }, folds, timeline),
  };
  const inference = inferSharpe(evidence, policy);
  const score = scoreRow(evidence);
  return {
    evidence,
    inference,
    judgement: judge(evidence, policy),
    score,
    ...rowMetrics(evidence, inference, simulation),
  };
}

// An account that lost everything has no ratio of mean to risk, however its benchmark fared.
const RUIN = 'wealth-not-positive';

function noSharpe(n: number): SharpeStatistics {
  return { sharpe: NaN, n, skewness: NaN, kurtosis: NaN, reason: RUIN };
}

function withoutRatios(measures: ReturnMeasures): ReturnMeasures {
  return { ...measures, sharpeRatio: undefinedBecause(RUIN), sortinoRatio: undefinedBecause(RUIN) };
}

function rowMetrics(
  evidence: RowEvidence,
  inference: SharpeInference,
  simulation: SimulationResult,
): Pick<JudgedRow, 'metrics' | 'nulls'> {
  const { absolute, excess, trades } = evidence;
  const exposure = exposureMeasures(simulation, evidence.periodsPerYear);
  const { costUnits: costs, attribution, equityUnits } = simulation;
  const ofCosts = analyse(
    {
      periods: { returns: simulation.returns, periodsPerYear: evidence.periodsPerYear, riskFreePerPeriod: 0 },
      trades: { trades: recordedTrades(simulation) },
      costs: { totalUnits: costs.spread + costs.slippage + costs.commission + costs.fees, equityUnits },
    },
    COST_MEASURES,
  );
  return measureTable({
    ...absolute,
    excessAnnualisedReturn: excess.annualisedReturn,
    excessAnnualisedVolatility: excess.annualisedVolatility,
    excessSharpeRatio: excess.sharpeRatio,
    excessTotalReturn: excess.totalReturn,
    ...inference,
    trialSharpeVariance: Number.isFinite(evidence.trials.sharpeVariance)
      ? { value: evidence.trials.sharpeVariance }
      : { value: NaN, reason: 'trial-variance-unknown' },
    fragility: evidence.fragility,
    ...sweepMetrics(evidence),
    rejectRate: evidence.rejectRate,
    winRate: trades.winRate,
    profitFactor: trades.profitFactor,
    payoffRatio: trades.payoffRatio,
    averageBarsHeld: trades.averageBarsHeld,
    expectancy: inCurrency(trades.expectancyUnits),
    grossProfit: inCurrency(trades.grossUnits),
    tradeCosts: inCurrency(trades.costUnits),
    netProfit: inCurrency(trades.netUnits),
    spreadCost: costs.spread / LEDGER_UNITS_PER_CURRENCY_UNIT,
    slippageCost: costs.slippage / LEDGER_UNITS_PER_CURRENCY_UNIT,
    commissionCost: costs.commission / LEDGER_UNITS_PER_CURRENCY_UNIT,
    feeCost: costs.fees / LEDGER_UNITS_PER_CURRENCY_UNIT,
    dividendIncome: attribution.dividends / LEDGER_UNITS_PER_CURRENCY_UNIT,
    financingIncome: attribution.financing / LEDGER_UNITS_PER_CURRENCY_UNIT,
    fxResult: attribution.fx / LEDGER_UNITS_PER_CURRENCY_UNIT,
    costRatio: ofCosts['costRatio'] as Measure,
    annualCostDrag: ofCosts['annualCostDrag'] as Measure,
    ...exposure,
  });
}

/** Figures that depend on the family, and the share of losing test windows. */
function sweepMetrics({
  overfitting,
  realityCheck,
  effectiveTrials,
  walkForward,
}: RowEvidence): Record<string, Measure> {
  const unchosen = undefinedBecause('too-few-trials');
  return {
    probabilityOfOverfitting: overfitting?.pbo ?? unchosen,
    superiorAbilityPValue: realityCheck?.superiorAbility ?? unchosen,
    realityCheckPValue: realityCheck?.realityCheck ?? unchosen,
    effectiveTrials: effectiveTrials ?? unchosen,
    ...(walkForward === undefined ? {} : { walkForwardLoss: walkForward.loss }),
  };
}

const COST_MEASURES = ['costRatio', 'annualCostDrag'].map(measureById);

function inCurrency(measure: Measure): Measure {
  return { ...measure, value: measure.value / LEDGER_UNITS_PER_CURRENCY_UNIT };
}
