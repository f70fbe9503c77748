import { formatIsoTime, MS_PER_DAY } from '@assay/core/time';
import { sliceSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { fx } from '../fx.ts';
import { cellsOf, scaledCells, STAMPED_HEADER, stampedLines, textOf } from './rows.ts';
import type { BarCells } from './rows.ts';

const HOURS_PER_WEEK = 120;
const REPEATED = 6;
const [OVERLAP, GAP, CORRUPT, FLAT] = [1, 2, 3, 4];
const GAP_FROM = 50;
const GAP_BARS = 5;
const CORRUPT_ROW = 70;

/** One week of an archive. */
export interface WeeklyFile {
  readonly name: string;
  readonly text: string;
}

/** An archive of one file a week, and what is wrong with it. */
export interface WeeklyArchive {
  /** Hourly bids of EURUSD, stamped by their close in UTC. */
  readonly files: readonly WeeklyFile[];
  /** A file that begins with the last rows of the one before it. */
  readonly overlap: { readonly file: string; readonly rows: readonly number[] };
  /** A file that lacks bars. */
  readonly gap: { readonly file: string; readonly missing: readonly string[] };
  /** A file with a line that breaks off. */
  readonly corrupt: { readonly file: string; readonly row: number };
  /** A week that ends exactly where it began. */
  readonly zeroDrift: { readonly file: string };
}

/**
 * Five or more weeks from 2019-01-07 on, one with an overlap, one with a gap, one with a corrupt line and one without
 * drift.
 */
export function weeklyArchive({ seed, weeks = 6 }: { readonly seed: number; readonly weeks?: number }): WeeklyArchive {
  if (weeks < 5) throw new RangeError(`a weekly archive needs at least 5 weeks, not ${weeks}`);
  const series = fx({ seed, bars: weeks * HOURS_PER_WEEK, start: '2019-01-07' }).series[0] as BarSeries;
  const parts = Array.from({ length: weeks }, (_, week) =>
    sliceSeries(series, week * HOURS_PER_WEEK, (week + 1) * HOURS_PER_WEEK),
  );
  const nameOf = (week: number): string => {
    const monday = ((parts[week] as BarSeries).openTime[0] as number) + MS_PER_DAY;
    return `EURUSD-${formatIsoTime(monday).slice(0, 10)}.csv`;
  };
  const before = stampedLines(parts[OVERLAP - 1] as BarSeries);
  const files = parts.map((part, week) => ({ name: nameOf(week), text: weekText(part, week, before) }));
  const lost = stampedLines(parts[GAP] as BarSeries).slice(GAP_FROM, GAP_FROM + GAP_BARS);
  return {
    files,
    overlap: { file: nameOf(OVERLAP), rows: Array.from({ length: REPEATED }, (_, index) => index + 1) },
    gap: { file: nameOf(GAP), missing: lost.map((line) => line.slice(0, line.indexOf(','))) },
    corrupt: { file: nameOf(CORRUPT), row: CORRUPT_ROW },
    zeroDrift: { file: nameOf(FLAT) },
  };
}

function weekText(part: BarSeries, week: number, before: readonly string[]): string {
  const lines = stampedLines(part, week === FLAT ? withoutDrift(cellsOf(part)) : cellsOf(part));
  if (week === OVERLAP) lines.unshift(...before.slice(-REPEATED));
  if (week === GAP) lines.splice(GAP_FROM, GAP_BARS);
  if (week === CORRUPT) lines[CORRUPT_ROW - 1] = (lines[CORRUPT_ROW - 1] as string).slice(0, 27);
  return textOf(STAMPED_HEADER, lines);
}

/** Tilts the bars so that the last close is the first open. */
function withoutDrift(cells: readonly BarCells[]): readonly BarCells[] {
  const [first, last] = [cells[0] as BarCells, cells.at(-1) as BarCells];
  const drift = Math.log(last.close / first.open);
  return cells.map((bar, index) => scaledCells(bar, Math.exp((-drift * index) / (cells.length - 1)), 5));
}
