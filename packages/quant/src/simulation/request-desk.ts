import { InvalidArgumentError } from '@assay/core/errors';
import type { InstrumentId } from '../market/index.ts';
import { idsTaken, isCancelledBy, replaceOrder, resolveCheckedOrder, resolvePlan } from '../orders/index.ts';
import type { CancelRequest, OrderRequest, Plan, ReplaceRequest, WorkingOrder } from '../orders/index.ts';
import type { SeriesColumns } from './columns.ts';
import type { FillDesk } from './fill-desk.ts';
import type { OrderBook } from './order-book.ts';
import type { SessionFlags } from './session-flags.ts';
import type { SizingDesk } from './sizing-desk.ts';

/** What a request desk works with. */
export interface RequestDeskParts {
  readonly sizing: SizingDesk;
  readonly fills: FillDesk;
  readonly book: OrderBook;
  readonly sessions: SessionFlags;
}

/** Takes orders, plans, cancels and replacements into the book of working orders. What cannot be done is a refusal. */
export class RequestDesk {
  private readonly columns: readonly SeriesColumns[];
  private readonly indexOf: ReadonlyMap<InstrumentId, number>;
  private readonly parts: RequestDeskParts;
  /** Instruments of all orders that were ever sent, by tag. */
  private readonly sent: Map<string, InstrumentId> = new Map();

  constructor(columns: readonly SeriesColumns[], parts: RequestDeskParts) {
    this.columns = columns;
    this.indexOf = new Map(columns.map(({ id, index }) => [id, index]));
    this.parts = parts;
  }

  /**
   * Takes one request that `checkAction` has seen.
   *
   * @throws {InvalidArgumentError} if it names no instrument of the simulation, or makes no sense for its instrument.
   */
  take(request: OrderRequest | Plan | CancelRequest | ReplaceRequest, time: number): void {
    switch (request.kind) {
      case 'order':
      case 'plan':
        this.open(request, time);
        return;
      case 'cancel':
        this.cancel(request, time);
        return;
      case 'replace':
        this.replace(request, time);
    }
  }

  private open(request: OrderRequest | Plan, time: number): void {
    const { book, sizing } = this.parts;
    const { tag, instrument } = request;
    const s = this.series(request.kind, tag, instrument);
    this.sent.set(tag, instrument);
    if (book.tagged(tag) !== undefined) {
      this.refuse(request, 'tag-in-use', time);
      return;
    }
    const sized = request.kind === 'order' ? sizing.order(s, request, time) : sizing.plan(s, request, time);
    if (sized !== undefined && !(sized.lots > 0)) {
      this.refuse(request, sized.problem ?? 'below-one-lot', time);
      return;
    }
    const context = { id: book.takeIds(0), decisionTime: time, lots: sized?.lots };
    const of = this.columns[s].series.instrument;
    const resolved =
      request.kind === 'order' ? resolveCheckedOrder(request, of, context) : resolvePlan(request, of, context);
    // Stated lots that a breaker has cut.
    const order = sized?.problem === undefined ? resolved : { ...resolved, lots: sized.lots };
    if (sized?.problem !== undefined) this.parts.fills.refusals.push({ time, instrument, reason: sized.problem });
    book.takeIds(idsTaken(order));
    book.add(s, order, this.expiryOf(s, order, time));
  }

  private cancel(request: CancelRequest, time: number): void {
    const { book } = this.parts;
    if (request.instrument !== undefined) this.series('cancel', request.tag, request.instrument);
    const change = { event: 'cancelled', reason: 'requested', time } as const;
    for (let s = 0; s < this.columns.length; s++) {
      book.end(s, (order) => order.id >= 0 && isCancelledBy(order, request), change);
    }
  }

  private replace(request: ReplaceRequest, time: number): void {
    const { book, fills } = this.parts;
    const found = book.named(request.tag);
    if (found === undefined) {
      const instrument = this.sent.get(request.tag.replace(/\/.*/, ''));
      if (instrument === undefined)
        throw new InvalidArgumentError('replace.tag', 'that of an order sent before', request.tag);
      // It has ended meanwhile.
      fills.refusals.push({ time, instrument, reason: 'not-working' });
      return;
    }
    const { s, order } = found;
    const changed = replaceOrder(order, request, this.columns[s].series.instrument, book.takeIds(1));
    book.replace(s, changed, { event: 'replaced', reason: 'requested', time });
  }

  private refuse(request: OrderRequest | Plan, reason: string, time: number): void {
    const { book, fills } = this.parts;
    book.reject(request, reason, time);
    fills.refusals.push({ time, instrument: request.instrument, reason });
  }

  private expiryOf(s: number, order: WorkingOrder, time: number): number {
    const { timeInForce } = order;
    if (timeInForce.kind === 'gtd') return timeInForce.until;
    return timeInForce.kind === 'day' ? this.parts.sessions.sessionEnd(s, time) : Infinity;
  }

  private series(kind: string, tag: string, instrument: InstrumentId): number {
    const s = this.indexOf.get(instrument);
    if (s !== undefined) return s;
    throw new InvalidArgumentError(`${kind} ${tag}.instrument`, 'an instrument of the simulation', instrument);
  }
}
