import type { SimulationResult } from '@assay/quant/simulation';
import { readStepColumns } from '../runs/index.ts';
import type { StepResult } from '../runs/index.ts';
import { recallSimulations } from './simulation-record.ts';
import type { SimulationFacts } from './simulation-record.ts';

/** The stitched out-of-sample simulations of a row. */
export interface RecalledRow {
  /** Under the run's own contract, and under the pessimistic one. */
  readonly simulation: SimulationResult;
  readonly pessimistic: SimulationResult;
}

/**
 * Reads the simulations of an evaluated row from the step that keeps them: a run holds those of one row at a time, however
 * many it has.
 *
 * @throws {DataError} naming the file if it is not as it was written.
 */
export async function recallRow({ step }: { readonly step: Pick<StepResult, 'file' | 'hash'> }): Promise<RecalledRow> {
  const { json, columns } = await readStepColumns(step.file, step.hash);
  const record = { facts: json as readonly SimulationFacts[], columns: columns as Record<string, Float64Array> };
  const [simulation, pessimistic] = recallSimulations(record) as readonly [SimulationResult, SimulationResult];
  return { simulation, pessimistic };
}
