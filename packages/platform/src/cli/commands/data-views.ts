import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { DiffCommandOptions } from '../data/diff-data.ts';
import type { FreshnessCommandOptions } from '../data/freshness-data.ts';
import type { RowCommandOptions } from '../data/show-rows.ts';
import { withJson, withWorkspace } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { withDataOptions } from './data-options.ts';

/** The commands that look at datasets, and those that take them away. */
export function registerViews(data: Command, context: CommandContext): void {
  withJson(withWorkspace(data.command('list').description('every dataset of the workspace'))).action(
    async (options: SharedOptions) => {
      const { listData } = await import('../data/show-data.ts');
      await listData(options, context);
    },
  );
  registerShow(data, context);
  registerDiff(data, context);
  registerFreshness(data, context);
  registerRemoval(data, context);
}

function registerShow(data: Command, context: CommandContext): void {
  const show = data
    .command('show')
    .description('one dataset: series, tables, sources, notes; with one of the options its rows')
    .argument('<name[@version]>', 'the dataset')
    .option('--as-of <time>', 'rows as they were known then: nothing that came later')
    .option('--instrument <id>', 'rows of this instrument or table (default: all)')
    .option('--head <n>', 'the first rows')
    .option('--tail <n>', 'the last rows (default: 10)')
    .option('--from <time>', 'rows of this time or later')
    .option('--to <time>', 'rows of this time or earlier')
    .option('--versions', 'every version of a row that was restated (default: the one known last)');
  withDataOptions(show).action(async (reference: string, options: RowCommandOptions) => {
    const { showData } = await import('../data/show-data.ts');
    await showData(reference, options, context);
  });
}

function registerDiff(data: Command, context: CommandContext): void {
  const diff = data
    .command('diff')
    .description('what one version has that another has not: series, tables, parts, rows')
    .argument('<before>', 'a dataset, as name@version')
    .argument('<after>', 'another version, or another dataset')
    .option('--examples <n>', 'rows shown of each series or table (default: 5)');
  withDataOptions(diff).action(async (before: string, after: string, options: DiffCommandOptions) => {
    const { diffData } = await import('../data/diff-data.ts');
    await diffData([before, after], options, context);
  });
}

function registerFreshness(data: Command, context: CommandContext): void {
  const fresh = data
    .command('freshness')
    .description('how old each series is by its own calendar: weekends and holidays make nothing stale')
    .argument('<name[@version]>', 'the dataset')
    .option('--now <time>', 'the present (default: now)')
    .option('--max-missed <n>', 'bars that may be missing after the last one (default: 0, unless --max-hours is given)')
    .option('--max-hours <n>', 'hours of trading that may have passed since the last bar')
    .option('--strict', 'end with 3 if any series is stale');
  withJson(withWorkspace(fresh)).action(async (reference: string, options: FreshnessCommandOptions) => {
    const { dataFreshness } = await import('../data/freshness-data.ts');
    await dataFreshness(reference, options, context);
  });
}

function registerRemoval(data: Command, context: CommandContext): void {
  const remove = data
    .command('remove')
    .description('take a version of a dataset out of the catalogue; `assay data gc` then frees its space')
    .argument('<name@version>', 'the version');
  withJson(withWorkspace(remove)).action(async (reference: string, options: SharedOptions) => {
    const { removeData } = await import('../data/collect-data.ts');
    await removeData(reference, options, context);
  });
  const gc = data
    .command('gc')
    .description('free what neither a dataset nor a run holds')
    .option('--dry-run', 'say what would be freed and touch nothing');
  withJson(withWorkspace(gc)).action(async (options: SharedOptions & { readonly dryRun?: boolean }) => {
    const { collectData } = await import('../data/collect-data.ts');
    await collectData(options, context);
  });
}
