import { checkReadable, fittingWorkers, runGrid, withGridPlan } from '../../research/index.ts';
import type { GridRequest } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { priorTrialsOf } from '../prior-trials.ts';
import { runDataText } from '../run-data-text.ts';
import { progressOf, resourcesOf, workspaceOf } from '../shared-options.ts';
import { describeGrid } from './describe-grid.ts';
import { describeGridPlan, gridPlanText } from './describe-grid-plan.ts';
import { readParams } from './read-params.ts';
import { namesOf } from './run-backtest-command.ts';
import type { BacktestCommandOptions } from './run-backtest-command.ts';

/** Options of `assay backtest grid`. */
export interface GridCommandOptions extends Omit<BacktestCommandOptions, 'stress'> {
  readonly axes?: readonly string[];
  readonly grid?: string;
  readonly allowHoldsOutsideProfile?: boolean;
}

/** `assay backtest grid`; ends with 4 where no cell qualifies. */
export async function runGridCommand(options: GridCommandOptions, context: CommandContext): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const resources = await resourcesOf(options, context);
  const made = { ...gridRequestOf(options, context), workspace, ...resources, clock: context.clock };
  if (options.dryRun === true) {
    const planned = await withGridPlan(made, async (plan, lake) => {
      fittingWorkers({ accounts: plan.accounts }, made, 'grid');
      await checkReadable(plan, lake);
      return describeGridPlan(plan);
    });
    return options.json === true ? printJson(context, planned) : printLine(context, gridPlanText(planned));
  }
  const progress = await progressOf(options, context);
  const published = await runGrid({
    ...made,
    progress,
    signal: context.takeStop?.(),
    onData: options.json === true ? undefined : (data) => printLine(context, runDataText(data)),
  });
  if (published.summary.status === 'insufficient') context.endWith(EXIT_CODES.insufficientEvidence);
  if (options.json === true) return printJson(context, published.summary);
  printLine(context, describeGrid(published, workspace, context));
}

/** What a command line asks of a grid. */
export function gridRequestOf(options: GridCommandOptions, { cwd }: Pick<CommandContext, 'cwd'>): GridRequest {
  const { strategy, from, to, fills, dataset, timeframe, profile, name, acceptUnfit, priorTrials } = options;
  return {
    ...{ strategy, folder: cwd, params: readParams(options.params ?? [], cwd) },
    instruments: namesOf(options.instruments),
    ...{ from, to, fills, dataset, timeframe, profile, name, acceptUnfit, priorTrials: priorTrialsOf(priorTrials) },
    ...{ grid: options.grid, axes: options.axes, allowHoldsOutsideProfile: options.allowHoldsOutsideProfile },
  };
}
