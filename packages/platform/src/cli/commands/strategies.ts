import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withJson } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

/** `assay strategies …`. */
export function registerStrategies(program: Command, context: CommandContext): void {
  const strategies = program.command('strategies').description('strategies: what there is, what they take');
  withJson(strategies.command('list').description('the built-in strategies')).action(async (options: SharedOptions) => {
    const { listStrategies } = await import('../strategies/show-strategies.ts');
    listStrategies(options, context);
  });
  const show = strategies
    .command('show')
    .description('one strategy: parameters, defaults, ranges')
    .argument('<name|file>', 'a built-in strategy, or the path of a module of your own');
  withJson(show).action(async (nameOrFile: string, options: SharedOptions) => {
    const { showStrategy } = await import('../strategies/show-strategies.ts');
    await showStrategy(nameOrFile, options, context);
  });
}
