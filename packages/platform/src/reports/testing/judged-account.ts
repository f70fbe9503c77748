import {
  exposureMatchedExcess,
  exposureMeasures,
  measureTable,
  returnMeasures,
  tradeMeasures,
  defined,
  undefinedBecause,
} from '@assay/quant/analysis';
import { fragility, inferSharpe, judge, resolveKillPolicy, scoreRow, sharpeStatistics } from '@assay/quant/evidence';
import type { Judgement, KillPolicy, RowEvidence, Score, SharpeInference } from '@assay/quant/evidence';
import type { AccountHistory } from './account.ts';

/** Periods in a year of the made-up market. */
export const PERIODS_PER_YEAR = 252;

/** The limits that made-up rows are judged by. */
export const POLICY: KillPolicy = resolveKillPolicy();

const UNITS = 1e6;

/** An account judged by the rules that judge real ones. */
export interface JudgedAccount {
  readonly evidence: RowEvidence;
  readonly inference: SharpeInference;
  readonly judgement: Judgement;
  readonly score: Score;
  readonly metrics: Record<string, number | null>;
  readonly nulls: Record<string, string>;
}

/** Measures and judges an account among `nTrials` trials. */
export function judgeAccount(
  history: AccountHistory,
  context: { readonly nTrials: number; readonly centre: number; readonly neighbours: readonly (number | null)[] },
): JudgedAccount {
  const { returns, exposure, marketReturns } = history;
  const columns = { returns, exposure, instrumentReturns: marketReturns, instruments: ['SPX'] };
  const { excess } = exposureMatchedExcess(columns);
  const units = (value: number): number => Math.round(value * UNITS);
  const trades = tradeMeasures(
    history.trades.map(({ gross, costs, barsHeld, exitRule }) => ({
      grossUnits: units(gross),
      costUnits: units(costs),
      netUnits: units(gross) - units(costs),
      barsHeld,
      exitRule,
    })),
  );
  const hasTraded = history.trades.length > 0;
  const excessSharpe = sharpeStatistics(excess);
  const evidence: RowEvidence = {
    absolute: returnMeasures(returns, { periodsPerYear: PERIODS_PER_YEAR, riskFreePerPeriod: 0 }),
    excess: returnMeasures(excess, { periodsPerYear: PERIODS_PER_YEAR, riskFreePerPeriod: 0 }),
    excessSharpe,
    periodsPerYear: PERIODS_PER_YEAR,
    trades,
    rejectRate: hasTraded ? defined(0.004) : undefinedBecause('no-order'),
    fragility: fragility(hasTraded ? context.centre : NaN, context.neighbours),
    trials: { count: context.nTrials, sharpeVariance: 1.35 / (excessSharpe.n - 1) },
    leakTest: 'not-run',
  };
  const inference = inferSharpe(evidence, POLICY);
  const table = measureTable({
    ...evidence.absolute,
    excessAnnualisedReturn: evidence.excess.annualisedReturn,
    excessAnnualisedVolatility: evidence.excess.annualisedVolatility,
    excessSharpeRatio: evidence.excess.sharpeRatio,
    excessTotalReturn: evidence.excess.totalReturn,
    ...inference,
    trialSharpeVariance: evidence.trials.sharpeVariance,
    fragility: evidence.fragility,
    rejectRate: evidence.rejectRate,
    winRate: trades.winRate,
    profitFactor: trades.profitFactor,
    payoffRatio: trades.payoffRatio,
    averageBarsHeld: trades.averageBarsHeld,
    expectancy: { ...trades.expectancyUnits, value: trades.expectancyUnits.value / UNITS },
    grossProfit: { ...trades.grossUnits, value: trades.grossUnits.value / UNITS },
    tradeCosts: { ...trades.costUnits, value: trades.costUnits.value / UNITS },
    netProfit: { ...trades.netUnits, value: trades.netUnits.value / UNITS },
    ...exposureMeasures(columns, PERIODS_PER_YEAR),
  });
  return {
    evidence,
    inference,
    judgement: judge(evidence, POLICY),
    score: scoreRow(evidence),
    metrics: { ...table.metrics },
    nulls: { ...table.nulls },
  };
}

/** Measures of buy and hold over the same days. */
export function benchmarkMetrics(history: AccountHistory): Record<string, number | null> {
  const options = { periodsPerYear: PERIODS_PER_YEAR, riskFreePerPeriod: 0 };
  return { ...measureTable({ ...returnMeasures(history.returns, options) }).metrics };
}
