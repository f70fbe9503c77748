import path from 'node:path';
import type { BacktestOutcome, BacktestSummary } from '@assay/contracts/schemas';
import {
  formatList,
  formatNumber,
  formatParameters,
  formatSigned,
  oneLine,
  reasonWords,
  undefinedWords,
} from '../../reports/index.ts';
import type { Unit } from '../../reports/index.ts';
import { BACKTEST_AREA } from '../../research/index.ts';
import type { PublishedBacktest } from '../../research/index.ts';
import { publishedFolder } from '../../runs/index.ts';
import { formatDuration } from '../../telemetry/index.ts';
import { widthOf } from '../context.ts';
import type { Surroundings } from '../context.ts';
import { workspaceOption } from '../describe-outcome.ts';
import { countOf, grouped, renderTable } from '../text-table.ts';
import { typedCommand } from '../typed-command.ts';
import { wrapped } from '../wrapped.ts';
import { factLines } from './fact-lines.ts';
import { gateLines } from './describe-gates.ts';
import { stressLines } from './describe-stress.ts';

/** What came of a backtest: what it is, what speaks for and against it, what it earned, and where to read on. */
export function describeBacktest(published: PublishedBacktest, workspace: string, surroundings: Surroundings): string {
  const { summary, runId } = published;
  const [command, option] = [typedCommand(surroundings), workspaceOption(workspace, surroundings)];
  const folder = publishedFolder({ workspace, area: BACKTEST_AREA, name: summary.name });
  const width = widthOf(surroundings.stdout);
  return [
    ...wrapped(titleOf(summary), width),
    '',
    summary.status === 'insufficient' ? 'Insufficient' : 'Not judged',
    ...wrapped(`  ${summary.reason}.`, width),
    '',
    'Evidence',
    ...evidenceLines(summary),
    '',
    `Result ${summary.costFree ? 'of a contract that is free of costs' : 'after costs'}, in ${summary.currency}`,
    resultTable(summary.outcomes),
    ...noteLines(summary, width),
    '',
    'Stress',
    ...stressLines(summary),
    '',
    ...gateLines(summary),
    originText(published),
    '',
    `Report:   ${path.join(folder, 'report.html')}`,
    `Trades:   ${path.join(folder, 'trades.csv')}`,
    `Run:      ${command} runs show ${runId}${option}`,
    `Export:   ${command} runs export-trades ${runId} --tables all${option}`,
  ].join('\n');
}

function titleOf({ strategy, params, instruments, timeframe, period, ...summary }: BacktestSummary): string {
  const warmUp = summary.warmUpBars === 0 ? 'no warm-up' : `after ${countOf(summary.warmUpBars, 'bar')} of warm-up`;
  return oneLine(
    `${strategy} (${formatParameters(params)}) on ${formatList(instruments)} ${timeframe}, ` +
      `${period.from} to ${period.to}, ${warmUp}; fills ${summary.contract.name}`,
  );
}

type Figure = Exclude<keyof BacktestSummary['evidence'], 'nulls' | 'trials' | 'leakTest' | 'leak' | 'inSample'>;

