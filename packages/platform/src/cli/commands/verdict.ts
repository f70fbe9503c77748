import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withJson, withRequired, withResources, withWorkspace } from '../shared-options.ts';
import type { ReasonOptions } from '../verdict/acknowledge.ts';
import type { ForwardCommandOptions } from '../verdict/forward.ts';
import type { OpenLockboxOptions } from '../verdict/open-lockbox.ts';

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
  registerForward(verdict, context);
  const open = withReason(
    onLaterBars(
      verdict
        .command('open-lockbox')
        .description('open the period that the config of a run has set aside, once, for good, and judge the run on it'),
    ),
  );
  withJson(withResources(withWorkspace(open))).action(async (run: string, options: OpenLockboxOptions) => {
    const { openLockboxCommand } = await import('../verdict/open-lockbox.ts');
    await openLockboxCommand(run, options, context);
  });
}

function registerForward(verdict: Command, context: CommandContext): void {
  const forward = onLaterBars(
    verdict
      .command('forward')
      .description('judge candidates and held rows of a run, as they were frozen, on bars that have come since'),
  ).option('--dry-run', 'show what would be judged, and write nothing');
  withJson(withResources(withWorkspace(forward))).action(async (run: string, options: ForwardCommandOptions) => {
    const { forwardCommand } = await import('../verdict/forward.ts');
    await forwardCommand(run, options, context);
  });
}

function onLaterBars(command: Command): Command {
  return command
    .argument('<run>', 'id of the run, or the beginning of it')
    .option('--dataset <name@version>', 'version to read (default: the newest of each dataset of the run)')
    .option('--accept-unfit', 'use series in which the audit found errors');
}

function withReason(command: Command): Command {
  return withRequired(command, new Option('--reason <text>', 'why it may be believed; it is published'));
}
