import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { RosterShowOptions } from '../roster/show-roster.ts';
import type { RosterUpdateOptions } from '../roster/update-roster.ts';
import { withJson, withRequired, withResources, withWorkspace } from '../shared-options.ts';

/** `assay roster …`. */
export function registerRoster(program: Command, context: CommandContext): void {
  const roster = program.command('roster').description('which instruments stay in use, week by week, and why');
  const update = withRequired(
    roster
      .command('update')
      .description('archive the grid of the trailing 13 complete weeks and compute the roster anew'),
    new Option('--strategy <name|file>', 'a built-in strategy, or a module of yours'),
  )
    .option('--week <week>', 'the last week, as 2026-W46 (default: the last one that is over)')
    .option('--from-grid <name>', 'take this published grid of just these weeks instead of running one')
    .option('--name <name>', 'name of the roster (default: that of the strategy)')
    .option('--axes <list>', "values to try, as 'fast=5,10,20' or 'slow=50:200:50' (repeatable)", gathered)
    .option('--grid <file>', 'YAML with axes, multiply, holds, hazardBand')
    .option('--params <list>', 'key=value,key=value, or JSON, or a YAML file (repeatable)', gathered)
    .option('--instruments <list>', 'as EURUSD,GBPUSD (default: all of the dataset)', gathered)
    .option('--allow-holds-outside-profile', 'try holds that the profile does not name')
    .option('--dataset <name[@version]>', 'where the bars are (default: the only dataset that holds the instruments)')
    .option('--timeframe <bar>', 'bar length, as 1h (default: the only one that the instruments have)')
    .option('--profile <file>', 'YAML with params, grid, cash, currency, costs, sizing, limits and seed')
    .option('--accept-unfit', 'use the data although the audit found errors')
    .option('--prior-trials <n>', 'trials made elsewhere on the same data (default: 0)');
  withJson(withResources(withWorkspace(update))).action(async (options: RosterUpdateOptions) => {
    const { updateRosterCommand } = await import('../roster/update-roster.ts');
    await updateRosterCommand(options, context);
  });
  const show = roster
    .command('show')
    .description('every instrument: where it stands, why, and what would change it')
    .argument('[name]', 'name of the roster (default: the only one)')
    .option('--picture <file>', 'draw the states week by week, with their reasons, into a .html file');
  withJson(withWorkspace(show)).action(async (name: string | undefined, options: RosterShowOptions) => {
    const { showRosterCommand } = await import('../roster/show-roster.ts');
    await showRosterCommand(name, options, context);
  });
}

function gathered(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
