import type { StressModel } from '@assay/contracts/schemas';
import type { StressEvidence } from '@assay/quant/evidence';
import type { RowStress } from './stress-row.ts';

/** A stress as plain JSON: columns are arrays, what is undefined is null, and what is absent is left out. */
export function storeStress<Part extends RowStress | StressEvidence>(stress: Part): unknown {
  return plain(stress);
}

/** A stress as it was before `storeStress`. */
export function recallStress(json: unknown): RowStress {
  const stress = revived(json) as RowStress;
  return { ...stress, model: stress.model, monteCarlo: withColumns(stress.monteCarlo) };
}

/** A stress as it is published. */
export function stressModel(stress: StressEvidence): StressModel {
  return plain(stress) as StressModel;
}

function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array | Int32Array);
  if (Array.isArray(value)) return value.map(plain);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field)]));
}

/** Puts NaN back where a measure is null. */
function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revived);
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    name === 'value' && field === null ? NaN : revived(field),
  ]);
  return Object.fromEntries(fields);
}

function withColumns(trades: RowStress['monteCarlo']): RowStress['monteCarlo'] {
  if (trades?.fan === undefined) return trades;
  const bands = trades.fan.bands.map(({ level, equity }) => ({ level, equity: Float64Array.from(equity) }));
  return { ...trades, fan: { trades: Int32Array.from(trades.fan.trades), bands } };
}
