import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withJson, withResources, withWorkspace } from '../shared-options.ts';
import type { ProveLeaksOptions } from '../prove/leaks-command.ts';

/** `assay prove leaks`. */
export function registerProveLeaks(prove: Command, context: CommandContext): void {
  const leaks = prove
    .command('leaks')
    .description('plant leaks of every kind beside clean twins, and find them; ends with 1 where one is missed')
    .option(
      '--full',
      'each planted strategy as a module in sandboxes, as one of yours (default: as built-in ones; faster)',
    )
    .option('--seed <seed>', 'every price and cut follows from it (default: 1)')
    .option(
      '--strategy <name|file>',
      'test this strategy instead, one of yours or a built-in; ends with 1 where it leaks',
    )
    .option(
      '--feature <expression|file>',
      'test columns instead: an expression, or a module that exports `columns` or a strategy with them',
    )
    .option('--config <file>', 'test every strategy of a research config instead, on its own data and terms')
    .option('--param <list>', 'of --strategy and --feature: key=value,key=value (repeatable; the last wins)', gathered)
    .option('--cuts <n>', 'of your own: moments at which the future is cut off, 1 to 100 (default: 10)')
    .option('--dataset <name[@version]>', 'of --strategy and --feature: where the bars are (default: a made market)')
    .option(
      '--timeframe <bar>',
      'bar length: one of the dataset; of the made market 1d or 1w (default: the only one; 1d)',
    );
  withJson(withResources(withWorkspace(leaks))).action(async (options: ProveLeaksOptions) => {
    const { proveLeaksCommand } = await import('../prove/leaks-command.ts');
    await proveLeaksCommand(options, context);
  });
}

function gathered(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
