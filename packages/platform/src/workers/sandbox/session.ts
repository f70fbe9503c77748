import { createRng } from '@assay/core/random';
import type { BarField, InstrumentId } from '@assay/quant/market';
import type { DecisionView, StrategyDefinition, StrategyInstance } from '@assay/quant/strategy';
import { HISTORY_FIELDS } from './history.ts';
import type { HistoryColumns } from './history.ts';
import type { Inspection, SandboxRequest } from './messages.ts';
import { checkIntents } from './module-contract.ts';

type DecideRequest = SandboxRequest & { readonly kind: 'decide' };

/** Inside the sandbox: the running instances of one strategy, driven by requests. */
export function createSession(
  strategy: StrategyDefinition,
  columns: HistoryColumns,
): (request: SandboxRequest) => unknown {
  const instances = new Map<number, { readonly instance: StrategyInstance; readonly view: SandboxView }>();
  return (request) => {
    switch (request.kind) {
      case 'inspect': {
        const inspection: Inspection = {
          problems: strategy.validate?.(request.params) ?? [],
          terms: strategy.terms(request.params),
        };
        return inspection;
      }
      case 'create': {
        const context = { instruments: request.instruments, rng: createRng(request.seed) };
        const instance = strategy.create(request.params, context);
        instances.set(request.instance, { instance, view: new SandboxView(request.instruments, columns) });
        return null;
      }
      case 'decide': {
        const known = instances.get(request.instance);
        if (known === undefined) throw new Error(`no instance ${request.instance}`);
        known.view.update(request);
        return checkIntents(known.instance.decide(known.view));
      }
    }
  };
}

/** The decision view on the sandbox's side: reads only bars that the host has written so far. */
class SandboxView implements DecisionView {
  readonly instruments: readonly InstrumentId[];
  decisionTime = NaN;
  updated: readonly InstrumentId[] = [];
  equity = NaN;
  #request: DecideRequest | undefined;
  readonly #times: readonly Float64Array[];
  readonly #fields: readonly Readonly<Record<BarField, Float64Array>>[];

  constructor(instruments: readonly InstrumentId[], columns: HistoryColumns) {
    this.instruments = instruments;
    this.#times = instruments.map((_, index) => columns[index]?.[0] as Float64Array);
    this.#fields = instruments.map(
      (_, index) =>
        Object.fromEntries(
          HISTORY_FIELDS.map((field, column) => [field, columns[index]?.[column + 1]]),
        ) as unknown as Record<BarField, Float64Array>,
    );
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
    return this.#read(this.#fields[this.#indexOf(instrument)]?.[field], instrument, barsAgo);
  }

  barTime(instrument: InstrumentId, barsAgo = 0): number {
    return this.#read(this.#times[this.#indexOf(instrument)], instrument, barsAgo);
  }

  term(instrument: InstrumentId, index: number): number {
    return this.#request?.terms[this.#indexOf(instrument)]?.[index] ?? NaN;
  }

  position(instrument: InstrumentId): number {
    return this.#request?.positions[this.#indexOf(instrument)] ?? 0;
  }

  #read(column: Float64Array | undefined, instrument: InstrumentId, barsAgo: number): number {
    const bar = this.barCount(instrument) - 1 - barsAgo;
    return barsAgo >= 0 && bar >= 0 ? (column?.[bar] ?? NaN) : NaN;
  }

  #indexOf(instrument: InstrumentId): number {
    const index = this.instruments.indexOf(instrument);
    if (index < 0) throw new Error(`instrument '${instrument}' is not part of this run`);
    return index;
  }
}
