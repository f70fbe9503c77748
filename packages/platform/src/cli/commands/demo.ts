import { Argument } from 'commander';
import type { Command } from 'commander';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { progressOf, resourcesOf, withJson, withResources, withWorkspace, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

/** `assay demo [research|gates]`. */
export function registerDemo(program: Command, context: CommandContext): void {
  const demo = program
    .command('demo')
    .description('the main job on real sample data: no server, no key, no network')
    .addArgument(new Argument('[part]', 'which demo').choices(['research', 'gates']).default('research'));
  withJson(withResources(withWorkspace(demo))).action((part: string, options: SharedOptions) =>
    part === 'gates' ? gatesDemoCommand(options, context) : demoCommand(options, context),
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

async function gatesDemoCommand(options: SharedOptions, context: CommandContext): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const resources = await resourcesOf(options, context);
  const progress = await progressOf(options, context);
  const { gatesDemoWords, runGatesDemo } = await import('../run-gates-demo.ts');
  const demo = await runGatesDemo({ workspace, ...resources, progress, clock: context.clock });
  const words = gatesDemoWords(demo);
  if (options.json === true) {
    const { gates, backtest, grid, week, roster } = demo;
    return printJson(context, { gates, backtest: backtest.summary, grid: grid.summary, week, roster, words });
  }
  const { describeGatesDemo } = await import('../describe-gates-demo.ts');
  printLine(context, describeGatesDemo(demo, words, { workspace, surroundings: context }));
}
