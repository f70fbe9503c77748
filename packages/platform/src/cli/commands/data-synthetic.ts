import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { SyntheticCommandOptions } from '../data/synthetic-data.ts';
import { withRequired } from '../shared-options.ts';
import { nameOption, withDataOptions } from './data-options.ts';

/** `assay data synthetic`. */
export function registerSynthetic(data: Command, context: CommandContext): void {
  const kinds = ['random-walk', 'planted-edge', 'regime-switching', 'jumps', 'correlated-panel', 'fx', 'option-chain'];
  const synthetic = withRequired(
    data.command('synthetic').description('publish a generated market with known truth, labelled synthetic'),
    new Option('--kind <kind>', 'what the truth is').choices(kinds),
    nameOption(),
    new Option('--seed <seed>', 'every price follows from it'),
    new Option('--bars <n>', 'bars of each instrument'),
  )
    .option('--instruments <n>', 'how many (default: 1, of a panel 8)')
    .option('--start <date>', 'date on or before the first session (default: 2000-01-03)')
    .option('--calendar <id>', 'trading calendar (default: us-equity)')
    .option('--timeframe <length>', 'length of a bar, as 5m, 1h, 1d (default: 1d; fx: 1h)')
    .option('--drift <fraction>', 'expected return of a bar (default: 0)')
    .option(
      '--volatility <fraction>',
      'standard deviation of a bar (default: 0.01 a session, by the root of time for shorter bars)',
    )
    .option('--lag <n>', 'planted-edge: bars that the signal looks back; 0: known one bar too late (default: 1)')
    .option('--strength <n>', 'planted-edge: expected return of the next bar in units of volatility (default: 0.2)')
    .option('--states <n>', 'regime-switching: 2 or 4 (default: 2)')
    .option('--persistence <p>', 'regime-switching: probability that a bar has the state of the one before')
    .option('--volatilities <list>', 'regime-switching: one for each state, with commas between')
    .option('--drifts <list>', 'regime-switching: one for each state, with commas between')
    .option('--jump-rate <n>', 'jumps: expected number in a bar (default: 0.02)')
    .option('--jump-mean <fraction>', 'jumps: mean log size (default: -0.01)')
    .option('--jump-deviation <fraction>', 'jumps: standard deviation of the log size (default: 0.04)')
    .option('--blocks <n>', 'correlated-panel: blocks of shares (default: 2)')
    .option('--within <rho>', 'correlated-panel: correlation inside a block (default: 0.6)')
    .option('--between <rho>', 'correlated-panel: correlation between blocks (default: 0.2)')
    .option('--crypto <n>', 'correlated-panel: crypto currencies, a block that trades every day (default: 0)')
    .option('--crypto-volatility <fraction>', 'correlated-panel: standard deviation of their day (default: 0.03)')
    .option('--short <n>', 'correlated-panel: shares that are listed later (default: 0)')
    .option('--short-bars <n>', 'correlated-panel: bars that those have (default: a quarter)')
    .option('--pairs <list>', 'fx: currency pairs, with commas between (default: EURUSD)')
    .option('--spread <ticks>', 'fx: spread of an ordinary hour in tenths of a pip (default: 8)')
    .option('--rate <fraction>', 'option-chain: interest a year, continuously compounded (default: 0.02)')
    .option('--crash-day <n>', 'option-chain: bar of the crash, 0 for none (default: in the middle)')
    .option('--crash-return <fraction>', 'option-chain: what the crash adds to its day (default: -0.1)')
    .option('--quiet', 'no progress');
  withDataOptions(synthetic).action(async (options: SyntheticCommandOptions) => {
    const { publishSynthetic } = await import('../data/synthetic-data.ts');
    await publishSynthetic(options, context);
  });
}
