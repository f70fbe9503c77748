import type { SimulationResult } from '@assay/quant/simulation';

/** The columns of a simulation, as a step keeps them. */
const COLUMNS = ['times', 'equityUnits', 'returns', 'exposure', 'instrumentReturns'] as const;

/** The parts of a simulation that hold columns themselves. */
const GROUPS = ['postings', 'tradeColumns', 'accountEvents'] as const;

/** The part of a simulation that is not columns. */
export type SimulationFacts = Omit<SimulationResult, (typeof COLUMNS)[number]>;

/** Several simulations as plain facts and named columns. */
export interface SimulationRecord {
  readonly facts: readonly SimulationFacts[];
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** Splits simulations into what goes into JSON and what goes into columns. */
export function recordSimulations(simulations: readonly SimulationResult[]): SimulationRecord {
  const columns: Record<string, Float64Array> = {};
  const facts = simulations.map((simulation, index): SimulationFacts => {
    for (const name of COLUMNS) columns[`${index}.${name}`] = simulation[name];
    const rest = Object.entries(simulation).filter(([name]) => !(COLUMNS as readonly string[]).includes(name));
    const groups = GROUPS.map((group) => {
      const fields = Object.entries(simulation[group]);
      for (const [name, value] of fields) {
        if (value instanceof Float64Array) columns[`${index}.${group}.${name}`] = value;
      }
      return [group, Object.fromEntries(fields.filter(([, value]) => !(value instanceof Float64Array)))] as const;
    });
    const breakerEvents = simulation.breakerEvents.map((event) => ({
      ...event,
      measured: orNull(event.measured),
      limit: orNull(event.limit),
    }));
    return { ...Object.fromEntries(rest), ...Object.fromEntries(groups), breakerEvents } as unknown as SimulationFacts;
  });
  return { facts, columns };
}

// JSON has no word for NaN.
function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function orNaN(value: number | null): number {
  return value ?? NaN;
}

/** Puts simulations together again. */
export function recallSimulations(record: SimulationRecord): readonly SimulationResult[] {
  return record.facts.map((facts, index) => {
    const columns = Object.fromEntries(
      COLUMNS.map((name) => [name, record.columns[`${index}.${name}`] as Float64Array]),
    );
    const groups = GROUPS.map((group) => {
      const prefix = `${index}.${group}.`;
      const own = Object.entries(record.columns).filter(([name]) => name.startsWith(prefix));
      const named = own.map(([name, column]) => [name.slice(prefix.length), column] as const);
      return [group, { ...facts[group], ...Object.fromEntries(named) }] as const;
    });
    const breakerEvents = facts.breakerEvents.map((event) => ({
      ...event,
      measured: orNaN(event.measured),
      limit: orNaN(event.limit),
    }));
    const parts = { ...columns, ...Object.fromEntries(groups), breakerEvents };
    return { ...facts, ...(parts as unknown as Pick<SimulationResult, (typeof COLUMNS)[number]>) };
  });
}
