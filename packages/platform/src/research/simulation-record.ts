import type { SimulationResult } from '@assay/quant/simulation';

/** The columns of a simulation, as a step keeps them. */
const COLUMNS = ['times', 'equityUnits', 'returns', 'exposure', 'instrumentReturns'] as const;

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
    return Object.fromEntries(rest) as unknown as SimulationFacts;
  });
  return { facts, columns };
}

/** Puts simulations together again. */
export function recallSimulations(record: SimulationRecord): readonly SimulationResult[] {
  return record.facts.map((facts, index) => {
    const columns = Object.fromEntries(
      COLUMNS.map((name) => [name, record.columns[`${index}.${name}`] as Float64Array]),
    );
    return { ...facts, ...(columns as unknown as Pick<SimulationResult, (typeof COLUMNS)[number]>) };
  });
}
