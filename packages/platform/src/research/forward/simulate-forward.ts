/** Simulates frozen rows on later bars: one evaluator, one pack for each account, each row once under both contracts. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import type { ErrorCode } from '@assay/core/errors';
import type { SimulationResult } from '@assay/quant/simulation';
import { encodeColumns } from '../../runs/index.ts';
import type { Evaluator } from '../../workers/index.ts';
import { EVALUATE_MODULE } from '../task-modules.ts';
import type { RowResult } from '../evaluate.ts';
import { packContent } from '../pack.ts';
import type { RowArgument } from '../settings.ts';
import type { ForwardSimulations } from './forward-row.ts';
import type { FrozenRow, FrozenRun } from './frozen-run.ts';
import type { FrozenStrategies } from './frozen-strategies.ts';
import type { ForwardRange, ForwardReading } from './read-forward.ts';

/** What simulating needs. */
export interface ForwardSimulating {
  readonly evaluator: Evaluator;
  readonly strategies: FrozenStrategies;
  /** Folder for packs; the evaluator may read it. */
  readonly scratch: string;
}

/** Writes the bars of an account where the evaluator reads them; gives the file. */
export async function writePack({ prepared }: ForwardReading, scratch: string): Promise<string> {
  const { json, columns } = packContent(prepared.series, prepared.beside.beside);
  await mkdir(scratch, { recursive: true });
  const file = path.join(scratch, `${prepared.account.id.replaceAll(/[^A-Za-z0-9._-]/gu, '_')}.cols`);
  await writeFile(file, encodeColumns({ meta: { json }, columns }));
  return file;
}

/** Errors of the row itself: whatever else goes wrong ends the command. */
const OF_THE_ROW: readonly ErrorCode[] = [
  'STRATEGY_FAILED',
  'SANDBOX_DENIED',
  'INVALID_ARGUMENT',
  'DATA_INVALID',
  'DATA_UNFIT',
];

/**
 * A row from the first close of the range on: flat, with the run's own cash, and with every bar before it as history. It ends flat.
 *
 * @returns the simulations, or why the row has none.
 */
export async function simulateForward(
  run: FrozenRun,
  row: FrozenRow,
  at: { readonly pack: string; readonly range: ForwardRange },
  { evaluator, strategies }: ForwardSimulating,
): Promise<ForwardSimulations | { readonly problem: string }> {
  const strategy = strategies.get(row.ranking.strategy);
  if (strategy === undefined)
    return { problem: `this version of Assay has no strategy '${row.ranking.strategy}', and the run has kept none` };
  const { first, last } = at.range;
  const argument: RowArgument = {
    strategy,
    segments: [{ from: first, to: last, params: row.params }],
    account: { ...run.settings, sizing: row.account.sizing, boundary: 'flatten' },
    contracts: [run.contract, run.pessimistic],
  };
  try {
    const task = { module: EVALUATE_MODULE, exportName: 'evaluateRow', argument, buffers: { pack: at.pack } };
    const { simulations } = (await evaluator.run(task)).result as RowResult;
    const [simulation, pessimistic] = simulations as readonly [SimulationResult, SimulationResult];
    return { simulation, pessimistic };
  } catch (error) {
    if (PlatformError.is(error) && OF_THE_ROW.includes(error.code)) return { problem: error.message };
    throw error;
  }
}
