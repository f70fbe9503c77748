import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { ExplainTradeOptions } from '../explain/explain-trade.ts';
import { withJson, withWorkspace } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

/** `assay explain …`. */
export function registerExplain(program: Command, context: CommandContext): void {
  const explain = program.command('explain').description('where a number comes from: a trade, a verdict, a metric');
  const trade = explain
    .command('trade')
    .description(
      'one trade from its row in the source file to the change of equity, recomputed without the engine; ends with 1 where a number differs',
    )
    .argument('<run>', 'id of the run, or the beginning of it')
    .argument('<trade>', 'number of the trade, as `assay runs export-trades` lists it')
    .option('--row <id>', 'row of the trade (default: the only one)')
    .option('--html <file>', 'write it as a page with its picture')
    .option('--svg <file>', 'write its picture: candles, entry, exit, stop, target, equity')
    .option('--png <file>', 'the same as pixels');
  withJson(withWorkspace(trade)).action(async (run: string, number: string, options: ExplainTradeOptions) => {
    const { explainTradeCommand } = await import('../explain/explain-trade.ts');
    await explainTradeCommand({ run, number }, options, context);
  });
  const verdict = explain
    .command('verdict')
    .description('every rule in the order of precedence, and what would have changed the verdict')
    .argument('<run>', 'id of the run, or the beginning of it')
    .argument('<row>', 'id of the row, as the ranking names it');
  withJson(withWorkspace(verdict)).action(async (run: string, row: string, options: SharedOptions) => {
    const { explainVerdictCommand } = await import('../explain/explain-verdict.ts');
    await explainVerdictCommand({ run, row }, options, context);
  });
  const metric = explain
    .command('metric')
    .description('what a metric is: formula, unit, domain, when it does not exist, source, rules that read it')
    .argument('[name]', 'name of the metric (default: lists them all)');
  withJson(metric).action(async (name: string | undefined, options: SharedOptions) => {
    const { explainMetricCommand } = await import('../explain/explain-metric.ts');
    explainMetricCommand(name, options, context);
  });
}
