/**
 * Gates of the bars of a dataset, as a dataset of its own that grows with them.
 *
 * 1. Series too short for a single gate end it: an empty success would look like a quiet market.
 * 2. The codec reads every bar from the beginning, so that what is added is what a build of everything would give. Gates that the
 *    dataset has are compared with what the bars give now.
 * 3. Only what is new is published. Where nothing is, nothing is written.
 */
import { DataError, InvariantError, PlatformError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { RecordTable } from '@assay/quant/market';
import { CODEC_VERSION, codecWarmUp } from '@assay/quant/regimes';
import type { ResolvedCodec } from '@assay/quant/regimes';
import { checkedName, derivedProvenance, findManifest, publishDataset } from '../../lakehouse/index.ts';
import type {
  DatasetManifest,
  Lakehouse,
  Provenance,
  PublishResult,
  SeriesEntry,
  TableSource,
} from '../../lakehouse/index.ts';
import { canonicalJson } from '../../settings/index.ts';
import { GATES_STEP, gatesStep } from './gates-step.ts';
import type { GatesStep } from './gates-step.ts';
import { newGates } from './made-gates.ts';
import type { MadeCounts } from './made-gates.ts';

/** Which gates are wanted. */
export interface BuildRequest {
  readonly parent: DatasetManifest;
  /** Series of the parent; one for each instrument and timeframe. */
  readonly entries: readonly SeriesEntry[];
  readonly spec: ResolvedCodec;
  /** Dataset that holds the gates. @default the parent's name and `-gates` */
  readonly name?: string | undefined;
  /** Replace the gates of the dataset instead of adding to them. */
  readonly isRebuild: boolean;
  readonly createdAt: EpochMs;
  /** Told of each series when it is done. */
  readonly onSeries?: ((counts: MadeCounts) => void) | undefined;
}

/** What was made. */
export interface BuiltGates {
  /** The dataset that holds the gates now; undefined in a trial run of a first build. */
  readonly manifest: DatasetManifest | undefined;
  /** Undefined if nothing was new, or in a trial run. */
  readonly published: PublishResult | undefined;
  readonly series: readonly MadeCounts[];
}

/** Dataset that gates of a dataset are kept in. */
export function gatesName(parent: string, name?: string): string {
  return checkedName(name ?? `${parent}-gates`);
}

/**
 * Makes gates and publishes those that are new.
 *
 * @throws {DataError} if a series has too few bars for a gate, or gates that the dataset has are not those of the bars any more.
 * @throws {PlatformError} USAGE if the dataset is that of the bars, or holds gates of other bars or another spec.
 *
 * @remarks
 * Causal: a gate is known when the last of its bars is.
 */
export async function buildGates(lake: Lakehouse, request: BuildRequest): Promise<BuiltGates> {
  const base = await baseOf(lake, request);
  const series = request.entries.map(countsOf);
  const tables = tablesWithNews({ ...request, lake, base }, series);
  const first = await tables.next();
  if (first.done === true) {
    if (base === undefined) throw new InvariantError('series that are long enough have no gates');
    return { manifest: base, published: undefined, series };
  }
  const published = await publishDataset(lake, {
    name: gatesName(request.parent.name, request.name),
    series: [],
    tables: startingWith(first.value, tables),
    provenance: provenanceOf(request),
    createdAt: request.createdAt,
    // A gate says itself when it could be known.
    ...(base === undefined ? {} : { append: true, receivedAt: 0 }),
  });
  return { manifest: published.manifest, published, series };
}

/** Makes gates and counts them; publishes nothing. @throws as `buildGates` */
export async function tryGates(lake: Lakehouse, request: BuildRequest): Promise<BuiltGates> {
  const base = await baseOf(lake, request);
  const series = request.entries.map(countsOf);
  for await (const source of tablesWithNews({ ...request, lake, base }, series)) {
    for await (const chunk of source.chunks()) void chunk;
  }
  return { manifest: base, published: undefined, series };
}

function countsOf({ instrument, timeframe, rows }: SeriesEntry): MadeCounts {
  return { instrument: instrument.id, timeframe, bars: rows, gates: 0, added: 0 };
}

/** What the gates are added to; undefined where they are the first, or all are replaced. */
async function baseOf(lake: Lakehouse, request: BuildRequest): Promise<DatasetManifest | undefined> {
  const { parent, spec, isRebuild } = request;
  const name = gatesName(parent.name, request.name);
  if (name === parent.name) {
    throw new PlatformError('USAGE', `gates cannot be kept in '${name}', which holds the bars that they are of`, {
      hint: 'Derived data would become the latest version in place of the data they were made of: choose another name.',
    });
  }
  checkLong(request);
  const base = await findManifest(lake, name);
  if (base === undefined || isRebuild) return undefined;
  checkMade(base, parent, spec);
  return base;
}

/** Throws unless a dataset holds gates of the same bars by the same codec. */
function checkMade(base: DatasetManifest, parent: DatasetManifest, spec: ResolvedCodec): void {
  const { name, provenance } = base;
  const made = gatesStep(base);
  if (made?.parent?.split('@')[0] !== parent.name) {
    const of = (provenance.generator as GatesStep | undefined)?.parent;
    throw otherGates(name, of === undefined ? 'is no gates of bars' : `holds what was made of '${of}'`);
  }
  checkVersion(name, made);
  const known = made?.spec ?? {};
  if (canonicalJson({ ...known }) !== canonicalJson({ ...spec }))
    throw otherGates(name, `holds gates of another codec: ${differing(known, spec).join(', ')}`);
}

/** Gates that say nothing of it were made before it was written down. */
function checkVersion(name: string, { version = 1 }: GatesStep = {}): void {
  if (version === CODEC_VERSION) return;
  const meaning = `whose measures do not mean what those of version ${CODEC_VERSION} do`;
  throw otherGates(name, `holds gates of version ${version} of the codec, ${meaning}`);
}

function differing(known: Readonly<Record<string, unknown>>, asked: ResolvedCodec): readonly string[] {
  return Object.entries(asked)
    .filter(([name, value]) => canonicalJson(known[name] ?? null) !== canonicalJson(value as never))
    .map(([name]) => `${name} ${canonicalJson((known[name] ?? null) as never)}`);
}

function otherGates(name: string, is: string): PlatformError {
  return new PlatformError('USAGE', `dataset '${name}' ${is}, so these gates cannot be added to it`, {
    hint: 'Choose another dataset with --name, or replace its gates with --rebuild.',
  });
}

/** Bars before the first gate, its window included. */
export function barsForGate(spec: ResolvedCodec): number {
  return codecWarmUp(spec) + spec.window;
}

function checkLong({ entries, spec }: BuildRequest): void {
  const least = barsForGate(spec);
  const short = entries.filter(({ rows }) => rows < least);
  if (short.length > 0)
    throw tooFew(
      short.map((entry) => `${nameOf(entry)} has ${entry.rows} bars`),
      least,
    );
}

function nameOf({ instrument, timeframe }: SeriesEntry): string {
  return `'${instrument.id}' ${timeframe}`;
}

function tooFew(which: readonly string[], least: number): DataError {
  return new DataError(`too few candles for a gate, which takes ${least}: ${which.join(', ')}`, {
    context: { least, series: which },
    hint: 'Import more history, leave these instruments out with --instruments, or take a smaller --window or --edge-window.',
  });
}

function noneFit(entry: SeriesEntry, { maxUnchanged }: ResolvedCodec): DataError {
  const still = `more than ${Math.round(100 * maxUnchanged)} % of closes are those of the bar before`;
  return new DataError(`no window of the ${entry.rows} bars of ${nameOf(entry)} is fit for a gate`, {
    context: { instrument: entry.instrument.id, timeframe: entry.timeframe, bars: entry.rows, maxUnchanged },
    hint: `Either ${still}, and ticks make an order of their own, or bars with high and low and bars without them are mixed. Longer bars may do; leave the instrument out with --instruments.`,
  });
}

type Job = BuildRequest & { readonly lake: Lakehouse; readonly base: DatasetManifest | undefined };

/** A source for each series that has gates that are new. */
async function* tablesWithNews(job: Job, series: readonly MadeCounts[]): AsyncGenerator<TableSource> {
  const { lake, spec, base, entries, onSeries } = job;
  for (const [index, entry] of entries.entries()) {
    const counts = series[index] as MadeCounts;
    const chunks = newGates({ lake, entry, spec, base }, counts);
    const first = await chunks.next();
    if (first.done !== true) yield { head: headOf(first.value), chunks: () => startingWith(first.value, chunks) };
    if (counts.gates === 0) throw noneFit(entry, spec);
    onSeries?.(counts);
  }
}

function headOf({ kind, id, unit, synthetic }: RecordTable): TableSource['head'] {
  return { kind, id, unit, synthetic };
}

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

function provenanceOf({ parent, spec }: BuildRequest): Provenance {
  return derivedProvenance(parent, {
    description: `gates of the bars of ${parent.name}@${parent.version}`,
    step: {
      name: GATES_STEP,
      maker: 'codec',
      version: CODEC_VERSION,
      spec: { ...spec, thresholds: { ...spec.thresholds } },
    },
    notes: [
      'A gate is known when the last bar of its window is; its row names that bar.',
      'Gates were made of bars as they were first published: restatements are not in them.',
    ],
  });
}
