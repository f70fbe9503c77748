import path from 'node:path';
import type { GridCell, GridInstrument } from '@assay/contracts/schemas';
import {
  formatFixed,
  formatNumber,
  formatParameters,
  formatSigned,
  GRID_VERDICT_NAMES,
  gridHeadline,
  oneLine,
  judgedDeflation,
} from '../../reports/index.ts';
import { GRID_AREA } from '../../research/index.ts';
import type { PublishedGrid } from '../../research/index.ts';
import { publishedFolder } from '../../runs/index.ts';
import { formatDuration } from '../../telemetry/index.ts';
import { widthOf } from '../context.ts';
import type { Surroundings } from '../context.ts';
import { workspaceOption } from '../describe-outcome.ts';
import { countOf, renderTable } from '../text-table.ts';
import { typedCommand } from '../typed-command.ts';
import { wrapped } from '../wrapped.ts';

/** What came of a grid: the best cell of each instrument, and what may be said of it. */
export function describeGrid(published: PublishedGrid, workspace: string, surroundings: Surroundings): string {
  const { result, summary, runId } = published;
  const [command, option] = [typedCommand(surroundings), workspaceOption(workspace, surroundings)];
  const folder = publishedFolder({ workspace, area: GRID_AREA, name: summary.name });
  const width = widthOf(surroundings.stdout);
  const names = result.axes.map(({ name, values }) => `${name} (${values.length})`).join(' × ');
  return [
    ...wrapped(oneLine(`${gridHeadline(result)} ${result.strategy}, ${names}.`), width),
    '',
    renderTable(COLUMNS, result.instruments.map(rowOf)),
    '',
    ...result.instruments.flatMap((one) => wordLines(one, width)),
    ...result.notes.flatMap((note) => wrapped(`Note: ${oneLine(note)}`, width)),
    '',
    originText(published),
    '',
    `Report:   ${path.join(folder, 'report.html')}`,
    `Cells:    ${path.join(folder, 'cells.csv')}`,
    `Run:      ${command} runs show ${runId}${option}`,
  ].join('\n');
}

const COLUMNS = [
  { title: 'Instrument' },
  ...['Score', 'Trades', 'P&L', 'Return', 'Sharpe', 'PF', 'Drawdown', 'Deflated', 'PBO'].map((title) => ({
    title,
    align: 'right' as const,
  })),
  { title: 'Best of the qualified' },
];

function rowOf({ instrument, best, cells, evidence }: GridInstrument): readonly string[] {
  const cell = best === null ? undefined : cells[best];
  if (cell === undefined) return [instrument, ...Array<string>(9).fill('–'), 'insufficient'];
  return [instrument, ...figures(cell), ...odds(evidence), formatParameters(cell.axes)];
}

function figures({ score, metrics }: GridCell): readonly string[] {
  return [
    formatFixed(score, 3),
    formatNumber(metrics.trades, 'count'),
    formatSigned(metrics.pnl, 'money'),
    formatSigned(metrics.returnFraction, 'percent'),
    formatNumber(metrics.sharpe, 'ratio'),
    `${metrics.profitFactorCapped ? '≥' : ''}${formatNumber(metrics.profitFactor, 'ratio')}`,
    formatNumber(metrics.maxDrawdownFraction, 'percent'),
  ];
}

function odds(evidence: GridInstrument['evidence']): readonly string[] {
  const deflated = evidence === null ? null : judgedDeflation(evidence);
  return [deflated, evidence?.overfitting?.pbo.value].map((one) => formatNumber(one, 'probability'));
}

function wordLines({ instrument, evidence, reason }: GridInstrument, width: number): readonly string[] {
  const said =
    evidence === null
      ? `insufficient: ${reason ?? ''}.`
      : `${GRID_VERDICT_NAMES[evidence.verdict]}. ${evidence.words.join(' ')}`;
  return wrapped(oneLine(`${instrument}: ${said}`), width);
}

function originText({ origin, summary }: PublishedGrid): string {
  const took = formatDuration(summary.seconds * 1000);
  const { thisRun, prior, declared } = summary.trials;
  const trials = `${countOf(thisRun, 'trial')} of this grid, ${prior} before it${declared > 0 ? `, ${declared} declared` : ''}`;
  switch (origin) {
    case 'created':
      return `${trials}; took ${took}.`;
    case 'resumed':
      return `${trials}; went on where an earlier one of the same was broken off; took ${took}.`;
    case 'reopened':
      return `${trials}; the same grid had finished before: its results were read and no trial was added; took ${took}.`;
  }
}
