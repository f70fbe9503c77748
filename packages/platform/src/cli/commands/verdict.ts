import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withJson, withRequired, withWorkspace } from '../shared-options.ts';
import type { ReasonOptions } from '../verdict/acknowledge.ts';

/** `assay verdict …`. */
export function registerVerdict(program: Command, context: CommandContext): void {
  const verdict = program.command('verdict').description('what a person adds to a verdict; every word is audited');
  const acknowledge = withReason(
    verdict
      .command('acknowledge')
      .description('promote a suspicious row: every trade is recomputed first')
      .argument('<run>', 'id of the run, or the beginning of it')
      .argument('<row>', 'id of the row, as the ranking names it'),
  );
  withJson(withWorkspace(acknowledge)).action(async (run: string, row: string, options: ReasonOptions) => {
    const { acknowledgeCommand } = await import('../verdict/acknowledge.ts');
    await acknowledgeCommand({ run, row }, options, context);
  });
  const open = withReason(
    verdict
      .command('open-lockbox')
      .description('open the period that the config of a run has set aside: once, for good')
      .argument('<run>', 'id of the run, or the beginning of it'),
  );
  withJson(withWorkspace(open)).action(async (run: string, options: ReasonOptions) => {
    const { openLockboxCommand } = await import('../verdict/open-lockbox.ts');
    await openLockboxCommand(run, options, context);
  });
}

function withReason(command: Command): Command {
  return withRequired(command, new Option('--reason <text>', 'why it may be believed; it is published'));
}
