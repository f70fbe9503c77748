import { formatIsoDate } from '@assay/core/time';
import type { BacktestSummary, RunData } from '@assay/contracts/schemas';
import { backtestSummarySchema } from '@assay/contracts/schemas';
import type { TrialRecord } from '@assay/quant/evidence';
import { isCostFree } from '@assay/quant/execution';
import { appendFinishedRun, publishResults } from '../../runs/index.ts';
import type { PublishedResults, Run } from '../../runs/index.ts';
import { codeVersion, strictJson } from '../../settings/index.ts';
import { csvText } from '../export/export-table.ts';
import { rowTable } from '../export/row-tables.ts';
import type { ResearchPlan } from '../plan.ts';
import { scientificConfig } from '../run-identity.ts';
import { backtestEvidence } from './backtest-evidence.ts';
import type { BacktestEvidence } from './backtest-evidence.ts';
import type { EvaluatedBacktest } from './evaluate-backtest.ts';
import { measuresOf } from './measures.ts';
import type { BacktestOptions } from './options.ts';
import { backtestOutcomes, costsAreMonotone } from './outcomes.ts';

/** Where the results of backtests are published: `published/backtests`. */
export const BACKTEST_AREA = 'backtests';

/** What a backtest published. */
export interface PublishedBacktest {
  readonly runId: string;
  readonly origin: Run['origin'];
  readonly folder: string;
  readonly results: PublishedResults;
  readonly summary: BacktestSummary;
}

/** What publishing needs beside what was computed. */
export interface BacktestPublishing {
  readonly plan: ResearchPlan;
  readonly run: Run<TrialRecord>;
  readonly options: BacktestOptions;
  readonly data: RunData;
  readonly cost: { seconds(): number; peakMemoryBytes(): number | null };
}

/** Why one backtest is no verdict. */
const NOT_JUDGED =
  'one backtest of one set of parameters, over a period on which they may have been chosen; a verdict takes ' +
  '`assay research run`, which judges out of sample';
const NO_TRADE = 'no trade was closed: there is nothing to measure';

/** What was computed becomes files: measures and trades are kept with the run, all files replace the last ones together. */
export async function publishBacktest(
  evaluated: EvaluatedBacktest,
  publishing: BacktestPublishing,
): Promise<PublishedBacktest> {
  const { plan, run, options } = publishing;
  const { name } = plan.loaded.config;
  const judged = await run.step({
    name: 'judge',
    inputs: { steps: evaluated.stepHashes, key: evaluated.record.key },
    compute: () => ({ json: resultOf(evaluated, publishing) }),
  });
  const result = judged.json as BacktestResult;
  const trades = csvText(rowTable('trades', exported(evaluated)));
  const measures = strictJson(
    { runId: run.id, codeVersion: codeVersion(), config: scientificConfig(plan), ...result },
    { indent: 2 },
  );
  await run.writeArtefact('measures.json', measures);
  await run.writeArtefact('trades.csv', trades);
  const auditHead = await run.finish({ trades: evaluated.simulation.trades.length }, [evaluated.record]);
  const finished = { experimentId: run.manifest.experimentId, name, auditHead };
  await appendFinishedRun(options.workspace, finished, { runId: run.id });
  const summary = summaryOf(evaluated, result, { ...publishing, auditHead });
  const results = await publishResults({
    ...{ workspace: options.workspace, area: BACKTEST_AREA, name, runId: run.id },
    files: {
      'measures.json': measures,
      'trades.csv': trades,
      'summary.json': strictJson(summary, { indent: 2 }),
    },
  });
  return { runId: run.id, origin: run.origin, folder: run.folder, results, summary };
}

/** What measures.json holds of a backtest beside its identity. */
interface BacktestResult extends Pick<BacktestSummary, 'outcomes' | 'costsMonotone' | 'marks'> {
  readonly evidence: BacktestSummary['evidence'] & { readonly trials: number };
  readonly measures: ReturnType<typeof measuresOf>;
}

function resultOf(evaluated: EvaluatedBacktest, { plan, run }: BacktestPublishing): BacktestResult {
  const { simulation, benchmark, account } = evaluated;
  const { figures, counted, marks }: BacktestEvidence = backtestEvidence(evaluated, run.priors, plan);
  return {
    evidence: { ...figures, trials: counted },
    outcomes: [...backtestOutcomes(evaluated, plan)],
    costsMonotone: costsAreMonotone(evaluated),
    marks: marks.map((check) => ({ ...check })),
    measures: measuresOf(simulation, { periodsPerYear: account.account.periodsPerYear, benchmark }),
  };
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
  { evidence, outcomes, costsMonotone, marks }: BacktestResult,
  { plan, run, options, data, cost, auditHead }: BacktestPublishing & { readonly auditHead: string },
): BacktestSummary {
  const { row, account, params, simulation, record, warmUp } = evaluated;
  const { config } = plan.loaded;
  const { trials: counted, ...figures } = evidence;
  const { manifest, instruments, timeframe } = account.account;
  const isEmpty = simulation.trades.length === 0;
  return backtestSummarySchema.parse({
    runId: run.id,
    name: config.name,
    generatedAt: new Date(options.clock.now()).toISOString(),
    codeVersion: codeVersion(),
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
      counted,
      thisRun: 1,
      prior: run.priors.length,
      declared: config.evaluation.priorTrials,
      key: record.key,
      workspace: 'of this workspace; trials made elsewhere count only where they were declared',
    },
    evidence: figures,
    outcomes,
    costsMonotone,
    marks,
    leakTest: 'not-run',
    costFree: isCostFree(plan.contract.costs),
    warnings: simulation.warnings,
    auditHead,
    workers: options.workers,
    peakMemoryBytes: cost.peakMemoryBytes(),
    seconds: Math.round(cost.seconds() * 100) / 100,
  } satisfies Record<keyof BacktestSummary, unknown>);
}
