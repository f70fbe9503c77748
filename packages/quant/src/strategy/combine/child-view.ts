import type { BarField, InstrumentId } from '../../market/index.ts';
import type { DecisionView, QuoteView, WorkingOrderView } from '../strategy.ts';

/** What the view of one strategy among several differs in. */
export interface ChildTerms {
  /** Put before its tags and its columns. */
  readonly prefix: string;
  /** Place of its first term among those of all. */
  readonly firstTerm: number;
  /** Signed lots that it counts as its own. */
  position(instrument: InstrumentId): number;
}

/** The account as one of several strategies sees it: its own terms, orders and part of each position. */
export class ChildView implements DecisionView {
  private whole: DecisionView | undefined;
  private readonly terms: ChildTerms;

  constructor(terms: ChildTerms) {
    this.terms = terms;
  }

  /** Shows the account of this decision from now on. */
  show(view: DecisionView): this {
    this.whole = view;
    return this;
  }

  private get view(): DecisionView {
    if (this.whole === undefined) throw new ReferenceError('a view is read inside of decide() only');
    return this.whole;
  }

  get decisionTime(): number {
    return this.view.decisionTime;
  }

  get instruments(): readonly InstrumentId[] {
    return this.view.instruments;
  }

  get updated(): readonly InstrumentId[] {
    return this.view.updated;
  }

  get equity(): number {
    return this.view.equity;
  }

  barCount(instrument: InstrumentId): number {
    return this.view.barCount(instrument);
  }

  price(instrument: InstrumentId, field: BarField, barsAgo?: number): number {
    return this.view.price(instrument, field, barsAgo);
  }

  barTime(instrument: InstrumentId, barsAgo?: number): number {
    return this.view.barTime(instrument, barsAgo);
  }

  term(instrument: InstrumentId, index: number): number {
    return this.view.term(instrument, this.terms.firstTerm + index);
  }

  column(instrument: InstrumentId, name: string): number {
    return this.view.column(instrument, `${this.terms.prefix}${name}`);
  }

  expiry(instrument: InstrumentId): number | undefined {
    return this.view.expiry?.(instrument);
  }

  quote(instrument: InstrumentId): QuoteView | undefined {
    return this.view.quote?.(instrument);
  }

  position(instrument: InstrumentId): number {
    return this.terms.position(instrument);
  }

  workingOrders(instrument: InstrumentId): readonly WorkingOrderView[] {
    const { prefix } = this.terms;
    return this.view
      .workingOrders(instrument)
      .filter(({ tag }) => tag.startsWith(prefix))
      .map((order) => ({ ...order, tag: order.tag.slice(prefix.length) }));
  }
}
