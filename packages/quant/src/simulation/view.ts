import { InvalidArgumentError } from '@assay/core/errors';
import { fromTicks, LEDGER_UNITS_PER_CURRENCY_UNIT } from '../market/index.ts';
import type { BarField, InstrumentId } from '../market/index.ts';
import { remainingLots } from '../orders/index.ts';
import type { WorkingOrder } from '../orders/index.ts';
import type { DecisionView, QuoteView, WorkingOrderView } from '../strategy/index.ts';
import type { Account } from './account.ts';
import type { SeriesColumns } from './columns.ts';
import type { OrderBook } from './order-book.ts';
import type { QuoteFeed } from './quotes/quote-feed.ts';
import type { Segment } from './simulation.ts';
import type { Timeline } from './timeline.ts';

/**
 * What a strategy sees: one object, reused for every decision, that always shows the present of the event loop.
 *
 * Prices, times and terms come from bars with `availableAt` ≤ decision time only; equity is marked at such prices and
 * at the account's own fills.
 */
export class AsOfView implements DecisionView {
  readonly instruments: readonly InstrumentId[];
  private readonly columns: readonly SeriesColumns[];
  private readonly timeline: Timeline;
  private readonly account: Account;
  private readonly indexOf: ReadonlyMap<InstrumentId, number>;
  private readonly book: OrderBook;
  private readonly quotes: QuoteFeed | undefined;
  private terms: Segment['terms'] = [];
  private named: Segment['columns'];
  /** The instrument that was asked about last, and its series. */
  private lastInstrument: InstrumentId | undefined;
  private lastSeries: number = 0;

  constructor(
    columns: readonly SeriesColumns[],
    timeline: Timeline,
    account: Account,
    parts: { readonly book: OrderBook; readonly quotes: QuoteFeed | undefined },
  ) {
    this.columns = columns;
    this.timeline = timeline;
    this.account = account;
    this.book = parts.book;
    this.quotes = parts.quotes;
    this.instruments = Object.freeze(columns.map((one) => one.id));
    this.indexOf = new Map(columns.map(({ id, index }) => [id, index]));
  }

  /** Shows the term columns of a segment from now on. */
  show(segment: Segment): void {
    this.terms = segment.terms;
    this.named = segment.columns;
  }

  get decisionTime(): number {
    return this.timeline.time;
  }

  get updated(): readonly InstrumentId[] {
    const { available, availableCount } = this.timeline;
    if (availableCount === this.instruments.length) return this.instruments;
    return Array.from(available.subarray(0, availableCount), (s) => this.instruments[s]);
  }

  get equity(): number {
    return this.account.equityUnits(this.timeline.time, this.account.visible) / LEDGER_UNITS_PER_CURRENCY_UNIT;
  }

  barCount(instrument: InstrumentId): number {
    return this.timeline.availableBars[this.series(instrument)];
  }

  price(instrument: InstrumentId, field: BarField, barsAgo: number = 0): number {
    const s = this.series(instrument);
    const i = this.barIndex(s, barsAgo);
    return i < 0 ? NaN : this.columns[s].series[field][i];
  }

  barTime(instrument: InstrumentId, barsAgo: number = 0): number {
    const s = this.series(instrument);
    const i = this.barIndex(s, barsAgo);
    return i < 0 ? NaN : this.columns[s].closeTime[i];
  }

  term(instrument: InstrumentId, index: number): number {
    const s = this.series(instrument);
    const column: Float64Array | undefined = this.terms[s][index];
    if (column === undefined) {
      throw new InvalidArgumentError('index', `one of the strategy's ${this.terms[s].length} terms`, index);
    }
    const bars = this.timeline.availableBars[s];
    return bars === 0 ? NaN : column[bars - 1];
  }

  column(instrument: InstrumentId, name: string): number {
    const s = this.series(instrument);
    const own = this.named?.[s] ?? {};
    if (!Object.hasOwn(own, name)) {
      const known = Object.keys(own).join(', ') || 'none';
      throw new InvalidArgumentError('name', `a column that columns() returns: ${known}`, name);
    }
    const value = own[name][this.timeline.availableBars[s] - 1] ?? NaN;
    return Number.isFinite(value) ? value : NaN;
  }

  expiry(instrument: InstrumentId): number | undefined {
    return this.columns[this.series(instrument)].expiresAt;
  }

  quote(instrument: InstrumentId): QuoteView | undefined {
    return this.quotes?.asOf(this.series(instrument), this.timeline.time);
  }

  position(instrument: InstrumentId): number {
    return this.account.lots(this.series(instrument));
  }

  workingOrders(instrument: InstrumentId): readonly WorkingOrderView[] {
    const s = this.series(instrument);
    const price = (ticks: number | undefined): number | undefined =>
      ticks === undefined ? undefined : fromTicks(this.columns[s].series.instrument, ticks);
    return this.book
      .at(s)
      .filter(({ id }) => id >= 0)
      .map((order) => shownOrder(order, price));
  }

  private series(instrument: InstrumentId): number {
    // A strategy asks several things about one instrument in a row: only the first of them looks it up.
    if (instrument === this.lastInstrument) return this.lastSeries;
    const s = this.indexOf.get(instrument);
    if (s === undefined) throw new InvalidArgumentError('instrument', 'one of the simulation', instrument);
    this.lastInstrument = instrument;
    this.lastSeries = s;
    return s;
  }

  /** Index of a visible bar; negative before the first. */
  private barIndex(s: number, barsAgo: number): number {
    if (!(Number.isSafeInteger(barsAgo) && barsAgo >= 0)) {
      throw new InvalidArgumentError('barsAgo', 'a whole number >= 0', barsAgo);
    }
    return this.timeline.availableBars[s] - 1 - barsAgo;
  }
}

function shownOrder(order: WorkingOrder, price: (ticks: number | undefined) => number | undefined): WorkingOrderView {
  const { tag, instrument, side, type, role, state, filledLots, cancelledLots, limitTicks, stopTicks } = order;
  const lots = order.closesPosition && filledLots === 0 ? undefined : remainingLots(order);
  return {
    tag,
    instrument,
    side,
    type,
    role,
    state,
    lots,
    filledLots,
    cancelledLots,
    limitPrice: price(limitTicks),
    stopPrice: price(stopTicks),
  };
}
