import { NotFoundError } from '@assay/core/errors';
import { compareAccount, recomputeAccount } from '@assay/quant/evidence';
import { quoteSeries } from '@assay/quant/market';
import type { RunManifest } from '../../runs/index.ts';
import { rateConversion } from '../rate-conversion.ts';
import { layoutOfRow } from '../repeat-row.ts';
import { readRowRecord } from '../row-results.ts';

/** What going through a row's account a second time found. */
export interface TradeTrace {
  readonly trades: number;
  readonly fills: number;
  /** What differs from the record, a sentence each; none where all of it was found again. */
  readonly differences: readonly string[];
  /** What was taken as recorded, a sentence each. */
  readonly unchecked: readonly string[];
}

/**
 * Recomputes every trade of a row from the run's folder, without the engine: fills, trades, postings and equity, to the ledger unit.
 *
 * @throws {NotFoundError} if the run has no such row; {DataError} if a file of it is not as it was written.
 */
export async function traceRow(
  workspace: string,
  manifest: Pick<RunManifest, 'runId' | 'config'>,
  rowId: string,
): Promise<TradeTrace> {
  const { runId } = manifest;
  const record = await readRowRecord(workspace, runId, rowId);
  if (record === undefined) throw new NotFoundError('row', rowId, { hint: `Run ${runId} has not evaluated it.` });
  const { contract, account, flatAt } = await layoutOfRow(workspace, manifest, record);
  const { actions, rates, quotes } = record.pack.beside;
  const conversion = rateConversion(rates);
  const { simulation, series } = record;
  const found = recomputeAccount({
    ...{ series, actions, contract, record: simulation, currency: account.currency, flatAt },
    quotes: quotes.map(quoteSeries),
    rateAt: (from, to, time) => conversion.rate(from, to, time),
  });
  const differences = compareAccount(simulation, found);
  return {
    ...{ trades: simulation.trades.length, fills: simulation.fills.length },
    differences: differences.map(
      ({ what, recorded, found: other }) => `${what}: ${recorded} is recorded, ${other} was found`,
    ),
    unchecked: found.taken.map((what) => `${what} is taken as recorded`),
  };
}
