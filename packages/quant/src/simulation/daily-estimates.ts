import { createRollingMean, createRollingStd } from '@assay/core/rolling';
import { calendarById } from '../market/index.ts';
import type { BarRestatements } from './actions/bar-restatements.ts';
import { CloseReturns } from './close-returns.ts';
import type { SeriesColumns } from './columns.ts';

const DAYS = 20;

/** What is known of one series from its closed bars. */
interface Estimate {
  readonly deviation: { push(value: number): number };
  readonly volumes: { push(value: number): number };
  /** Bars in a day of its calendar. */
  readonly barsPerDay: number;
  volatility: number;
  volume: number;
}

/**
 * Daily volatility and mean daily volume of each series over the bars of its last 20 days, at least 20 bars, that have
 * closed: σ of close-to-close returns · √(bars a day), and mean volume of a bar · bars a day.
 *
 * Bars without a price or volume are left out. NaN until the window is full.
 *
 * Causal: what was pushed so far.
 */
export class DailyEstimates {
  private readonly columns: readonly SeriesColumns[];
  private readonly estimates: readonly Estimate[];
  private readonly returns: CloseReturns;
  /** Per series: bars taken in. */
  private readonly followed: Int32Array;

  constructor(columns: readonly SeriesColumns[], restatements: readonly (BarRestatements | undefined)[]) {
    this.columns = columns;
    this.returns = new CloseReturns(columns, restatements);
    this.followed = new Int32Array(columns.length);
    this.estimates = columns.map(({ series }) => {
      const calendar = calendarById(series.instrument.calendar);
      const barsPerDay = calendar.periodsPerYear(series.timeframe) / calendar.periodsPerYear('1d');
      const window = Math.max(DAYS, Math.round(DAYS * barsPerDay));
      return {
        deviation: createRollingStd(window, 1),
        volumes: createRollingMean(window),
        barsPerDay,
        volatility: NaN,
        volume: NaN,
      };
    });
  }

  /** Takes the bars of series `s` up to `i` in, which have closed. */
  follow(s: number, i: number): void {
    for (; this.followed[s] <= i; this.followed[s]++) this.push(s, this.followed[s]);
  }

  private push(s: number, i: number): void {
    const one = this.estimates[s];
    const { volume } = this.columns[s].series;
    const change = this.returns.push(s, i);
    if (!Number.isNaN(change)) one.volatility = one.deviation.push(change) * Math.sqrt(one.barsPerDay);
    if (Number.isFinite(volume[i])) one.volume = one.volumes.push(volume[i]) * one.barsPerDay;
  }

  /** Standard deviation of daily returns, as a fraction. */
  volatility(s: number): number {
    return this.estimates[s].volatility;
  }

  /** Mean shares or contracts of a day. */
  volume(s: number): number {
    return this.estimates[s].volume;
  }
}
