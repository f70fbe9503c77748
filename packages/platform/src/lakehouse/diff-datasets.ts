/**
 * What one version of a dataset has that another has not. Heads and parts are compared by the manifests; only parts whose
 * content differs are read, both at once in order, so that memory does not grow with them.
 */
import type { EpochMs } from '@assay/core/time';
import { canonicalJson } from '../settings/index.ts';
import { seriesKey, tableKey } from './append-dataset.ts';
import { checkIntact } from './check-manifest.ts';
import { diffRows } from './diff-rows.ts';
import type { RowChange, RowCounts } from './diff-rows.ts';
import type { Lakehouse } from './lakehouse.ts';
import { seriesHead, tableHead } from './manifest.ts';
import type { DatasetManifest, PartFacts, SeriesEntry, TableEntry } from './manifest.ts';
import { barShape, tableShape } from './row-shape.ts';
import type { RowShape } from './row-shape.ts';

/** Whether something is only in the later version, only in the earlier one, or in both but not the same. */
export type Change = 'added' | 'removed' | 'changed';

/** One part that differs. */
export interface PartDiff extends RowCounts {
  readonly partition: string;
  readonly change: Change;
  readonly firstEventTime: EpochMs;
  readonly lastEventTime: EpochMs;
}

/** One series or table that differs. */
export interface EntryDiff extends RowCounts {
  readonly kind: 'bars' | TableEntry['kind'];
  /** Id of the instrument, or of the table. */
  readonly id: string;
  /** Of bars. */
  readonly timeframe?: string | undefined;
  readonly change: Change;
  /** What changed of its head, as `instrument` or `adjustment`, with both values. */
  readonly head: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
  readonly parts: readonly PartDiff[];
  /** The first rows that differ. */
  readonly examples: readonly RowChange[];
}

/** What `diffDatasets` found. */
export interface DatasetDiff {
  /** `name@version` of both. */
  readonly before: string;
  readonly after: string;
  /** True if both hold the same rows under the same heads. */
  readonly isSame: boolean;
  /** Series first, then tables, each in the order of a manifest; those that are the same are left out. */
  readonly entries: readonly EntryDiff[];
}

/** How much of a difference is shown. */
export interface DiffOptions {
  /** Rows shown of each series or table. @default 5 */
  readonly examples?: number | undefined;
}

/**
 * Compares two versions, of one dataset or of two.
 *
 * @throws {DataError} if a manifest was changed, or an object that must be read is missing or damaged.
 */
export async function diffDatasets(
  lake: Lakehouse,
  before: DatasetManifest,
  after: DatasetManifest,
  options: DiffOptions = {},
): Promise<DatasetDiff> {
  for (const manifest of [before, after]) checkIntact(manifest);
  const entries: EntryDiff[] = [];
  for (const pair of pairs(before, after)) {
    const diff = await diffEntry(lake, pair, options.examples ?? 5);
    if (diff !== undefined) entries.push(diff);
  }
  const fullName = ({ name, version }: DatasetManifest): string => `${name}@${version}`;
  return { before: fullName(before), after: fullName(after), isSame: entries.length === 0, entries };
}

type Entry = SeriesEntry | TableEntry;

interface Pair<Item> {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

function pairs(before: DatasetManifest, after: DatasetManifest): readonly Pair<Entry>[] {
  return [
    ...matched<Entry>(before.series, after.series, (entry) => seriesKey(entry as SeriesEntry)),
    ...matched<Entry>(before.tables, after.tables, (entry) => tableKey(entry as TableEntry)),
  ];
}

function matched<Item>(before: readonly Item[], after: readonly Item[], key: (item: Item) => string): Pair<Item>[] {
  const [left, right] = [before, after].map((items) => new Map(items.map((item) => [key(item), item])));
  const keys = [...new Set([...before, ...after].map(key))].sort();
  return keys.map((name) => ({ before: left?.get(name), after: right?.get(name) }));
}

async function diffEntry(lake: Lakehouse, pair: Pair<Entry>, nExamples: number): Promise<EntryDiff | undefined> {
  const { before, after } = pair;
  const entry = after ?? before;
  if (entry === undefined || before?.contentHash === after?.contentHash) return undefined;
  const head = { ...nameOf(entry), change: changeOf(pair), head: headChanges(before, after) };
  return { ...head, ...(await diffParts(lake, pair, nExamples)) };
}

function nameOf(entry: Entry): Pick<EntryDiff, 'kind' | 'id' | 'timeframe'> {
  if (!('instrument' in entry)) return { kind: entry.kind, id: entry.id };
  return { kind: 'bars', id: entry.instrument.id, timeframe: entry.timeframe };
}

async function diffParts(
  lake: Lakehouse,
  { before, after }: Pair<Entry>,
  nExamples: number,
): Promise<RowCounts & Pick<EntryDiff, 'parts' | 'examples'>> {
  const [left, right] = [before ?? after, after ?? before] as [Entry, Entry];
  // A shape of each: one side may have an ask side that the other has not.
  const shapes = { before: shapeOf(left), after: shapeOf(right) };
  const total = { added: 0, removed: 0, changed: 0 };
  const parts: PartDiff[] = [];
  const examples: RowChange[] = [];
  for (const part of matched<PartFacts>(before?.parts ?? [], after?.parts ?? [], ({ partition }) => partition)) {
    if (part.before?.contentHash === part.after?.contentHash) continue;
    const found = await diffRows(lake, part, { shapes, nExamples: nExamples - examples.length });
    examples.push(...found.examples);
    for (const name of ['added', 'removed', 'changed'] as const) total[name] += found.counts[name];
    parts.push({ ...partFacts(part), ...found.counts });
  }
  return { ...total, parts, examples };
}

function partFacts(pair: Pair<PartFacts>): Omit<PartDiff, keyof RowCounts> {
  const known = [pair.before, pair.after].filter((part) => part !== undefined);
  return {
    partition: known[0]?.partition ?? '',
    change: changeOf(pair),
    firstEventTime: Math.min(...known.map((part) => part.firstEventTime)),
    lastEventTime: Math.max(...known.map((part) => part.lastEventTime)),
  };
}

function changeOf({ before, after }: Pair<unknown>): Change {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}

function shapeOf(entry: Entry): RowShape {
  return 'instrument' in entry ? barShape(entry) : tableShape(entry);
}

function headChanges(before: Entry | undefined, after: Entry | undefined): EntryDiff['head'] {
  if (before === undefined || after === undefined) return [];
  const [left, right] = [before, after].map(
    (entry) => ('instrument' in entry ? seriesHead(entry) : tableHead(entry)) as unknown as Record<string, unknown>,
  );
  return Object.keys({ ...left, ...right })
    .filter((field) => canonicalJson(left?.[field] ?? null) !== canonicalJson(right?.[field] ?? null))
    .map((field) => ({ field, before: left?.[field], after: right?.[field] }));
}
