import { Argument } from 'commander';
import type { Command } from 'commander';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { progressOf, resourcesOf, withJson, withResources, withWorkspace, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

/** `assay demo [research]`. */
export function registerDemo(program: Command, context: CommandContext): void {
  const demo = program
    .command('demo')
    .description('the main job on real sample data: no server, no key, no network')
    .addArgument(new Argument('[part]', 'which demo').choices(['research']).default('research'));
  withJson(withResources(withWorkspace(demo))).action((_part: string, options: SharedOptions) =>
    demoCommand(options, context),
  );
}

async function demoCommand(options: SharedOptions, context: CommandContext): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const resources = await resourcesOf(options, context);
  const progress = await progressOf(options, context);
  const { runDemo } = await import('../run-demo.ts');
  const published = await runDemo({ workspace, ...resources, progress, clock: context.clock });
  if (options.json === true) return printJson(context, published.summary);
  const { describeOutcome, howToGoOn } = await import('../describe-outcome.ts');
  printLine(context, `${describeOutcome(published, workspace, context)}\n\n${howToGoOn(workspace, context)}`);
}
