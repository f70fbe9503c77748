import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withRequired } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import type { ImportCommandOptions } from '../data/import-data.ts';
import { registerAudit } from './data-audit.ts';
import { registerDerived } from './data-derived.ts';
import { registerLayouts } from './data-layouts.ts';
import { nameOption, withDataOptions } from './data-options.ts';
import { registerSynthetic } from './data-synthetic.ts';
import { registerViews } from './data-views.ts';

/** `assay data …`. */
export function registerData(program: Command, context: CommandContext): void {
  const data = program.command('data').description('datasets: bring in, look at, check, make others of them');
  registerImport(data, context);
  registerLayouts(data, context);
  registerSynthetic(data, context);
  registerSample(data, context);
  registerViews(data, context);
  registerAudit(data, context);
  registerDerived(data, context);
}

function registerImport(data: Command, context: CommandContext): void {
  const importing = withRequired(
    data
      .command('import')
      .description('publish the rows of files as a version of a dataset: bars, quotes, actions, option chains, values')
      .argument('<files...>', 'CSV, JSON or Parquet, plain, .gz, .zip or .tar.gz; folders of them; patterns'),
    new Option('--layout <name|file>', 'what the columns mean: a built-in layout, or a YAML file'),
    nameOption(),
  )
    .option('--append', 'add to the latest version: rows it has are known already, changed ones become restatements')
    .option(
      '--received-at <time>',
      'with --append: when the rows came in; `stated`: when they say so themselves (default: now)',
    )
    .option('--accept-unfit', 'publish although the audit finds errors; a run must then accept them, too')
    .option('--quiet', 'no progress');
  withDataOptions(importing).action(async (files: readonly string[], options: ImportCommandOptions) => {
    const { importData } = await import('../data/import-data.ts');
    await importData(files, options, context);
  });
}

function registerSample(data: Command, context: CommandContext): void {
  withDataOptions(
    data.command('sample').description('publish the sample that comes with Assay as dataset `sample`'),
  ).action(async (options: SharedOptions) => {
    const { publishSample } = await import('../data/sample-data.ts');
    await publishSample(options, context);
  });
}
