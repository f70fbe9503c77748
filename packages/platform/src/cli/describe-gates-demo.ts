import path from 'node:path';
import { describeGrid } from './backtest/describe-grid.ts';
import { widthOf } from './context.ts';
import type { Surroundings } from './context.ts';
import { workspaceOption } from './describe-outcome.ts';
import { rosterText } from './roster/show-roster.ts';
import type { GatesDemo } from './run-gates-demo.ts';
import { grouped } from './text-table.ts';
import { typedCommand } from './typed-command.ts';
import { wrapped } from './wrapped.ts';

/** The demo part by part, each with the command that does it alone, and what may be said of it. */
export function describeGatesDemo(
  { gates, backtest, grid, roster }: GatesDemo,
  words: readonly string[],
  { workspace, surroundings }: { readonly workspace: string; readonly surroundings: Surroundings },
): string {
  const width = widthOf(surroundings.stdout);
  const [command, option] = [typedCommand(surroundings), workspaceOption(workspace, surroundings)];
  const profile = path.join(workspace, 'demo-gates.yaml');
  const [base] = backtest.summary.outcomes;
  const { evidence, status } = backtest.summary;
  return [
    '1. Gates of the bars',
    ...gates.map(({ dataset, gates: made, bars }) => `   ${dataset}: ${grouped(made)} gates of ${grouped(bars)} bars`),
    `   ${command} gates build demo-fx${option}`,
    '',
    '2. One backtest, the S&P 500 by days',
    ...wrapped(
      `   ${status}: ${base?.trades ?? 0} trades, net ${grouped(Math.round(base?.net ?? 0))} ${backtest.summary.currency}; ` +
        `deflated Sharpe probability ${evidence.deflatedSharpe?.toFixed(3) ?? 'undefined'} among ${evidence.trials.counted} trials; ` +
        `leak check ${evidence.leakTest}`,
      width,
    ),
    '',
    '3. A grid, two pairs by hours',
    '',
    describeGrid(grid, workspace, surroundings),
    `Again:    ${command} backtest grid --strategy gates --dataset demo-fx --profile ${profile}${option}`,
    '',
    '4. A week of the roster',
    '',
    rosterText(roster, surroundings),
    '',
    'What may be said',
    ...words.flatMap((one) => wrapped(`   ${one}`, width)),
  ].join('\n');
}
