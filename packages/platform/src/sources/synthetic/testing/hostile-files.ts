/**
 * Files as the world sends them: seeded bars in which one thing is wrong, with the truth of what and where. A reader or an
 * audit is right about a file if it refuses it or finds the rows that the truth names.
 */
import type { BarSeries } from '@assay/quant/market';
import { fx } from '../fx.ts';
import { randomWalk } from '../random-walk.ts';
import type { HostileKind } from './hostile-kinds.ts';
import { breakLines } from './hostile-lines.ts';
import { breakPrices } from './hostile-prices.ts';
import {
  DAILY_HEADER,
  dailyLines,
  STAMPED_HEADER,
  stampedLines,
  textOf,
  TWO_SIDED_HEADER,
  twoSidedLines,
} from './rows.ts';

/** One file of a case. */
export interface HostileFile {
  readonly name: string;
  readonly text: string;
  /** Data rows that are wrong, 1 = the first row below the header; of two that contradict each other the later one. */
  readonly rows: readonly number[];
}

/** Files in which one thing is wrong. */
export interface HostileCase {
  readonly kind: HostileKind;
  /** Two for `overlap`, else one. */
  readonly files: readonly HostileFile[];
  /** What the columns are: daily bars dated by session, bars stamped by their close in UTC, or stamped bars of both sides. */
  readonly columns: 'daily' | 'stamped' | 'two-sided';
  /** Dates of sessions that a gap has swallowed. */
  readonly missing: readonly string[];
}

/** Size of a hostile file. */
export interface HostileOptions {
  readonly seed: number | string;
  /** Bars before they are broken, at least 60. @default 120 */
  readonly bars?: number | undefined;
}

/** A case of one kind, the same for the same seed: sessions from 2019-01-02 on. */
export function hostileCase(kind: HostileKind, { seed, bars = 120 }: HostileOptions): HostileCase {
  if (bars < 60) throw new RangeError(`a hostile file needs at least 60 bars, not ${bars}`);
  if (kind === 'crossed-quotes') return crossedCase(seed, bars);
  if (kind === 'mixed-zones') return mixedCase(seed, bars);
  const series = randomWalk({ seed, bars, instruments: ['ABC'], start: '2019-01-02' }).series[0] as BarSeries;
  const broken = breakPrices(kind, series) ?? breakLines(kind, dailyLines(series));
  const files = broken.files.map(({ lines, rows }, index) => ({
    name: index === 0 ? 'ABC.csv' : `ABC-${index + 1}.csv`,
    text: lines === undefined ? '' : textOf(DAILY_HEADER, lines),
    rows,
  }));
  return { kind, files, columns: 'daily', missing: broken.missing ?? [] };
}

function crossedCase(seed: number | string, bars: number): HostileCase {
  const series = fx({ seed, bars, start: '2019-01-07' }).series[0] as BarSeries;
  const rows = [11, 12, 40];
  const lines = twoSidedLines(series).map((line, index) => (rows.includes(index + 1) ? crossed(line) : line));
  const file = { name: 'EURUSD.csv', text: textOf(TWO_SIDED_HEADER, lines), rows };
  return { kind: 'crossed-quotes', files: [file], columns: 'two-sided', missing: [] };
}

/** The ask in the place of the bid and the bid in that of the ask. */
function crossed(line: string): string {
  const [stamp = '', ...prices] = line.split(',');
  return [stamp, ...prices.slice(4), ...prices.slice(0, 4)].join(',');
}

function mixedCase(seed: number | string, bars: number): HostileCase {
  const options = { seed, bars, instruments: ['ABC'], start: '2019-01-02', timeframe: '1h' } as const;
  const lines = stampedLines(randomWalk(options).series[0] as BarSeries);
  const first = Math.floor(bars / 2);
  const rows = Array.from({ length: bars - first }, (_, index) => first + index + 1);
  const mixed = lines.map((line, index) => (index < first ? line : line.replace(/(?:\.\d+)?Z,/, ',')));
  const file = { name: 'ABC.csv', text: textOf(STAMPED_HEADER, mixed), rows };
  return { kind: 'mixed-zones', files: [file], columns: 'stamped', missing: [] };
}
