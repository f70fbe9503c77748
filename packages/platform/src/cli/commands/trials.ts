import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withJson, withWorkspace } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import type { TrialsListOptions } from '../trials/list-trials.ts';

/** `assay trials …`. */
export function registerTrials(program: Command, context: CommandContext): void {
  const trials = program.command('trials').description('every configuration that was ever evaluated in this workspace');
  const list = trials
    .command('list')
    .description('the trials of the ledger, family by family')
    .option('--instrument <id>', 'those that touch this instrument alone')
    .option('--strategy <name>', 'those of this strategy alone');
  withJson(withWorkspace(list)).action(async (options: TrialsListOptions) => {
    const { listTrialsCommand } = await import('../trials/list-trials.ts');
    await listTrialsCommand(options, context);
  });
  const show = trials
    .command('show')
    .description('one trial, its family, and where its returns are kept')
    .argument('<key>', 'key of the trial, or the beginning of it');
  withJson(withWorkspace(show)).action(async (key: string, options: SharedOptions) => {
    const { showTrialCommand } = await import('../trials/show-trial.ts');
    await showTrialCommand(key, options, context);
  });
}
