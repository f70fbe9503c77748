import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { withJson, withRequired, withResources, withWorkspace } from '../shared-options.ts';
import type { BacktestCommandOptions } from '../backtest/run-backtest-command.ts';
import type { GridCommandOptions } from '../backtest/run-grid-command.ts';

/** `assay backtest …`. */
export function registerBacktest(program: Command, context: CommandContext): void {
  const backtest = program
    .command('backtest')
    .description('one strategy over one period: one set of parameters, or a grid');
  registerRun(backtest, context);
  registerGrid(backtest, context);
  registerStatus(backtest, context);
}

function registerRun(backtest: Command, context: CommandContext): void {
  const run = withRequired(
    backtest.command('run').description('simulate it after costs, count it as one trial, publish what came of it'),
    new Option('--strategy <name|file>', 'a built-in strategy, or a module of yours'),
  )
    .option('--params <list>', 'key=value,key=value, or JSON, or a YAML file (repeatable; the last wins)', gathered)
    .option('--instruments <list>', 'traded in one account, as SPY,QQQ (default: all of the dataset)', gathered);
  withMarket(run, '1d')
    .option('--no-stress', 'leave the stress out, as `stress: { enabled: false }` of a profile does')
    .option('--profile <file>', 'YAML with params, cash, currency, costs, sizing, limits and seed');
  withPublication(run).action(async (options: BacktestCommandOptions) => {
    const { runBacktestCommand } = await import('../backtest/run-backtest-command.ts');
    await runBacktestCommand(options, context);
  });
}

function registerGrid(backtest: Command, context: CommandContext): void {
  const grid = withRequired(
    backtest
      .command('grid')
      .description(
        'every combination of some parameters on every instrument, each counted as one trial, the best one held against all',
      ),
    new Option('--strategy <name|file>', 'a built-in strategy, or a module of yours'),
  )
    .option('--axes <list>', "values to try, as 'fast=5,10,20' or 'slow=50:200:50' (repeatable)", gathered)
    .option('--grid <file>', 'YAML with axes, multiply, holds, hazardBand; wins over the key `grid` of the profile')
    .option(
      '--params <list>',
      'key=value,key=value, or JSON, or a YAML file: what all cells have (repeatable)',
      gathered,
    )
    .option(
      '--instruments <list>',
      'each in an account of its own, as EURUSD,GBPUSD (default: all of the dataset)',
      gathered,
    )
    .option('--allow-holds-outside-profile', 'try holds that the profile does not name');
  withMarket(grid, '1h').option(
    '--profile <file>',
    'YAML with params, grid, cash, currency, costs, sizing, limits and seed',
  );
  withPublication(grid).action(async (options: GridCommandOptions) => {
    const { runGridCommand } = await import('../backtest/run-grid-command.ts');
    await runGridCommand(options, context);
  });
}

/** What is traded, and how its fills are priced. */
function withMarket(command: Command, timeframe: string): Command {
  return command
    .option('--from <date>', 'first date, as 2006-01-31 (default: what the data cover)')
    .option('--to <date>', 'last date, included')
    .addOption(
      new Option('--fills <variant>', 'fill contract (default: as the profile says, else base)').choices([
        'base',
        'pessimistic',
        'optimistic',
      ]),
    )
    .option('--dataset <name[@version]>', 'where the bars are (default: the only dataset that holds the instruments)')
    .option('--timeframe <bar>', `bar length, as ${timeframe} (default: the only one that the instruments have)`);
}

/** How it is counted and published. */
function withPublication(command: Command): Command {
  command
    .option('--name <name>', 'name to publish under (default: that of the strategy)')
    .option('--accept-unfit', 'use the data although the audit found errors')
    .option('--prior-trials <n>', 'trials made elsewhere on the same data (default: 0)')
    .option('--dry-run', 'print the plan and touch nothing');
  return withJson(withResources(withWorkspace(command)));
}

function registerStatus(backtest: Command, context: CommandContext): void {
  const status = backtest
    .command('status')
    .description('where a grid stands: idle, running, interrupted, error or completed')
    .argument('<name>', 'name that it is published under');
  withJson(withWorkspace(status)).action(async (name: string, options: SharedOptions) => {
    const { gridStatusCommand } = await import('../backtest/grid-status-command.ts');
    await gridStatusCommand(name, options, context);
  });
}

function gathered(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
