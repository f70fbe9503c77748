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
  Judgement,
  KillPolicy,
  LeakTest,
  RowEvidence,
  Score,
  SharpeInference,
  SharpeStatistics,
  TrialStatistics,
} from '@assay/quant/evidence';
import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';

/** What a row is judged with beside its own simulation. */
export interface RowContext {
  readonly periodsPerYear: number;
  /** Per-period Sharpe of the row under its own contract, which the neighbours surround, and theirs; null where undefined. */
  readonly centreSharpe: number | null;
  readonly neighbourSharpes: readonly (number | null)[];
  readonly policy: KillPolicy;
  /** What the replay for leaks found. */
  readonly leakTest: LeakTest;
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
  const evidence: RowEvidence = {
    absolute: returnMeasures(simulation.returns, { periodsPerYear, riskFreePerPeriod: 0 }),
    excess: ruined ? withoutRatios(excessMeasures) : excessMeasures,
    excessSharpe,
    periodsPerYear,
    trades: tradeMeasures(recordedTrades(simulation)),
    rejectRate: orderMeasures(simulation).rejectRate,
    fragility: fragility(context.centreSharpe ?? NaN, context.neighbourSharpes),
    trials: context.trialsFor(excessSharpe.n),
    leakTest: context.leakTest,
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

const COST_MEASURES = ['costRatio', 'annualCostDrag'].map(measureById);

function inCurrency(measure: Measure): Measure {
  return { ...measure, value: measure.value / LEDGER_UNITS_PER_CURRENCY_UNIT };
}
