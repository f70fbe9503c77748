import { parseIsoDate, parseIsoInstant } from '@assay/core/time';
import type { RankingRow } from '@assay/contracts/schemas';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH, TIME_AXIS } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

/** Most folds that are drawn. */
export const MAX_FOLDS = 40;

interface Span {
  readonly fold: string;
  readonly from: Date;
  readonly to: Date;
}

/** Training and test windows of every fold as bars on one time axis; undefined where no window has two known ends. */
export function foldChart(paper: ChartPaper, selections: RankingRow['selections']): Markup | undefined {
  const { plot } = paper;
  const shown = selections.slice(0, MAX_FOLDS);
  const training = shown.flatMap(({ trainFrom, trainTo }, index) => spanOf(index, trainFrom, trainTo));
  const test = shown.flatMap(({ testFrom, testTo }, index) => spanOf(index, testFrom, testTo));
  if (test.length === 0) return undefined;
  const at = { x1: 'from', x2: 'to', y: 'fold', insetTop: 2, insetBottom: 2 };
  return paper.draw({
    width: FULL_WIDTH,
    height: shown.length * 16 + 12 + TIME_AXIS,
    marginLeft: 60,
    marginTop: 8,
    marginBottom: TIME_AXIS,
    x: { type: 'utc', label: null, grid: true },
    y: { type: 'band', domain: shown.map((_, index) => String(index + 1)), label: null, tickSize: 0 },
    marks: [
      plot.barX(training, { ...at, fill: 'var(--muted-fill)' }),
      plot.barX(test, { ...at, fill: 'var(--strategy)' }),
    ],
  });
}

function spanOf(index: number, fromText: string, toText: string): readonly Span[] {
  const [from, to] = [instantOf(fromText), instantOf(toText)];
  return from === undefined || to === undefined
    ? []
    : [{ fold: String(index + 1), from: new Date(from), to: new Date(to) }];
}

function instantOf(text: string): number | undefined {
  return parseIsoDate(text) ?? parseIsoInstant(text);
}
