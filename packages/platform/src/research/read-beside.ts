/**
 * What a simulation needs beside bars: corporate actions, exchange rates, quotes and series from outside, each as it was known.
 */
import { DataError } from '@assay/core/errors';
import { MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { OutsideSeries } from '@assay/quant/simulation';
import { readSeries, readTable, selectEntries } from '../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry, TableEntry } from '../lakehouse/index.ts';
import type { BesideBars, RateSeries } from './beside.ts';
import { readGates } from './read-gates.ts';
import type { PlannedOutside, PlannedQuotes, PlannedRate } from './beside-plan.ts';
import { checkKnownInTime, checkUnadjusted } from './known-in-time.ts';
import { settledActions } from './settled-actions.ts';
import { withoutLateBars } from './late-bars.ts';
import type { PlannedAccount } from './plan.ts';
import { rangeLimits } from './resolve-dates.ts';

/** What was read beside bars, where it is kept, and what a reader of the run should know of it. */
export interface BesideReading {
  readonly beside: BesideBars;
  readonly entries: readonly (SeriesEntry | TableEntry)[];
  readonly notes: readonly string[];
}

/**
 * Reads what an account needs beside its bars.
 *
 * @throws {DataError} if a table or series is damaged or empty; DATA_UNFIT if bars are in shares of a split to come, or rows are used
 * before their moment, and the account does not accept it.
 *
 * @remarks
 * Causal: rates, quotes and outside values as first published, with the moment from which they were known; of actions what was
 * known by the end of the dates, and the first word on those that took effect before it became known.
 */
export async function readBeside(
  account: PlannedAccount,
  series: readonly BarSeries[],
  lake: Lakehouse,
): Promise<BesideReading> {
  const { manifest, beside, dates } = account;
  const { to } = rangeLimits(dates);
  const known = new Set(series.map(({ instrument }) => instrument.id));
  const tables =
    beside.actions === 'off' ? [] : manifest.tables.filter(({ kind, id }) => kind === 'actions' && known.has(id));
  const actions: RecordTable[] = [];
  const notes: string[] = [];
  for (const entry of tables) {
    const range = Number.isFinite(to) ? { to } : {};
    const table = await readTable(lake, manifest, 'actions', entry.id, { ...range, vintage: 'all', verify: true });
    const bars = series.find(({ instrument }) => instrument.id === entry.id) as BarSeries;
    const settled = settledActions(table, bars, to);
    if (settled.table.length > 0) actions.push(settled.table);
    notes.push(...settled.notes, ...checkUnadjusted(account, bars, table));
  }
  const rates = await readAll(beside.rates, (rate) => readRate(rate, account, lake));
  const outside = await readAll(beside.outside, (one) => readOutside(one, account, lake));
  const held = beside.quotes.filter(({ instrument }) => known.has(instrument));
  const quotes = await readAll(held, (one) => readQuotes(one, account, lake));
  const gated = beside.gates.filter(({ instrument }) => known.has(instrument));
  const gates = await readAll(gated, (one) => {
    const bars = series.find(({ instrument }) => instrument.id === one.instrument) as BarSeries;
    return readGates(one, { account, bars }, lake);
  });
  const timed = gates.map((one, index) => {
    const { instrument, manifest: from } = gated[index] as (typeof gated)[0];
    const name = `gates of ${instrument} of ${from.name}`;
    return { ...one, accepted: checkKnownInTime(account, { ...one.table, name, manifest: from }) };
  });
  const read = [...rates, ...outside, ...quotes, ...timed];
  return {
    beside: {
      actions,
      rates: rates.map(({ rate }) => rate),
      outside: Object.fromEntries(outside.map(({ name, values }) => [name, values])),
      quotes: quotes.map(({ table }) => table),
      gates: gates.map(({ table }) => table),
    },
    entries: [...tables, ...read.map(({ entry }) => entry)],
    notes: [...notes, ...read.flatMap(({ note, accepted }) => [note, ...accepted])],
  };
}

/** What a reader should know of what was read. */
interface BesideNotes {
  readonly note: string;
  /** Faults that the config accepts. */
  readonly accepted: readonly string[];
}

async function readAll<T, U>(planned: readonly T[], read: (one: T) => Promise<U>): Promise<readonly U[]> {
  const found: U[] = [];
  for (const one of planned) found.push(await read(one));
  return found;
}

async function readRate(
  { from, to, instrument, timeframe, manifest, isInverse, maxAgeMs }: PlannedRate,
  account: PlannedAccount,
  lake: Lakehouse,
): Promise<{ readonly rate: RateSeries; readonly entry: SeriesEntry } & BesideNotes> {
  const { bars, entry } = await readCloses({ manifest, instrument, timeframe }, account, { lake, backMs: maxAgeMs });
  const values = isInverse ? bars.close.map((close) => 1 / close) : bars.close;
  return {
    rate: { from, to, maxAgeMs, availableAt: bars.availableAt, values },
    entry,
    accepted: [],
    note: `${from} in ${to} by ${isInverse ? '1 / ' : ''}${instrument} ${timeframe} of ${nameOf(manifest)}, each rate for at most ${maxAgeMs / MS_PER_DAY} days`,
  };
}

async function readOutside(
  { name, manifest, source }: PlannedOutside,
  account: PlannedAccount,
  lake: Lakehouse,
): Promise<
  { readonly name: string; readonly values: OutsideSeries; readonly entry: SeriesEntry | TableEntry } & BesideNotes
> {
  if (source.kind === 'closes') {
    const { instrument, timeframe } = source;
    const { bars, entry } = await readCloses({ manifest, instrument, timeframe }, account, { lake, backMs: Infinity });
    const note = `${name} is the close of ${instrument} ${timeframe} of ${nameOf(manifest)}`;
    return { name, values: { availableAt: bars.availableAt, values: bars.close }, entry, note, accepted: [] };
  }
  const { to } = rangeLimits(account.dates);
  const range = Number.isFinite(to) ? { to, asOf: to } : {};
  const options = { ...range, vintage: 'first', verify: true } as const;
  const table = await readTable(lake, manifest, 'values', source.id, options);
  const entry = manifest.tables.find(({ kind, id }) => kind === 'values' && id === source.id) as TableEntry;
  const note = `${name} is ${source.id} of ${nameOf(manifest)}, in ${table.unit}`;
  const accepted = checkKnownInTime(account, {
    ...table,
    name: `${name} (${source.id} of ${manifest.name})`,
    manifest,
  });
  return { name, values: inOrderOfKnowledge(table), entry, note, accepted };
}

/** How long before an account's dates its quotes begin: the last one before them is known when they start. */
const QUOTES_BEFORE_MS = 7 * MS_PER_DAY;

async function readQuotes(
  { instrument, manifest }: PlannedQuotes,
  account: PlannedAccount,
  lake: Lakehouse,
): Promise<{ readonly table: RecordTable; readonly entry: TableEntry } & BesideNotes> {
  const { dates } = account;
  const { from, to } = rangeLimits(dates);
  const range = {
    ...(Number.isFinite(from) ? { from: from - QUOTES_BEFORE_MS } : {}),
    ...(Number.isFinite(to) ? { to, asOf: to } : {}),
  };
  // Each quote as it was first received: a later version of it never stood in the market.
  const table = await readTable(lake, manifest, 'quotes', instrument, { ...range, vintage: 'first', verify: true });
  if (table.length === 0) {
    throw new DataError(`${nameOf(manifest)} has no quote of ${instrument} in its dates`, {
      context: { dataset: nameOf(manifest), instrument },
      hint: 'Choose dates that the quotes cover, or another dataset (quotes.dataset).',
    });
  }
  const entry = manifest.tables.find(({ kind, id }) => kind === 'quotes' && id === instrument) as TableEntry;
  const accepted = checkKnownInTime(account, {
    ...table,
    name: `quotes of ${instrument} of ${manifest.name}`,
    manifest,
  });
  return { table, entry, accepted, note: `${instrument}: ${table.length} quotes of ${nameOf(manifest)}` };
}

/** Closes of a series over an account's dates, and `backMs` before them. */
async function readCloses(
  which: Pick<PlannedRate, 'manifest' | 'instrument' | 'timeframe'>,
  { dates }: PlannedAccount,
  { lake, backMs }: { readonly lake: Lakehouse; readonly backMs: number },
): Promise<{ readonly bars: BarSeries; readonly entry: SeriesEntry }> {
  const { manifest, timeframe } = which;
  const instruments = [which.instrument];
  const { from, to } = rangeLimits(dates);
  const first = from - backMs;
  const range = {
    ...(Number.isFinite(first) ? { from: first } : {}),
    ...(Number.isFinite(to) ? { to, asOf: to } : {}),
  };
  const read = await readSeries(lake, manifest, { instruments, timeframe, ...range, vintage: 'first', verify: true });
  const [entry] = selectEntries(manifest, { instruments, timeframe });
  return { bars: withoutLateBars(read[0] as BarSeries), entry: entry as SeriesEntry };
}

/** Values by when they were known; one that came in after a later one was known is left out, as with bars. */
function inOrderOfKnowledge({ availableAt, numbers, length }: RecordTable): OutsideSeries {
  const kept: number[] = [];
  let knownNext: EpochMs = Infinity;
  for (let row = length - 1; row >= 0; row--) {
    const known = availableAt[row] as number;
    if (known <= knownNext) kept.push(row);
    knownNext = Math.min(knownNext, known);
  }
  kept.reverse();
  const values = numbers['value'] as Float64Array;
  return {
    availableAt: Float64Array.from(kept, (row) => availableAt[row] as number),
    values: Float64Array.from(kept, (row) => values[row] as number),
  };
}

function nameOf({ name, version }: DatasetManifest): string {
  return `${name}@${version}`;
}
