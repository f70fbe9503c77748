import type { FillContract, PathMoment } from '../execution/index.ts';
import type { SeriesColumns } from './columns.ts';

/** Both sides of the market at one moment, in whole ticks. */
export interface TwoSides {
  readonly bid: number;
  readonly ask: number;
  /** Of a snapshot: how old it is. Absent for the sides of a bar, which are those of their moment. */
  readonly ageMs?: number | undefined;
  /** Of a snapshot: whole lots on offer, Infinity where unknown. */
  readonly bidLots?: number | undefined;
  readonly askLots?: number | undefined;
}

/** True where a side has no price. */
export function isHalted({ bid, ask }: TwoSides): boolean {
  return Number.isNaN(bid + ask);
}

/** What the two sides of a series say at the moments at which both are known: opens and closes. */
export class SidePrices {
  private readonly columns: readonly SeriesColumns[];
  private readonly marks: FillContract['marks'];

  constructor(columns: readonly SeriesColumns[], marks: FillContract['marks']) {
    this.columns = columns;
    this.marks = marks;
  }

  /** Both sides at the open or at the close of bar `i`; undefined where the series has one side only. */
  at(s: number, i: number, moment: PathMoment): TwoSides | undefined {
    const { ask, openTicks, closeTicks } = this.columns[s];
    if (ask === undefined || i < 0) return undefined;
    return moment === 'open'
      ? { bid: openTicks[i], ask: ask.openTicks[i] }
      : { bid: closeTicks[i], ask: ask.closeTicks[i] };
  }

  /** The same, written into `out`; undefined, and `out` as it was, where the series has one side only. */
  readInto(
    out: { bid: number; ask: number },
    { s, barIndex }: { readonly s: number; readonly barIndex: number },
    moment: 'open' | 'close',
  ): TwoSides | undefined {
    const { ask, openTicks, closeTicks } = this.columns[s];
    if (ask === undefined || barIndex < 0) return undefined;
    out.bid = moment === 'open' ? openTicks[barIndex] : closeTicks[barIndex];
    out.ask = moment === 'open' ? ask.openTicks[barIndex] : ask.closeTicks[barIndex];
    return out;
  }

  /** The mark of a position of `lots` at a moment with these sides: what closing it would bring, or the middle. */
  mark(lots: number, { bid, ask }: TwoSides): number {
    return this.markBetween(lots, bid, ask);
  }

  /** The same of two prices. */
  markBetween(lots: number, bid: number, ask: number): number {
    const isShort = lots < 0;
    if (this.marks === 'liquidation') return isShort ? ask : bid;
    return isShort ? Math.ceil((bid + ask) / 2) : Math.floor((bid + ask) / 2);
  }
}
