import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withJson, withMemory, withRequired, withWorkspace } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import type { ImportCommandOptions } from '../data/import-data.ts';
import type { SyntheticCommandOptions } from '../data/synthetic-data.ts';

/** `assay data …`. */
export function registerData(program: Command, context: CommandContext): void {
  const data = program.command('data').description('datasets: bring in, look at, check');
  registerSources(data, context);
  registerViews(data, context);
  registerRemoval(data, context);
}

function registerSources(data: Command, context: CommandContext): void {
  const importing = withRequired(
    data
      .command('import')
      .description('publish bars from CSV files as a version of a dataset')
      .argument('<files...>', 'CSV files, plain or gzipped'),
    new Option('--layout <name|file>', 'which column holds what: ohlcv-daily, or a YAML file'),
    nameOption(),
  ).option('--accept-unfit', 'publish although the audit finds errors; a run must then accept them, too');
  withDataOptions(importing).action(async (files: readonly string[], options: ImportCommandOptions) => {
    const { importData } = await import('../data/import-data.ts');
    await importData(files, options, context);
  });
  registerSynthetic(data, context);
  withDataOptions(
    data.command('sample').description('publish the sample that comes with Assay as dataset `sample`'),
  ).action(async (options: SharedOptions) => {
    const { publishSample } = await import('../data/sample-data.ts');
    await publishSample(options, context);
  });
}

function registerSynthetic(data: Command, context: CommandContext): void {
  const synthetic = withRequired(
    data.command('synthetic').description('publish generated daily bars, labelled synthetic'),
    new Option('--kind <kind>', 'without any edge, or with one of known size').choices(['random-walk', 'planted-edge']),
    nameOption(),
    new Option('--seed <seed>', 'every price follows from it'),
    new Option('--bars <n>', 'bars of each instrument'),
  )
    .option('--instruments <n>', 'how many (default: 1)')
    .option('--start <date>', 'date on or before the first session (default: 2000-01-03)')
    .option('--calendar <id>', 'trading calendar (default: us-equity)')
    .option('--drift <fraction>', 'expected return of a bar (default: 0)')
    .option('--volatility <fraction>', 'standard deviation of a bar (default: 0.01)')
    .option('--lag <n>', 'planted-edge: bars that the signal looks back (default: 1)')
    .option('--strength <n>', 'planted-edge: expected return of the next bar in units of volatility (default: 0.2)');
  withDataOptions(synthetic).action(async (options: SyntheticCommandOptions) => {
    const { publishSynthetic } = await import('../data/synthetic-data.ts');
    await publishSynthetic(options, context);
  });
}

function registerViews(data: Command, context: CommandContext): void {
  const list = data.command('list').description('every dataset of the workspace');
  withJson(withWorkspace(list)).action(async (options: SharedOptions) => {
    const { listData } = await import('../data/show-data.ts');
    await listData(options, context);
  });
  const show = data
    .command('show')
    .description('one dataset: series, sources, notes')
    .argument('<name[@version]>', 'the dataset');
  withJson(withWorkspace(show)).action(async (reference: string, options: SharedOptions) => {
    const { showData } = await import('../data/show-data.ts');
    await showData(reference, options, context);
  });
  const audit = data
    .command('audit')
    .description('verify and audit every series of a dataset; ends with 3 where it finds an error')
    .argument('<name[@version]>', 'the dataset')
    .option('--strict', 'end with 3 where it finds a warning, too');
  withDataOptions(audit).action(async (reference: string, options: SharedOptions & { readonly strict?: boolean }) => {
    const { auditData } = await import('../data/audit-data.ts');
    await auditData(reference, options, context);
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

function nameOption(): Option {
  return new Option('--name <dataset>', 'name of the dataset');
}

function withDataOptions(command: Command): Command {
  return withJson(withMemory(withWorkspace(command)));
}
