import type { BarField, InstrumentId } from '@assay/quant/market';
import type { SignalSpec } from '@assay/quant/signals';
import type { DecisionView, QuoteView, WorkingOrderView } from '@assay/quant/strategy';
import { HISTORY_FIELDS } from './history.ts';
import type { HistoryColumns } from './history.ts';
import type { SandboxRequest } from './messages.ts';
import { listTerms } from './module-contract.ts';

type DecideRequest = SandboxRequest & { readonly kind: 'decide' };

const MOST_NAMES = 20;

/**
 * The decision view on the sandbox's side: reads only bars that the host has written so far.
 *
 * A bar that does not exist reads as NaN; a field, term or instrument that does not exist is an error.
 */
export class SandboxView implements DecisionView {
  readonly instruments: readonly InstrumentId[];
  decisionTime: number = NaN;
  updated: readonly InstrumentId[] = [];
  equity: number = NaN;
  #request: DecideRequest | undefined;
  readonly #terms: readonly SignalSpec[];
  readonly #names: readonly string[];
  readonly #columns: HistoryColumns;

  constructor(
    instruments: readonly InstrumentId[],
    { terms, names }: { readonly terms: readonly SignalSpec[]; readonly names: readonly string[] },
    columns: HistoryColumns,
  ) {
    this.instruments = instruments;
    this.#terms = terms;
    this.#names = names;
    this.#columns = columns;
  }

  update(request: DecideRequest): void {
    this.#request = request;
    this.decisionTime = request.time;
    this.updated = request.updated.map((index) => this.instruments[index] as InstrumentId);
    this.equity = request.equity;
  }

  barCount(instrument: InstrumentId): number {
    return this.#request?.counts[this.#indexOf(instrument)] ?? 0;
  }

  price(instrument: InstrumentId, field: BarField, barsAgo = 0): number {
    const column = HISTORY_FIELDS.indexOf(field);
    if (column < 0) {
      throw new Error(`view.price(): there is no field '${String(field)}'; there are ${HISTORY_FIELDS.join(', ')}`);
    }
    return this.#read(column + 1, instrument, barsAgo);
  }

  barTime(instrument: InstrumentId, barsAgo = 0): number {
    return this.#read(0, instrument, barsAgo);
  }

  term(instrument: InstrumentId, index: number): number {
    const at = this.#indexOf(instrument);
    if (!Number.isInteger(index) || index < 0 || index >= this.#terms.length) {
      const known = this.#terms.length === 0 ? 'none' : listTerms(this.#terms);
      throw new Error(`view.term(): there is no term ${String(index)}; terms() declared ${known}`);
    }
    return this.#request?.terms[at]?.[index] ?? NaN;
  }

  column(instrument: InstrumentId, name: string): number {
    const at = this.#indexOf(instrument);
    const index = this.#names.indexOf(name);
    if (index < 0) {
      const known = this.#names.length === 0 ? 'none' : this.#names.join(', ');
      throw new Error(`view.column(): there is no column '${String(name)}'; columns() returned ${known}`);
    }
    return this.#request?.columns[at]?.[index] ?? NaN;
  }

  quote(instrument: InstrumentId): QuoteView | undefined {
    const at = this.#indexOf(instrument);
    const found = this.#request?.quotes?.[at];
    if (found === undefined || found === null) return undefined;
    const value = (index: number): number => found[index] ?? NaN;
    return {
      ...{ bid: value(0), ask: value(1), bidSize: value(2), askSize: value(3) },
      ...{ eventTime: value(4), availableAt: value(5) },
    };
  }

  expiry(instrument: InstrumentId): number | undefined {
    const at = this.#indexOf(instrument);
    return this.#request?.expiries?.[at] ?? undefined;
  }

  position(instrument: InstrumentId): number {
    return this.#request?.positions[this.#indexOf(instrument)] ?? 0;
  }

  workingOrders(instrument: InstrumentId): readonly WorkingOrderView[] {
    return this.#request?.orders[this.#indexOf(instrument)] ?? [];
  }

  #read(column: number, instrument: InstrumentId, barsAgo: number): number {
    const bar = this.barCount(instrument) - 1 - barsAgo;
    const values = this.#columns[this.#indexOf(instrument)]?.[column];
    return barsAgo >= 0 && bar >= 0 ? (values?.[bar] ?? NaN) : NaN;
  }

  #indexOf(instrument: InstrumentId): number {
    const index = this.instruments.indexOf(instrument);
    if (index >= 0) return index;
    const more = this.instruments.length > MOST_NAMES ? ', …' : '';
    const known = `${this.instruments.slice(0, MOST_NAMES).join(', ')}${more}`;
    throw new Error(`instrument '${String(instrument)}' is not part of this run; there are ${known}`);
  }
}
