import { DataError } from '@assay/core/errors';
import { canonicalJson } from '../settings/index.ts';
import type { SeriesEntry, TableEntry } from './manifest.ts';
import type { DraftRows } from './row-drafter.ts';

/** What a version is going to hold. */
export interface DraftContent {
  readonly series: readonly SeriesEntry[];
  readonly tables: readonly TableEntry[];
  /** Rows that were drafted for it; of what they hold, some waits to be put in place. */
  readonly rows: readonly DraftRows[];
}

/** The content in the order of a manifest. @throws {DataError} if it is empty, or an instrument has two sets of terms. */
export function orderedContent(content: DraftContent): DraftContent {
  const { series, tables } = content;
  if (series.length + tables.length === 0)
    throw new DataError('a dataset needs at least one series or table, got none');
  const sorted = [...series].sort(
    (a, b) => compare(a.instrument.id, b.instrument.id) || compare(a.timeframe, b.timeframe),
  );
  for (const [index, entry] of sorted.entries()) checkTerms(entry, sorted[index - 1]);
  return {
    ...content,
    series: sorted,
    tables: [...tables].sort((a, b) => compare(a.kind, b.kind) || compare(a.id, b.id)),
  };
}

function checkTerms(entry: SeriesEntry, before: SeriesEntry | undefined): void {
  if (before?.instrument.id !== entry.instrument.id) return;
  if (canonicalJson(before.instrument) === canonicalJson(entry.instrument)) return;
  const { id } = entry.instrument;
  throw new DataError(`instrument '${id}' has different terms in ${before.timeframe} and ${entry.timeframe}`, {
    context: { instrument: id, timeframes: [before.timeframe, entry.timeframe] },
    hint: 'Declare the same tick, lot, currency and calendar for all its timeframes.',
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