function evidenceLines(summary: BacktestSummary): readonly string[] {
  const { evidence, trials, marks, excessAnnualisedReturn: excess } = summary;
  const own = countOf(trials.counted, 'trial');
  const more = trials.declared > 0 ? `, ${trials.declared} declared` : '';
  const figure = (name: Figure, unit: Unit): string => figureText(evidence[name], evidence.nulls[name], unit);
  const bounds = `${figure('lower', 'ratio')} to ${figure('upper', 'ratio')}`;
  const interval = evidence.lower === null ? '' : ` (${evidence.level * 100} % interval ${bounds})`;
  const beyond = 'beyond buy and hold at the same average exposure';
  const facts: readonly (readonly [string, string])[] = [
    ['Trials counted', `${own} on overlapping data in this workspace, this one included${more}`],
    ['Excess return', `${figureText(excess.value, excess.reason ?? undefined, 'percent')} a year ${beyond}`],
    ['Sharpe ratio', `${figure('sharpe', 'ratio')} a year of that excess${interval}`],
    ['Probably above 0', `${figure('probabilisticSharpe', 'probability')} if this were the only trial`],
    [
      'Deflated',
      `${figure('deflatedSharpe', 'probability')} that it is above ${figure('expectedMaximum', 'ratio')}, what luck finds in ${own}`,
    ],
    [
      'Track record',
      `${grouped(evidence.periods)} periods; a Sharpe ratio of ${evidence.targetSharpe} takes ${figure('minimumTrackRecord', 'periods')} to show`,
    ],
    ['Leak check', leakText(evidence)],
    ['Marks', marks.length === 0 ? 'none: nothing is too good to be believed' : reasonWords(marks[0] as Mark, marks)],
    ...marks.slice(1).map((mark) => ['', reasonWords(mark, marks)] as const),
  ];
  return factLines(facts);
}

const LEAK_CHECKS: Readonly<Record<BacktestSummary['evidence']['leakTest'], string>> = {
  'not-run': 'not run',
  passed: 'passed: with its future cut off and replaced it did the same',
  failed: 'FAILED: with its future cut off or replaced it did otherwise; the figures say nothing',
  nondeterministic: 'nothing said: run again on the same data it did something else',
  inconclusive: 'nothing said: it failed while its future was cut off or replaced',
};

function leakText({ leakTest, leak }: BacktestSummary['evidence']): string {
  const found = leak?.firstDifference;
  const first =
    found === null || found === undefined ? '' : `; first ${found.what} in ${found.instrument} at ${found.time}`;
  const cuts = leak === undefined || leak.cuts.length === 0 ? '' : `, at ${countOf(leak.cuts.length, 'cut')}`;
  return `${LEAK_CHECKS[leakTest]}${cuts}${first}`;
}

type Mark = BacktestSummary['marks'][number];

function figureText(value: number | null, reason: string | undefined, unit: Unit): string {
  return value === null ? `undefined (${undefinedWords(reason ?? '')})` : formatNumber(value, unit);
}

const RESULT_COLUMNS = [
  { title: 'Under' },
  { title: 'Net', align: 'right' },
  { title: 'Return', align: 'right' },
  { title: 'Sharpe', align: 'right' },
  { title: 'Max drawdown', align: 'right' },
  { title: 'Costs', align: 'right' },
  { title: 'Trades', align: 'right' },
] as const;

function resultTable(outcomes: readonly BacktestOutcome[]): string {
  const rows = outcomes.map(({ under, net, totalReturn, sharpeRatio, maxDrawdown, costs, trades }) => [
    under,
    formatSigned(net, 'money'),
    formatSigned(totalReturn, 'percent'),
    formatNumber(sharpeRatio, 'ratio'),
    formatNumber(maxDrawdown, 'percent'),
    formatNumber(costs, 'money'),
    grouped(trades),
  ]);
  return renderTable(RESULT_COLUMNS, rows).replaceAll(/^/gmu, '  ');
}

function noteLines({ costsMonotone, warnings }: BacktestSummary, width: number): readonly string[] {
  const notes = [
    ...(costsMonotone
      ? []
      : ['Higher costs did not always lower the net result: sizes follow equity, so other trades were made.']),
    ...warnings,
  ];
  return notes.flatMap((note) => wrapped(`  Note: ${oneLine(note)}`, width));
}

function originText({ origin, summary }: PublishedBacktest): string {
  const took = formatDuration(summary.seconds * 1000);
  switch (origin) {
    case 'created':
      return `Took ${took}.`;
    case 'resumed':
      return `Went on where an earlier run of the same was broken off; took ${took}.`;
    case 'reopened':
      return `The same backtest had finished before: its results were read, and no trial was added; took ${took}.`;
  }
}
