import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withJson } from '../shared-options.ts';
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
}
