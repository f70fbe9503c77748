import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { AdjustCommandOptions } from '../data/adjust-data.ts';
import type { OutcomesCommandOptions } from '../data/outcomes-data.ts';
import type { ResampleCommandOptions } from '../data/resample-data.ts';
import { withRequired } from '../shared-options.ts';
import { nameOption, withDataOptions } from './data-options.ts';

/** `assay data resample`, `assay data adjust` and `assay data outcomes`. */
export function registerDerived(data: Command, context: CommandContext): void {
  registerResample(data, context);
  registerAdjust(data, context);
  registerOutcomes(data, context);
}

function registerResample(data: Command, context: CommandContext): void {
  const resample = withRequired(
    data
      .command('resample')
      .description('publish bars of a longer timeframe; none is visible before its period has ended')
      .argument('<name[@version]>', 'the dataset to make them of'),
    new Option('--to <timeframe>', 'length of the new bars, as 30m, 4h, 1d, 1w, 1mo'),
    nameOption(),
  )
    .addOption(
      new Option('--anchor <grid>', 'where bars of minutes and hours are counted from')
        .choices(['session', 'utc'])
        .default('session', 'session: its opening'),
    )
    .option('--accept-unfit', 'publish although the audit finds errors; a run must then accept them, too');
  withSelection(withDataOptions(resample)).action(async (reference: string, options: ResampleCommandOptions) => {
    const { resampleData } = await import('../data/resample-data.ts');
    await resampleData(reference, options, context);
  });
}

function registerAdjust(data: Command, context: CommandContext): void {
  const adjust = withRequired(
    data
      .command('adjust')
      .description('publish prices adjusted for splits and dividends that were known at a time')
      .argument('<name[@version]>', 'the dataset with prices as they were traded'),
    new Option('--as-of <time>', 'what was known then counts, nothing that came later'),
    nameOption(),
  )
    .option('--actions <name[@version]>', 'dataset that holds the corporate actions (default: the same dataset)')
    .addOption(
      new Option('--for <what>', 'what to adjust for')
        .choices(['split', 'split-and-dividend'])
        .default('split-and-dividend'),
    )
    .addOption(
      new Option(
        '--terms <bar>',
        'whose shares prices are stated in; last: no bar is known before the last action, first: each when it closed, so that a run can use it',
      )
        .choices(['last', 'first'])
        .default('last'),
    )
    .option('--accept-unfit', 'publish although the audit finds errors; a run must then accept them, too');
  withSelection(withDataOptions(adjust)).action(async (reference: string, options: AdjustCommandOptions) => {
    const { adjustData } = await import('../data/adjust-data.ts');
    await adjustData(reference, options, context);
  });
}

function registerOutcomes(data: Command, context: CommandContext): void {
  const outcomes = withRequired(
    data
      .command('outcomes')
      .description('what followed each bar: return, best and worst excursion, known from the end of the window')
      .argument('<name[@version]>', 'the dataset'),
    new Option('--horizon <length>', 'bars, as 5bars, or a time, as 90m, 24h, 5d'),
  ).option(
    '--name <dataset>',
    'dataset that holds the outcomes (default: <name>-outcomes); brought up to date if it exists',
  );
  withSelection(withDataOptions(outcomes)).action(async (reference: string, options: OutcomesCommandOptions) => {
    const { makeOutcomes } = await import('../data/outcomes-data.ts');
    await makeOutcomes(reference, options, context);
  });
}

function withSelection(command: Command): Command {
  return command
    .option('--timeframe <length>', 'which bars to use, where the dataset has several (default: the only ones)')
    .option('--instruments <ids>', 'which instruments, with commas between (default: all)');
}
