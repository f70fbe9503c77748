import { NotFoundError } from '@assay/core/errors';
import { traceTrades } from '@assay/quant/evidence';
import type { TradeTrace } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import type { RunManifest } from '../../runs/index.ts';
import { readRowBars } from '../row-results.ts';

/**
 * Recomputes every trade of a row from the run's folder, without the engine.
 *
 * @throws {NotFoundError} if the run has no such row; {DataError} if a file of it is not as it was written.
 */
export async function traceRow(
  workspace: string,
  { runId, config }: Pick<RunManifest, 'runId' | 'config'>,
  rowId: string,
): Promise<TradeTrace> {
  const row = await readRowBars(workspace, runId, rowId);
  if (row === undefined) throw new NotFoundError('row', rowId, { hint: `Run ${runId} has not evaluated it.` });
  const { experiment } = config as unknown as { readonly experiment: { readonly fills: FillContract } };
  const { costs, latencyMs } = experiment.fills;
  const { fills, trades } = row.simulation;
  return traceTrades({ fills, trades, series: row.series, costs, latencyMs });
}
