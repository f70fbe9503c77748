import { extremesOnPath } from '../../execution/index.ts';
import type { Fill, Trade } from '../../orders/index.ts';
import type { SeriesColumns } from '../columns.ts';
import type { SplitMark } from '../split-marks.ts';
import { fillMoment } from './fill-moment.ts';
import { RangeExtremes } from './range-extremes.ts';

/** A closed trade with its two fills. */
export interface FilledTrade {
  readonly trade: Trade;
  readonly entry: Fill;
  readonly exit: Fill;
}

const NO_SPLITS: readonly SplitMark[] = Object.freeze([]);

/** How far a trade went against and for its holder, in ledger units of the instrument's currency, both ≥ 0. */
export interface Excursion {
  readonly adverse: number;
  readonly favourable: number;
}

/**
 * The largest loss and gain of trades while they were open (MAE, MFE), at reference prices, before costs.
 *
 * 1. Bars between the bars of entry and exit count with their high and low.
 * 2. The entry's bar counts whole where the entry was at its open, not at all where it was at its close; where it was
 *    inside, with the rest of the path that the contract took the bar to go, or its close where there was none.
 * 3. The exit's bar counts whole where the exit was at its close, not at all where it was at its open; where it was inside,
 *    with the path up to it, or its open where there was none.
 * 4. The prices of entry and exit always count.
 * 5. Prices from before a split are those of the lots held then; from before a spin-off, with what was spun off inside. A trade
 *    that was entered after the ex-day finds what is delivered later from its delivery on.
 */
export class Excursions {
  private readonly columns: readonly SeriesColumns[];
  private readonly ranges: (RangeExtremes | undefined)[];

  constructor(columns: readonly SeriesColumns[]) {
    this.columns = columns;
    this.ranges = columns.map(() => undefined);
  }

  /** The excursion of a trade in series `s`. */
  of(s: number, filled: FilledTrade, splits: readonly SplitMark[] | undefined): Excursion {
    const { trade, entry, exit } = filled;
    const marks = splits === undefined ? NO_SPLITS : this.passedBy(s, entry, exit, splits);
    const unitsPerTick = trade.lots * this.columns[s].unitsPerTickLot;
    // All prices are in the terms of the exit; after a split the entry's is what the lots cost, whichever entries they came from.
    const direction = trade.direction === 'long' ? 1 : -1;
    const entryTicks =
      trade.splitRatio === undefined && marks.length === 0
        ? entry.referenceTicks
        : exit.referenceTicks - (direction * trade.grossUnits) / unitsPerTick;
    let low = Math.min(entryTicks, exit.referenceTicks);
    let high = Math.max(entryTicks, exit.referenceTicks);
    const single = (ticks: number, bar: number): void => {
      if (Number.isNaN(ticks)) return;
      const now = restated(ticks, marks, bar);
      low = Math.min(low, now);
      high = Math.max(high, now);
    };
    const [first, last] = wholeBars(entry, exit, this.columns[s]);
    const cuts = marks.length === 0 ? [first] : stretches(marks, first, last);
    for (let k = 0; k < cuts.length && first <= last; k++) {
      const range = (this.ranges[s] ??= new RangeExtremes(this.columns[s]));
      const to = k + 1 < cuts.length ? cuts[k + 1] - 1 : last;
      single(range.lowest(cuts[k], to), cuts[k]);
      single(range.highest(cuts[k], to), cuts[k]);
    }
    this.partialBars(s, entry, exit, single);
    const down = Math.round((low - entryTicks) * unitsPerTick) + 0;
    const up = Math.round((high - entryTicks) * unitsPerTick) + 0;
    return trade.direction === 'long'
      ? { adverse: Math.max(0, -down), favourable: Math.max(0, up) }
      : { adverse: Math.max(0, up), favourable: Math.max(0, -down) };
  }

  /** Splits between entry and exit, each with the first bar in the terms after it, as the trade sees them. */
  private passedBy(s: number, entry: Fill, exit: Fill, splits: readonly SplitMark[]): readonly SplitMark[] {
    const between = splits.filter(({ time }) => time >= entry.time && time < exit.time);
    return between.map((one) => ({ ...one, bar: this.firstBarAfter(s, one, entry) }));
  }

