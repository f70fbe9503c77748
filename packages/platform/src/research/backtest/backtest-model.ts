import type { BacktestEvidence, BacktestReportModel, BacktestSummary } from '@assay/contracts/schemas';
import type { LeakTest } from '@assay/quant/evidence';
import { codeVersion } from '../../settings/index.ts';
import { backtestReportModel } from '../backtest-report-model.ts';
import { leakModel } from '../leak-step.ts';
import { stressOf } from '../stress/assemble-stress.ts';
import { neighbourhoodModel } from '../stress/neighbourhood-step.ts';
import { stressModel } from '../stress/stress-model.ts';
import type { ResearchPlan } from '../plan.ts';
import { splitAdjusted } from '../performance/split-adjusted.ts';
import { rateConversion } from '../rate-conversion.ts';
import { describeDatasets } from '../report-model.ts';
import { timeZoneOf } from '../time-zone.ts';
import type { EvaluatedBacktest } from './evaluate-backtest.ts';
import type { JudgedTrial } from './judged-trial.ts';
import { withheldModel } from './withheld-backtest.ts';

/** A page's model of which marks and excess return are known. */
type MarkedModel = BacktestReportModel & Pick<BacktestSummary, 'marks' | 'excessAnnualisedReturn'>;

/** What a page shows of a stress. */
type StressedParts = Pick<BacktestReportModel, 'stress' | 'regimeStretches' | 'neighbourhood'>;

/** Everything that the page of a backtest shows, from what was computed. */
export function backtestModel(
  evaluated: EvaluatedBacktest,
  { trials, marks, excessReturn }: JudgedTrial,
  { plan, runId }: { readonly plan: ResearchPlan; readonly runId: string },
): MarkedModel {
  const { row, account, params, simulation, pessimistic, ladder, benchmark, leak } = evaluated;
  const { config } = plan.loaded;
  const { periodsPerYear, timeframe } = account.account;
  const { contract } = plan;
  const isOther = contract.name !== plan.pessimistic.name;
  const { rates } = account.beside.beside;
  const { value, reason = null } = excessReturn;
  const model = backtestReportModel(simulation, {
    ...{ name: config.name, runId, codeVersion: codeVersion(), strategy: row.strategy.name, params, timeframe },
    datasets: describeDatasets([account.account]),
    exportCommand: `assay runs export-trades ${runId} --tables all`,
    contract,
    performance: {
      ...{
        currency: account.settings.currency,
        periodsPerYear,
        series: splitAdjusted(account.series, account.beside.beside),
        benchmark,
      },
      ...(rates.length === 0 ? {} : { conversion: rateConversion(rates) }),
      timeZone: timeZoneOf(account.series),
      others: isOther ? [{ contract: plan.pessimistic.name, simulation: pessimistic }] : [],
      outcomes: ladder,
    },
    evidence: {
      trials,
      declared: config.evaluation.priorTrials,
      level: plan.policy.confidence,
      targetSharpe: plan.policy.targetSharpe,
      ...{ leakTest: LEAK_TESTS[leak.outcome], leak: leakModel(leak), inSample: true },
    },
  });
  const marked: MarkedModel = {
    ...model,
    marks: marks.map((check) => ({ ...check })),
    excessAnnualisedReturn: { value: Number.isFinite(value) ? value : null, reason },
    ...stressedParts(evaluated),
    ...(evaluated.coverage === undefined ? {} : { gates: evaluated.coverage }),
  };
  return leak.outcome === 'leak' ? withheldModel(marked) : marked;
}

function stressedParts(evaluated: EvaluatedBacktest): StressedParts {
  const { neighbours, account, record } = evaluated;
  const stress = stressOf(evaluated);
  if (stress === undefined) return { stress: null };
  const { periodsPerYear } = account.account;
  return {
    stress: stressModel(stress),
    regimeStretches: [...(evaluated.stress?.stretches ?? [])],
    ...(neighbours === undefined
      ? {}
      : { neighbourhood: neighbourhoodModel(neighbours, { sharpe: record.sharpe, periodsPerYear }) }),
  };
}

const LEAK_TESTS: Readonly<Record<LeakTest, BacktestEvidence['leakTest']>> = {
  'not-run': 'not-run',
  clean: 'passed',
  leak: 'failed',
  nondeterministic: 'nondeterministic',
  failed: 'inconclusive',
};
