/** Gates of one maker for an account, as they were first published. */
import { DataError } from '@assay/core/errors';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { keptRecords, parseTimeframe, textAt } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { gatesWithBarsBefore } from '@assay/quant/signals';
import { readChunks, readTable, selectEntries } from '../lakehouse/index.ts';
import type { Lakehouse, TableEntry } from '../lakehouse/index.ts';
import type { PlannedGates } from './beside-plan.ts';
import type { PlannedAccount } from './plan.ts';
import { rangeLimits } from './resolve-dates.ts';

/** How long before an account's dates its last gate may be: a gate may tell of a window that ended before them. */
const LAST_GATE_BEFORE_MS = 7 * MS_PER_DAY;

/** How long before an account's dates its gates begin, at least and in lengths of a bar: one of them may still be in force. */
const GATES_BEFORE_MS = 28 * MS_PER_DAY;
const GATES_BEFORE_BARS = 512;

/**
 * Reads the gates of one instrument. Those that were known before its first bar have the number `barsBefore`, by the dataset's bars
 * before it.
 *
 * @throws {DataError} DATA_UNFIT if the dates have no gate of the maker at the timeframe, or the table has several makers and none is
 * named.
 *
 * @remarks
 * Causal: each gate with the moment from which it was available; of several versions of a gate the first.
 */
export async function readGates(
  planned: PlannedGates,
  { account, bars }: { readonly account: PlannedAccount; readonly bars: BarSeries },
  lake: Lakehouse,
): Promise<{
  readonly table: RecordTable;
  readonly entry: TableEntry;
  readonly note: string;
  readonly accepted: readonly string[];
}> {
  const { instrument, manifest, timeframe } = planned;
  const { from, to } = rangeLimits(account.dates);
  const begin = from - Math.max(GATES_BEFORE_MS, GATES_BEFORE_BARS * lengthMs(bars));
  const range = {
    ...(Number.isFinite(from) ? { from: begin } : {}),
    ...(Number.isFinite(to) ? { to, asOf: to } : {}),
  };
  const all = await readTable(lake, manifest, 'gates', instrument, { ...range, vintage: 'first', verify: true });
  const atTimeframe = keptRecords(all, (row) => textAt(all, 'timeframe', row) === timeframe);
  const maker = planned.maker ?? onlyMaker(atTimeframe, planned);
  const made = keptRecords(atTimeframe, (row) => textAt(atTimeframe, 'maker', row) === maker);
  if (made.eventTime.every((time) => time < from - LAST_GATE_BEFORE_MS)) throw noGates(planned, all);
  const earlier = await earlierBars(account, bars, { lake, begin });
  const table = gatesWithBarsBefore(made, earlier, bars.openTime[0] as EpochMs);
  const entry = manifest.tables.find(({ kind, id }) => kind === 'gates' && id === instrument) as TableEntry;
  const note = `${instrument}: ${table.length} gates of ${maker} at ${timeframe} from ${manifest.name}@${manifest.version}`;
  return { table, entry, note, accepted: [] };
}

/** When the bars of the dataset opened and were known that stand before a series and were known by its first bar. */
async function earlierBars(
  { manifest, timeframe }: PlannedAccount,
  { instrument, eventTime, availableAt }: BarSeries,
  { lake, begin }: { readonly lake: Lakehouse; readonly begin: EpochMs },
): Promise<Record<'openTime' | 'availableAt', Float64Array>> {
  const opened: number[] = [];
  const known: number[] = [];
  const [entry] = selectEntries(manifest, { instruments: [instrument.id], timeframe });
  if (entry !== undefined && Number.isFinite(begin)) {
    const range = { from: begin, to: (eventTime[0] as EpochMs) - 1, asOf: availableAt[0] as EpochMs };
    for await (const chunk of readChunks(lake, entry, { ...range, vintage: 'first', verify: true })) {
      opened.push(...chunk.openTime);
      known.push(...chunk.availableAt);
    }
  }
  return { openTime: Float64Array.from(opened), availableAt: Float64Array.from(known) };
}

/** How long a bar of a series is. */
function lengthMs({ timeframe }: BarSeries): number {
  const { count, unit } = parseTimeframe(timeframe);
  return count * { m: MS_PER_MINUTE, h: MS_PER_HOUR, d: MS_PER_DAY, w: 7 * MS_PER_DAY, mo: 31 * MS_PER_DAY }[unit];
}

function onlyMaker(table: RecordTable, { instrument, manifest }: PlannedGates): string {
  const makers = wordsOf(table, 'maker');
  if (makers.length <= 1) return makers[0] ?? '';
  throw new DataError(`${manifest.name}@${manifest.version} has gates of ${instrument} by ${makers.join(', ')}`, {
    code: 'DATA_UNFIT',
    context: { dataset: manifest.name, instrument, makers },
    hint: 'Say whose gates are traded: gates.maker.',
  });
}

function noGates({ instrument, manifest, timeframe, maker }: PlannedGates, all: RecordTable): DataError {
  const by = maker === undefined ? '' : ` by ${maker}`;
  const has =
    all.length === 0
      ? 'none in these dates'
      : `${wordsOf(all, 'timeframe').join(', ')} by ${wordsOf(all, 'maker').join(', ')}`;
  return new DataError(
    `${manifest.name}@${manifest.version} has no gate of ${instrument} at ${timeframe}${by} in its dates`,
    {
      code: 'DATA_UNFIT',
      context: { dataset: manifest.name, instrument, timeframe, maker: maker ?? null },
      hint: `It has ${has}: choose with gates.timeframe and gates.maker, or build gates of these bars with \`assay gates build\`.`,
    },
  );
}

function wordsOf(table: RecordTable, name: string): readonly string[] {
  const words = new Set<string>();
  for (let row = 0; row < table.length; row++) words.add(textAt(table, name, row) ?? '');
  return [...words].sort();
}
