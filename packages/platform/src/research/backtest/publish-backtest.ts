import type { BacktestOutcome, BacktestReportModel, BacktestSummary, PerformanceModel } from '@assay/contracts/schemas';
import { backtestSummarySchema } from '@assay/contracts/schemas';
import { formatIsoDate } from '@assay/core/time';
import { isCostFree } from '@assay/quant/execution';
import { renderBacktestReport } from '../../reports/index.ts';
import { strictJson } from '../../settings/index.ts';
import { csvText } from '../export/export-table.ts';
import { rowTable } from '../export/row-tables.ts';
import { costOf, finishRun } from '../finish-run.ts';
import type { PublishedResultsOf, Publishing } from '../finish-run.ts';
import { keptFiles } from '../kept-cycle.ts';
import type { ResearchPlan } from '../plan.ts';
import { measuredRecord, writeRecord } from '../research-record.ts';
import { scientificConfig } from '../run-identity.ts';
import { backtestModel } from './backtest-model.ts';
import type { EvaluatedBacktest } from './evaluate-backtest.ts';
import { judgedTrial } from './judged-trial.ts';
import type { BacktestOptions } from './options.ts';
import { backtestOutcomes, costsAreMonotone } from './outcomes.ts';
import { withheldOutcome } from './withheld-backtest.ts';

/** Where the results of backtests are published: `published/backtests`. */
export const BACKTEST_AREA = 'backtests';

/** What a backtest published. */
export type PublishedBacktest = PublishedResultsOf<BacktestSummary>;

/** What publishing needs beside what was computed. */
export type BacktestPublishing = Publishing<BacktestOptions>;

/** Why one backtest is no verdict. */
const NOT_JUDGED =
  'one set of parameters over one period, on which they may have been chosen; for a verdict, judged out of sample, name the ' +
  'strategy in a config of `assay research run`';
const NO_TRADE = 'no trade was closed: there is nothing to measure';

/** What measures.json holds of a backtest beside its identity. */
interface BacktestResult extends Pick<
  BacktestSummary,
  'evidence' | 'excessAnnualisedReturn' | 'outcomes' | 'costsMonotone' | 'stress' | 'neighbourhood' | 'gates' | 'marks'
> {
  readonly performance: PerformanceModel;
}

/** What was computed becomes files: all but the summary are kept with the run, and all replace the last ones together. */
export async function publishBacktest(
  evaluated: EvaluatedBacktest,
  publishing: BacktestPublishing,
): Promise<PublishedBacktest> {
  const { plan, run } = publishing;
  const { name } = plan.loaded.config;
  const files = await resultFiles(evaluated, publishing);
  for (const [file, text] of Object.entries(files.texts)) await run.writeArtefact(file, text);
  const { evidence, marks } = files.result;
  const found = { trades: evaluated.simulation.trades.length, excessSharpe: evidence.sharpe, checks: marks };
  await writeRecord(run, measuredRecord(plan, run, { ...found, leak: evaluated.leak.outcome }));
  const auditHead = await finishRun(publishing, {
    counts: { trades: evaluated.simulation.trades.length },
    records: [evaluated.record],
  });
  const summary = summaryOf(evaluated, files.result, { ...publishing, auditHead });
  const made = { ...files.texts, 'summary.json': strictJson(summary, { indent: 2 }) };
  const place = { workspace: publishing.options.workspace, area: BACKTEST_AREA, name };
  const results = await run.publish({
    ...{ area: BACKTEST_AREA, name },
    files: (await keptFiles(place, { runId: run.id, files: made })) ?? made,
  });
  return { runId: run.id, origin: run.origin, folder: run.folder, results, summary };
}

function shownOutcomes(evaluated: EvaluatedBacktest, plan: ResearchPlan): BacktestOutcome[] {
  const outcomes = backtestOutcomes(evaluated, plan);
  return evaluated.leak.outcome === 'leak' ? outcomes.map(withheldOutcome) : [...outcomes];
}

