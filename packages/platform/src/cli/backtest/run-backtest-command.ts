import type { RunData } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import {
  checkReadable,
  fewerWorkersNote,
  fittingWorkers,
  runBacktest,
  withBacktestPlan,
} from '../../research/index.ts';
import type { BacktestOptions, BacktestRequest } from '../../research/index.ts';
import type { Resources } from '../../settings/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { priorTrialsOf } from '../prior-trials.ts';
import { runDataText } from '../run-data-text.ts';
import { progressOf, resourcesOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { describeBacktest } from './describe-backtest.ts';
import { backtestPlanText, describeBacktestPlan } from './describe-backtest-plan.ts';
import { readParams } from './read-params.ts';

/** Options of `assay backtest run`. */
export interface BacktestCommandOptions extends SharedOptions {
  readonly strategy: string;
  readonly params?: readonly string[];
  readonly instruments?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly fills?: BacktestRequest['fills'];
  readonly dataset?: string;
  readonly timeframe?: string;
  readonly profile?: string;
  readonly name?: string;
  readonly acceptUnfit?: boolean;
  readonly priorTrials?: string;
  readonly dryRun?: boolean;
  /** False where it was turned off; true says nothing. */
  readonly stress?: boolean;
}

/** `assay backtest run`; ends with 4 where there was no trade to measure. */
export async function runBacktestCommand(options: BacktestCommandOptions, context: CommandContext): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const resources = await resourcesOf(options, context);
  const made = { ...requestOf(options, context), workspace, ...resources, clock: context.clock };
  if (options.dryRun === true) return dryRun(made, options, context);
  const progress = await progressOf(options, context);
  const onData = options.json === true ? undefined : (data: RunData) => printLine(context, runDataText(data));
  const onNote = (note: string): void => void context.stderr.write(`assay: ${note}\n`);
  const published = await runBacktest({ ...made, progress, onData, onNote });
  if (published.summary.status === 'insufficient') context.endWith(EXIT_CODES.insufficientEvidence);
  if (options.json === true) return printJson(context, published.summary);
  printLine(context, describeBacktest(published, workspace, context));
}

async function dryRun(
  made: BacktestRequest & Resources & Pick<BacktestOptions, 'workspace' | 'clock'>,
  { json }: Pick<BacktestCommandOptions, 'json'>,
  context: CommandContext,
): Promise<void> {
  const plan = await withBacktestPlan(made, async (resolved, lake) => {
    const workers = fittingWorkers(resolved, made, 'backtest');
    if (workers < made.workers) context.stderr.write(`assay: ${fewerWorkersNote(made, workers)}\n`);
    await checkReadable(resolved, lake);
    return describeBacktestPlan(resolved, lake, made.workspace);
  });
  if (json === true) printJson(context, plan);
  else printLine(context, backtestPlanText(plan));
}

function requestOf(options: BacktestCommandOptions, { cwd }: CommandContext): BacktestRequest {
  const { strategy, from, to, fills, dataset, timeframe, profile, name, acceptUnfit, priorTrials, stress } = options;
  return {
    ...{
      strategy,
      folder: cwd,
      params: readParams(options.params ?? [], cwd),
      instruments: namesOf(options.instruments),
    },
    ...{ from, to, fills, dataset, timeframe, profile, name, acceptUnfit, priorTrials: priorTrialsOf(priorTrials) },
    ...(stress === false ? { stress } : {}),
  };
}

/** Names out of every list of an option; undefined where none was given. */
export function namesOf(lists: readonly string[] = []): readonly string[] | undefined {
  if (lists.length === 0) return undefined;
  const names = lists.flatMap((list) => list.split(',')).map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  throw new PlatformError('USAGE', `invalid '--instruments': a name is empty in '${lists.join(',')}'`, {
    hint: 'Write names with commas between them, as SPY,QQQ; `assay data list` shows them.',
  });
}
