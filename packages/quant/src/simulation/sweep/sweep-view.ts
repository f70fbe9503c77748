import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '../../market/index.ts';
import type { BarField, InstrumentId } from '../../market/index.ts';
import type { DecisionView, NamedColumns, WorkingOrderView } from '../../strategy/index.ts';
import type { SeriesColumns } from '../columns.ts';
import type { Segment } from '../simulation.ts';

const NO_ORDERS: readonly WorkingOrderView[] = Object.freeze([]);

/** What a strategy sees of one instrument in a sweep: the same as in the engine, without its look-ups. */
export class SweepView implements DecisionView {
  readonly instruments: readonly InstrumentId[];
  readonly updated: readonly InstrumentId[];
  decisionTime: number = NaN;
  /** Bars available. */
  bars: number = 0;
  lots: number = 0;
  equityUnits: number = 0;
  readonly readsReasons: boolean;
  readonly named: NamedColumns;
  private readonly columns: SeriesColumns;
  private readonly terms: readonly Float64Array[];

  constructor(columns: SeriesColumns, { terms, columns: named }: Segment, readsReasons: boolean) {
    this.readsReasons = readsReasons;
    this.columns = columns;
    this.instruments = Object.freeze([columns.id]);
    this.updated = this.instruments;
    this.terms = terms[0];
    this.named = named?.[0] ?? {};
  }

  get equity(): number {
    return this.equityUnits / LEDGER_UNITS_PER_CURRENCY_UNIT;
  }

  barCount(): number {
    return this.bars;
  }

  price(_instrument: InstrumentId, field: BarField, barsAgo: number = 0): number {
    const i = this.bars - 1 - barsAgo;
    return i < 0 ? NaN : this.columns.series[field][i];
  }

  barTime(_instrument: InstrumentId, barsAgo: number = 0): number {
    const i = this.bars - 1 - barsAgo;
    return i < 0 ? NaN : this.columns.closeTime[i];
  }

  term(_instrument: InstrumentId, index: number): number {
    return this.terms[index][this.bars - 1];
  }

  column(_instrument: InstrumentId, name: string): number {
    const value = this.named[name][this.bars - 1];
    return Number.isFinite(value) ? value : NaN;
  }

  expiry(): number | undefined {
    return this.columns.expiresAt;
  }

  quote(): undefined {
    return undefined;
  }

  position(): number {
    return this.lots;
  }

  workingOrders(): readonly WorkingOrderView[] {
    return NO_ORDERS;
  }
}
