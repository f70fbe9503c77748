/**
 * Outcomes of one series, piece by piece, so that a long history does not have to fit into memory: the outcomes of some
 * bars need these bars and those up to the end of the last window.
 */
import { DataError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import { forwardOutcomes, upgradeOutcomes } from '@assay/quant/labels';
import type { Horizon, OutcomeTable } from '@assay/quant/labels';
import { sliceSeries } from '@assay/quant/market';
import type { RecordTable } from '@assay/quant/market';
import type { Lakehouse } from '../lakehouse.ts';
import type { DatasetManifest, SeriesEntry, TableHead } from '../manifest.ts';
import type { TableSource } from '../publish-request.ts';
import { readChunks, readSeries } from '../read-series.ts';
import { storedOutcomes, tablesOfOutcomes } from './outcome-tables.ts';

/** Which outcomes of which series. */
export interface OutcomeJob {
  readonly lake: Lakehouse;
  readonly parent: DatasetManifest;
  /** What was made before. */
  readonly base: DatasetManifest | undefined;
  readonly entry: SeriesEntry;
  readonly horizon: Horizon;
  /** What the tables are called, without their last word. */
  readonly id: string;
}

/** What of the bars of one piece has to be written, and what was there before. */
export interface OutcomeNews {
  readonly before: OutcomeTable | undefined;
  readonly changed: OutcomeTable;
}

interface Piece extends OutcomeNews {
  readonly tables: readonly RecordTable[];
}

/** Bars that are looked at together. */
interface PieceRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** End of the window of the last one. */
  readonly windowEnd: EpochMs;
}

/**
 * The tables that have rows to be written.
 *
 * @param onNews - told of each piece, once; a piece is made again for each of its tables, unless it is the only one.
 */
export async function outcomeSources(
  job: OutcomeJob,
  onNews: (news: OutcomeNews) => void,
): Promise<readonly TableSource[]> {
  const ranges = await rangesOf(job);
  const pieceOf = rememberingLast((range: PieceRange) => makePiece(job, range));
  const heads = new Map<string, TableHead>();
  for (const range of ranges) {
    const piece = await pieceOf(range);
    onNews(piece);
    for (const { kind, id, unit, synthetic } of piece.tables) heads.set(id, { kind, id, unit, synthetic });
  }
  return [...heads.values()].map((head) => ({
    head,
    async *chunks() {
      for (const range of ranges) {
        const { tables } = await pieceOf(range);
        yield* tables.filter(({ id }) => id === head.id);
      }
    },
  }));
}

async function rangesOf({ lake, entry, horizon }: OutcomeJob): Promise<readonly PieceRange[]> {
  const ranges: PieceRange[] = [];
  for await (const chunk of readChunks(lake, entry)) {
    const { eventTime, length } = chunk;
    const to = eventTime[length - 1] as number;
    const { windowEnd } = forwardOutcomes(sliceSeries(chunk, length - 1, length), horizon);
    ranges.push({ from: eventTime[0] as number, to, windowEnd: windowEnd[0] as number });
  }
  return ranges;
}

function rememberingLast<Key, Value>(make: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  let last: { readonly key: Key; readonly value: Promise<Value> } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}

async function makePiece(job: OutcomeJob, { from, to, windowEnd }: PieceRange): Promise<Piece> {
  const { lake, parent, base, entry, horizon, id } = job;
  const { instrument, timeframe } = entry;
  const selected = { instruments: [instrument.id], timeframe, from, to: Math.max(to, windowEnd) };
  const [series] = await readSeries(lake, parent, selected);
  if (series === undefined) throw new DataError(`'${instrument.id}' ${timeframe} has no bars`);
  // Up to its last bar a series is known to be whole; a bar in its middle that came late says nothing of what follows.
  const until = { until: entry.lastEventTime };
  const before = base === undefined ? undefined : await storedOutcomes(lake, base, { series, horizon, id, from, to });
  const made = before === undefined ? forwardOutcomes(series, horizon, until) : upgradeOutcomes(before, series, until);
  const changed = upTo(made, to);
  return { before, changed, tables: tablesOfOutcomes(changed, series, id) };
}

/** The rows of bars that close by a time. */
function upTo(table: OutcomeTable, time: EpochMs): OutcomeTable {
  const beyond = table.eventTime.findIndex((close) => close > time);
  if (beyond < 0) return table;
  const cut = (column: Float64Array): Float64Array => column.subarray(0, beyond);
  const { eventTime, windowEnd, availableAt, forwardReturn, mfe, mae, status } = table;
  return {
    ...table,
    length: beyond,
    ...{ eventTime: cut(eventTime), windowEnd: cut(windowEnd), availableAt: cut(availableAt) },
    ...{ forwardReturn: cut(forwardReturn), mfe: cut(mfe), mae: cut(mae), status: status.slice(0, beyond) },
  };
}
