import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { GuessCommandOptions } from '../data/guess-layout.ts';
import { withJson } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

/** `assay data layout …`. */
export function registerLayouts(data: Command, context: CommandContext): void {
  const layout = data.command('layout').description('layouts: what the columns of a file mean');
  withJson(layout.command('list').description('the built-in layouts, named by the origin of their files')).action(
    async (options: SharedOptions) => {
      const { listLayouts } = await import('../data/layout-data.ts');
      listLayouts(options, context);
    },
  );
  withJson(
    layout
      .command('show')
      .description('a layout as YAML, with every key')
      .argument('<name|file>', 'a built-in layout, or a YAML file'),
  ).action(async (name: string, options: SharedOptions) => {
    const { showLayout } = await import('../data/layout-data.ts');
    await showLayout(name, options, context);
  });
  withJson(
    layout
      .command('guess')
      .description('propose a layout for a file and show its first rows as understood; ends with 3 where there is none')
      .argument('<file>', 'CSV, JSON or Parquet, plain, .gz, .zip or .tar.gz'),
  )
    .option('--write <file>', 'write the layout as YAML, to be corrected and used')
    .option('--force', 'with --write: write over a file that is there')
    .action(async (file: string, options: GuessCommandOptions) => {
      const { guessFile } = await import('../data/guess-layout.ts');
      await guessFile(file, options, context);
    });
}