/** The judged figures and the page are steps of the run: what is not computed again cannot differ. */
async function resultFiles(
  evaluated: EvaluatedBacktest,
  { plan, run }: BacktestPublishing,
): Promise<{ readonly result: BacktestResult; readonly texts: Readonly<Record<string, string>> }> {
  const judged = judgedTrial(evaluated, run.priors, plan);
  const model = backtestModel(evaluated, judged, { plan, runId: run.id });
  const inputs = { steps: evaluated.stepHashes, key: evaluated.record.key };
  const step = await run.step({
    name: 'judge',
    inputs,
    compute: () => ({
      json: {
        evidence: model.evidence,
        excessAnnualisedReturn: model.excessAnnualisedReturn,
        outcomes: shownOutcomes(evaluated, plan),
        costsMonotone: costsAreMonotone(evaluated),
        ...stressShown(model),
        ...(model.gates === undefined ? {} : { gates: model.gates }),
        marks: model.marks,
        performance: model.performance,
      } satisfies BacktestResult,
    }),
  });
  const report = await run.step({
    name: 'report',
    inputs: { ...inputs, judged: step.hash, name: model.name },
    compute: async () => ({ json: await renderBacktestReport(model) }),
  });
  const result = step.json as BacktestResult;
  const identity = { runId: run.id, codeVersion: run.manifest.codeVersion, config: scientificConfig(plan) };
  return {
    result,
    texts: {
      'measures.json': strictJson({ ...identity, ...result }, { indent: 2 }),
      'report.html': report.json as string,
      'trades.csv': csvText(rowTable('trades', exported(evaluated))),
    },
  };
}

/** What a page shows of a stress, as files have it: absent where there is none. */
function stressShown({
  stress,
  neighbourhood,
}: Pick<BacktestReportModel, 'stress' | 'neighbourhood'>): Pick<BacktestResult, 'stress' | 'neighbourhood'> {
  if (stress === undefined || stress === null) return {};
  return neighbourhood === undefined ? { stress } : { stress, neighbourhood };
}

function exported({ simulation, account }: EvaluatedBacktest): Parameters<typeof rowTable>[1] {
  return {
    simulation,
    instruments: account.series.map(({ instrument }) => instrument),
    currency: account.settings.currency,
  };
}

function summaryOf(
  evaluated: EvaluatedBacktest,
  { evidence, excessAnnualisedReturn, outcomes, costsMonotone, stress, neighbourhood, gates, marks }: BacktestResult,
  { plan, run, options, data, cost, auditHead }: BacktestPublishing & { readonly auditHead: string },
): BacktestSummary {
  const { row, account, params, simulation, record, warmUp } = evaluated;
  const { config } = plan.loaded;
  const { manifest, instruments, timeframe } = account.account;
  const isEmpty = simulation.trades.length === 0;
  return backtestSummarySchema.parse({
    runId: run.id,
    name: config.name,
    generatedAt: new Date(options.clock.now()).toISOString(),
    codeVersion: run.manifest.codeVersion,
    status: isEmpty ? 'insufficient' : 'not-judged',
    reason: isEmpty ? NO_TRADE : NOT_JUDGED,
    strategy: row.strategy.name,
    params,
    instruments,
    timeframe,
    currency: account.settings.currency,
    cash: account.settings.cash,
    dataset: { name: manifest.name, version: manifest.version },
    period: { from: formatIsoDate(record.from), to: formatIsoDate(record.to) },
    warmUpBars: warmUp.bars,
    data,
    contract: { name: plan.contract.name, description: plan.contract.description },
    trials: {
      counted: evidence.trials.counted,
      thisRun: 1,
      prior: run.priors.length,
      declared: config.evaluation.priorTrials,
      key: record.key,
      workspace: 'of this workspace; trials made elsewhere count only where they were declared',
    },
    evidence,
    excessAnnualisedReturn,
    outcomes,
    costsMonotone,
    ...{ stress, neighbourhood, gates },
    marks,
    costFree: isCostFree(plan.contract.costs),
    warnings: simulation.warnings,
    auditHead,
    workers: options.workers,
    ...costOf({ cost }),
  } satisfies Record<keyof BacktestSummary, unknown>);
}
