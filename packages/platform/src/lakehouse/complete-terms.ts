import { mergeTerms } from '@assay/quant/market';
import type { Instrument } from '@assay/quant/market';
import type { EpochMs } from '@assay/core/time';
import type { Lakehouse } from './lakehouse.ts';
import type { DatasetManifest } from './manifest.ts';
import { readTable } from './read-table.ts';

/**
 * The terms of an instrument whose bars a dataset holds, completed by the dataset's records of it.
 *
 * @param asOf - records known and in force then count. @default those known last
 * @returns the instrument itself where the dataset has no record of it.
 * @throws {DataError} if a record contradicts what the bars state; names both.
 */
export async function completeTerms(
  lake: Lakehouse,
  manifest: DatasetManifest,
  ...[instrument, asOf = Infinity]: readonly [instrument: Instrument, asOf?: EpochMs]
): Promise<Instrument> {
  const { id } = instrument;
  if (!manifest.tables.some((entry) => entry.kind === 'instruments' && entry.id === id)) return instrument;
  const known = Number.isFinite(asOf) ? { asOf } : {};
  const table = await readTable(lake, manifest, 'instruments', id, { ...known, vintage: 'last', verify: true });
  return mergeTerms(instrument, table, asOf);
}