  /** What a position has seen of the bars of entry and exit that it was not held through. */
  private partialBars(s: number, entry: Fill, exit: Fill, take: TakePrice): void {
    const { openTicks, closeTicks } = this.columns[s];
    const [entered, left] = [fillMoment(entry, this.columns[s]), fillMoment(exit, this.columns[s])];
    if (entry.barIndex === exit.barIndex) {
      this.singleBar(s, entry, exit, take);
      return;
    }
    const { path: ofEntry, barIndex: entryBar } = entry;
    const { path: ofExit, barIndex: exitBar } = exit;
    if (entered === 'inside') {
      if (ofEntry === undefined) take(closeTicks[entryBar], entryBar);
      else this.along(s, entryBar, { path: ofEntry, from: ofEntry.position, to: Infinity }, take);
    }
    if (left === 'inside') {
      if (ofExit === undefined) take(openTicks[exitBar], exitBar);
      else this.along(s, exitBar, { path: ofExit, from: 0, to: ofExit.position }, take);
    }
  }

  /** A trade inside one bar has seen the path between its fills, where there was one. */
  private singleBar(s: number, entry: Fill, exit: Fill, take: TakePrice): void {
    const from = fillMoment(entry, this.columns[s]) === 'open' ? 0 : entry.path?.position;
    const to = fillMoment(exit, this.columns[s]) === 'close' ? Infinity : exit.path?.position;
    const path = entry.path ?? exit.path;
    if (path === undefined || from === undefined || to === undefined) return;
    this.along(s, exit.barIndex, { path, from, to }, take);
  }

  private along(s: number, i: number, part: PathPart, take: TakePrice): void {
    const { openTicks, highTicks, lowTicks, closeTicks, openTime } = this.columns[s];
    const prices = { open: openTicks[i], high: highTicks[i], low: lowTicks[i], close: closeTicks[i] };
    const bar = { ...prices, index: i, ordersUntil: openTime[i] };
    const { low, high } = extremesOnPath(part.path.order, bar, part.from, part.to);
    take(low, i);
    take(high, i);
  }

  /**
   * The first bar whose prices are in the terms after a split, as a trade sees it. One that was entered in these terms already
   * finds what comes late, lots or what was spun off, when it comes.
   */
  private firstBarAfter(s: number, { time, bar }: SplitMark, entry: Fill): number {
    if (entry.barIndex < bar) return bar;
    const { openTime, closeTime, isCloseOnly } = this.columns[s];
    const begins = isCloseOnly ? closeTime : openTime;
    let i = entry.barIndex;
    while (i < begins.length && begins[i] < time) i++;
    return i;
  }
}

/** Takes a price of a bar in. */
type TakePrice = (ticks: number, bar: number) => void;

/** A part of a bar's path, in ticks travelled from the open. */
interface PathPart {
  readonly path: Exclude<Fill['path'], undefined>;
  readonly from: number;
  readonly to: number;
}

/** First and last bar that lie wholly between the fills; an empty range where there is none. */
function wholeBars(entry: Fill, exit: Fill, bars: SeriesColumns): readonly [number, number] {
  const first = fillMoment(entry, bars) === 'open' ? entry.barIndex : entry.barIndex + 1;
  const last = fillMoment(exit, bars) === 'close' ? exit.barIndex : exit.barIndex - 1;
  return [first, last];
}

/** First bars of the stretches between splits, from the first bar to the last. */
function stretches(splits: readonly SplitMark[], first: number, last: number): readonly number[] {
  const cuts = splits.map(({ bar }) => bar).filter((bar) => bar > first && bar <= last);
  return [...new Set([first, ...cuts])].sort((a, b) => a - b);
}

/** A price of a bar in the terms after all splits; what was paid out on the way is taken off. */
function restated(ticks: number, splits: readonly SplitMark[], bar: number): number {
  let now = ticks;
  for (const split of splits) if (bar < split.bar) now = now / split.ratio - (split.paidTicks ?? 0);
  return now;
}
