/** Gates of one maker for an account, as they were first published. */
import { DataError } from '@assay/core/errors';
import { MS_PER_DAY } from '@assay/core/time';
import { keptRecords, textAt } from '@assay/quant/market';
import type { RecordTable } from '@assay/quant/market';
import { readTable } from '../lakehouse/index.ts';
import type { Lakehouse, TableEntry } from '../lakehouse/index.ts';
import type { PlannedGates } from './beside-plan.ts';
import type { PlannedAccount } from './plan.ts';
import { rangeLimits } from './resolve-dates.ts';

/** How long before an account's dates its gates begin: a gate may tell of a window that ended before them. */
const GATES_BEFORE_MS = 7 * MS_PER_DAY;

/**
 * Reads the gates of one instrument.
 *
 * @throws {DataError} DATA_UNFIT if the dates have no gate of the maker at the timeframe, or the table has several makers and none is
 * named.
 *
 * @remarks
 * Causal: each gate with the moment from which it was available; of several versions of a gate the first.
 */
export async function readGates(
  planned: PlannedGates,
  { dates }: Pick<PlannedAccount, 'dates'>,
  lake: Lakehouse,
): Promise<{
  readonly table: RecordTable;
  readonly entry: TableEntry;
  readonly note: string;
  readonly accepted: readonly string[];
}> {
  const { instrument, manifest, timeframe } = planned;
  const { from, to } = rangeLimits(dates);
  const range = {
    ...(Number.isFinite(from) ? { from: from - GATES_BEFORE_MS } : {}),
    ...(Number.isFinite(to) ? { to, asOf: to } : {}),
  };
  const all = await readTable(lake, manifest, 'gates', instrument, { ...range, vintage: 'first', verify: true });
  const atTimeframe = keptRecords(all, (row) => textAt(all, 'timeframe', row) === timeframe);
  const maker = planned.maker ?? onlyMaker(atTimeframe, planned);
  const table = keptRecords(atTimeframe, (row) => textAt(atTimeframe, 'maker', row) === maker);
  if (table.length === 0) throw noGates(planned, all);
  const entry = manifest.tables.find(({ kind, id }) => kind === 'gates' && id === instrument) as TableEntry;
  const note = `${instrument}: ${table.length} gates of ${maker} at ${timeframe} from ${manifest.name}@${manifest.version}`;
  return { table, entry, note, accepted: [] };
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
