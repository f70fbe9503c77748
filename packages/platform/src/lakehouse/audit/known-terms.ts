/** What the tables of a dataset say of an instrument whose bars it holds: its splits, and when it was listed. */
import type { EpochMs } from '@assay/core/time';
import type { Instrument, RecordTable } from '@assay/quant/market';
import type { Lakehouse } from '../lakehouse.ts';
import type { DatasetManifest, TableEntry } from '../manifest.ts';
import { readTableChunks } from '../read-table.ts';
import { numberAt, wordAt } from './audit-record.ts';
import type { KnownSplit } from './report.ts';

/** An instrument as far as the tables of its dataset know it. */
export interface KnownTerms {
  /** In order of time. */
  readonly splits: readonly KnownSplit[];
  /** With the listing and its end where the series itself does not state them. */
  readonly instrument: Instrument;
}

/** Reads what is known last of an instrument. */
export async function readKnownTerms(
  lake: Lakehouse,
  { tables }: DatasetManifest,
  instrument: Instrument,
): Promise<KnownTerms> {
  const splits: KnownSplit[] = [];
  const life: { listedAt?: EpochMs; delistedAt?: EpochMs } = {};
  for (const entry of tables.filter(({ id }) => id === instrument.id)) {
    if (entry.kind === 'actions') await eachRecord(lake, entry, (table, index) => noteSplit(splits, table, index));
    if (entry.kind !== 'instruments') continue;
    await eachRecord(lake, entry, (table, index) => {
      for (const name of ['listedAt', 'delistedAt'] as const) {
        const time = numberAt(table, name, index);
        if (Number.isFinite(time)) life[name] = time;
      }
    });
  }
  return { splits, instrument: { ...instrument, ...life, ...statedLife(instrument) } };
}

async function eachRecord(
  lake: Lakehouse,
  entry: TableEntry,
  take: (table: RecordTable, index: number) => void,
): Promise<void> {
  for await (const chunk of readTableChunks(lake, entry, { vintage: 'last' })) {
    for (let index = 0; index < chunk.length; index++) take(chunk, index);
  }
}

function noteSplit(splits: KnownSplit[], table: RecordTable, index: number): void {
  if (wordAt(table, 'type', index) !== 'split') return;
  splits.push({ eventTime: table.eventTime[index] as EpochMs, ratio: numberAt(table, 'value', index) });
}

function statedLife({ listedAt, delistedAt }: Instrument): Pick<Instrument, 'listedAt' | 'delistedAt'> {
  return { ...(listedAt === undefined ? {} : { listedAt }), ...(delistedAt === undefined ? {} : { delistedAt }) };
}
