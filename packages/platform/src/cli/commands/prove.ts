import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { registerProveLeaks } from './prove-leaks.ts';
import { withJson, withMemory, withWorkspace } from '../shared-options.ts';
import type { ProveNullsOptions } from '../prove/prove-nulls-command.ts';
import type { ProveOptions } from '../prove/prove-false-discovery-command.ts';

/** `assay prove …`. */
export function registerProve(program: Command, context: CommandContext): void {
  const prove = program.command('prove').description('put Assay itself to the proof, on markets whose truth is known');
  const falseDiscovery = prove
    .command('false-discovery')
    .description(
      'what the rules let through by luck, what they find, what trading costs; ends with 1 where a limit fails',
    )
    .option('--full', 'the full sizes, with the limits as they are stated (default: smaller, with exact 99 % bands)')
    .option('--seed <seed>', 'every market and entry follows from it (default: 1)')
    .option('--quiet', 'no progress');
  withJson(falseDiscovery).action(async (options: ProveOptions) => {
    const { proveFalseDiscoveryCommand } = await import('../prove/prove-false-discovery-command.ts');
    await proveFalseDiscoveryCommand(options, context);
  });
  registerNulls(prove, context);
  registerProveLeaks(prove, context);
}

function registerNulls(prove: Command, context: CommandContext): void {
  const nulls = prove
    .command('nulls')
    .description(
      'what every statistic and threshold in use says of noise; ends with 1 where a rule lets through more than it states',
    )
    .option(
      '--dataset <name[@version]>',
      'match the noise to a series of this dataset (default: S&P 500 of the sample)',
    )
    .option('--instrument <id>', 'the instrument of the series, where the dataset has several')
    .option('--timeframe <timeframe>', 'the timeframe of the series, where the dataset has several')
    .option('--paths <n>', 'draws of noise for each statistic (default: 400)')
    .option('--full', '10,000 draws')
    .option('--seed <seed>', 'every draw follows from it (default: 1)')
    .option('--picture <file>', 'draw the distributions with their thresholds into a .html file')
    .option('--quiet', 'no progress');
  withJson(withMemory(withWorkspace(nulls))).action(async (options: ProveNullsOptions) => {
    const { proveNullsCommand } = await import('../prove/prove-nulls-command.ts');
    await proveNullsCommand(options, context);
  });
}
