import type { ReportModel, ReportRow } from '@assay/contracts/schemas';
import { syntheticReportModel } from './synthetic-report-model.ts';

const EVERY = 25;
const MOST_TRADES = 5;

/** The made-up model with short curves and few listed trades, for tests that read the page and not the pictures. */
export function thinnedReportModel(seed?: string): ReportModel {
  const model = structuredClone(syntheticReportModel(seed));
  for (const row of model.rows) {
    for (const name of ['equity', 'buyAndHold', 'drawdown', 'buyAndHoldDrawdown'] as const)
      row[name] = thinned(row[name]);
    row.trades = row.trades.slice(0, MOST_TRADES);
  }
  return model;
}

/** The same with the given rows only, in the order given; every count follows. */
export function modelOf(model: ReportModel, ...rows: readonly ReportRow[]): ReportModel {
  return { ...model, rankings: { ...model.rankings, rows: rows.map(({ row }) => row) }, rows: [...rows] };
}

function thinned({ times, values }: ReportRow['equity']): ReportRow['equity'] {
  const kept = (_: number, index: number): boolean => index % EVERY === 0 || index === times.length - 1;
  return { times: times.filter(kept), values: values.filter(kept) };
}
