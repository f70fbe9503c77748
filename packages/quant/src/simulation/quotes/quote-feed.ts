import { checkQuotes, fromTicks, ticksColumn } from '../../market/index.ts';
import type { Instrument, QuoteSeries } from '../../market/index.ts';
import type { QuoteView } from '../../strategy/index.ts';
import { firstAtOrAfter } from '../columns.ts';
import type { SeriesColumns } from '../columns.ts';

/** The quotes of one series in whole ticks and lots. */
interface QuoteColumns {
  readonly quotes: QuoteSeries;
  /** Rounded against the trader: the bid down, the ask up; NaN where there is none. */
  readonly bidTicks: Float64Array;
  readonly askTicks: Float64Array;
  readonly lotSize: number;
}

/**
 * The quotes of a simulation, merged in order of receipt.
 *
 * Of several quotes of one instrument received at one moment the last one counts.
 *
 * Cost: O(series with quotes) a quote while something waits for one; nothing otherwise.
 */
export class QuoteFeed {
  /** When the next quote is received; Infinity after the last. */
  nextTime: number = Infinity;
  /** Series that have received a quote at the moment of the last `advance`, in declared order. */
  received: readonly number[] = [];
  /** Per series: index of its newest quote, -1 before the first. */
  readonly newest: Int32Array;
  private readonly columns: readonly (QuoteColumns | undefined)[];

  /** @param from - the first moment of interest: what was received before it counts as passed. */
  constructor(series: readonly SeriesColumns[], quotes: readonly QuoteSeries[], from: number) {
    this.columns = series.map(({ id, series: { instrument } }) => {
      const own = quotes.find((one) => one.instrument === id);
      return own === undefined ? undefined : columnsOf(own, instrument);
    });
    this.newest = new Int32Array(series.length).fill(-1);
    this.skipBefore(from);
  }

  /** Moves on to the next receipt. */
  advance(): void {
    const { nextTime: time, newest, columns } = this;
    const received: number[] = [];
    for (let s = 0; s < columns.length; s++) {
      const own = columns[s]?.quotes;
      if (own === undefined) continue;
      let i = newest[s];
      while (i + 1 < own.length && own.availableAt[i + 1] === time) i++;
      if (i !== newest[s]) received.push(s);
      newest[s] = i;
    }
    this.received = received;
    this.refresh();
  }

  /** Passes over everything that is received before `time`. */
  skipBefore(time: number): void {
    for (let s = 0; s < this.columns.length; s++) {
      const own = this.columns[s]?.quotes;
      if (own !== undefined) this.newest[s] = Math.max(this.newest[s], firstAtOrAfter(own.availableAt, time) - 1);
    }
    this.refresh();
  }

  /** When the newest quote of series `s` was received; -Infinity before the first. */
  receivedAt(s: number): number {
    const own = this.columns[s]?.quotes;
    return own === undefined || this.newest[s] < 0 ? -Infinity : own.availableAt[this.newest[s]];
  }

  /** The newest quote of series `s`, in ticks; sizes in whole lots, Infinity where unknown. There must be one. */
  state(s: number, time: number): { bid: number; ask: number; ageMs: number; bidLots: number; askLots: number } {
    const own = this.columns[s];
    const i = this.newest[s];
    if (own === undefined || i < 0) return { bid: NaN, ask: NaN, ageMs: 0, bidLots: 0, askLots: 0 };
    const { quotes, bidTicks, askTicks, lotSize } = own;
    const lots = (sizes: Float64Array | undefined): number =>
      sizes === undefined || Number.isNaN(sizes[i]) ? Infinity : Math.floor(sizes[i] / lotSize + 1e-9);
    const sizes = { bidLots: lots(quotes.bidSize), askLots: lots(quotes.askSize) };
    return { bid: bidTicks[i], ask: askTicks[i], ageMs: time - quotes.eventTime[i], ...sizes };
  }

  /** The newest quote of series `s` that had been received by `time`, as a strategy sees it. */
  asOf(s: number, time: number): QuoteView | undefined {
    const own = this.columns[s]?.quotes;
    if (own === undefined) return undefined;
    const i = firstAtOrAfter(own.availableAt, time + 1) - 1;
    if (i < 0) return undefined;
    const { bid, ask, bidSize, askSize, eventTime, availableAt } = own;
    return {
      bid: bid[i],
      ask: ask[i],
      bidSize: bidSize?.[i] ?? NaN,
      askSize: askSize?.[i] ?? NaN,
      eventTime: eventTime[i],
      availableAt: availableAt[i],
    };
  }

  private refresh(): void {
    let next = Infinity;
    for (let s = 0; s < this.columns.length; s++) {
      const own = this.columns[s]?.quotes;
      const i = this.newest[s] + 1;
      if (own !== undefined && i < own.length && own.availableAt[i] < next) next = own.availableAt[i];
    }
    this.nextTime = next;
  }
}

function columnsOf(quotes: QuoteSeries, instrument: Instrument): QuoteColumns {
  checkQuotes(quotes);
  return {
    quotes,
    bidTicks: againstTrader(instrument, quotes.bid, -1),
    askTicks: againstTrader(instrument, quotes.ask, 1),
    lotSize: Number(instrument.lotSize),
  };
}

/** Whole ticks at or below (`side` -1) or at or above (1) each price. */
function againstTrader(instrument: Instrument, prices: Float64Array, side: 1 | -1): Float64Array {
  const ticks = ticksColumn(instrument, prices);
  for (let i = 0; i < ticks.length; i++) {
    const missed = Number.isNaN(ticks[i]) ? 0 : prices[i] - fromTicks(instrument, ticks[i]);
    if (missed * side > 0) ticks[i] += side;
  }
  return ticks;
}
