import type { Command } from 'commander';
import { printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { progressOf, resourcesOf, withJson, withResources, withWorkspace, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

/** `assay demo [research]`. */
export function registerDemo(program: Command, context: CommandContext): void {
  const demo = program
    .command('demo')
    .description('the main job on real sample data: no server, no key, no network')
    .argument('[part]', 'which demo', 'research');
  withJson(withResources(withWorkspace(demo))).action(async (part: string, options: SharedOptions) => {
    if (part !== 'research') {
      const { PlatformError } = await import('@assay/core/errors');
      throw new PlatformError('USAGE', `there is no demo '${part}'`, { hint: 'The demo that exists is: research.' });
    }
    const workspace = workspaceOf(options, context);
    const resources = resourcesOf(options, context);
    const { runDemo } = await import('../run-demo.ts');
    const published = await runDemo({
      workspace,
      ...resources,
      progress: progressOf(options, context),
      clock: context.clock,
    });
    const { describeOutcome, howToGoOn } = await import('../describe-outcome.ts');
    if (options.json === true) printLine(context, JSON.stringify(published.summary));
    else printLine(context, `${await describeOutcome(published, context)}\n${howToGoOn(workspace)}`);
  });
}
