import path from 'node:path';
import { adjustedInAdvance, fixtureMarket, usedBeforeKnown } from '@assay/quant/evidence';
import type { LeakDifference } from '@assay/quant/evidence';
import { PlatformError } from '@assay/core/errors';
import { formatIsoTime, MS_PER_DAY } from '@assay/core/time';
import { recordTable } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import {
  auditContents,
  openLakehouse,
  publishDataset,
  readChunks,
  readSeries,
  readTable,
} from '../../../lakehouse/index.ts';
import type { DatasetManifest, FindingKind, Lakehouse, PublishRequest } from '../../../lakehouse/index.ts';
import { changedDifference } from './shown-difference.ts';
import { sourcedBars, weeklyBars } from './planted-market.ts';
import type { Twin } from './planted-modules.ts';
import type { FoundKind, ShownDifference } from './proof.ts';

/** The bar at which data leaks begin. */
const AT = 200;

/** A leak in data: how a lakehouse comes to hold it, and what finds it there. */
interface PlantedData {
  readonly kind: string;
  find(planting: Planting): Promise<ShownDifference | null>;
}

/** A lakehouse to plant in, and the bars of the market. */
interface Planting {
  readonly lake: Lakehouse;
  readonly twin: Twin;
  readonly seed: string;
  readonly series: readonly BarSeries[];
}

/** Kinds of leaks that lie in the data. */
export function dataKinds(): readonly string[] {
  return PLANTED.map(({ kind }) => kind);
}

/** Publishes data with a leak, and data without, to a lakehouse each; audits them and compares what a run reads with what was known. */
export async function provePlantedData(
  workspace: string,
  { kinds, seed }: { readonly kinds: readonly string[]; readonly seed: string },
): Promise<readonly FoundKind[]> {
  const found: FoundKind[] = [];
  for (const planted of PLANTED.filter(({ kind }) => kinds.includes(kind))) {
    const lake = openLakehouse(path.join(workspace, 'data', planted.kind));
    try {
      const planting = { lake, seed, series: fixtureMarket(seed) };
      const leaky = await planted.find({ ...planting, twin: 'leaky' });
      const clean = await planted.find({ ...planting, twin: 'clean' });
      const { kind } = planted;
      found.push({ kind, isCaught: leaky !== null, isFalseAlarm: clean !== null, firstDifference: leaky });
    } finally {
      await lake.close();
    }
  }
  return found;
}

const PLANTED: readonly PlantedData[] = [
  {
    kind: 'restated-data',
    find: async ({ lake, twin, seed, series }) => {
      await published(lake, { name: twin, ...sourced(series, seed) });
      const later = (series[0] as BarSeries).eventTime.at(-1) as number;
      const restated = series.map((bars) => changedFrom(bars, AT, (price) => 1.1 * price));
      const news = { append: true, receivedAt: later + 30 * MS_PER_DAY };
      const manifest = await published(lake, { name: twin, ...sourced(restated, `${seed}, restated`), ...news });
      // A run reads what stood there first; who reads the last version as of the close uses what came a year later.
      const vintage = twin === 'leaky' ? 'last' : 'first';
      const used = await readSeries(lake, manifest, { vintage });
      const asOfClose = used.map((bars) => ({ ...bars, availableAt: bars.eventTime }));
      return firstFound(asOfClose, (bars) => versionsAgainst(lake, manifest, bars));
    },
  },
  {
    kind: 'retroactive-split-factor',
    find: async ({ lake, twin, seed, series }) => {
      const split = splitTable(series[0] as BarSeries);
      const raw = series.map((bars, s) => (s === 0 ? changedFrom(bars, AT, (price) => price / 2, Infinity) : bars));
      const halved = series.map((bars, s) => (s === 0 ? changedFrom(bars, 0, (price) => price / 2, Infinity) : bars));
      const content = sourced(twin === 'leaky' ? halved : raw, seed);
      const manifest = await published(lake, { name: twin, ...content, tables: [sourcedTable(split, content)] });
      const used = await readSeries(lake, manifest);
      return firstFound(used, async (bars) => {
        if (!manifest.tables.some(({ id }) => id === bars.instrument.id)) return undefined;
        const { eventTime, availableAt, numbers } = await readTable(lake, manifest, 'actions', bars.instrument.id);
        const splits = [...eventTime].map((time, i) => ({
          ...{ eventTime: time, availableAt: availableAt[i] as number, ratio: numbers['value']?.[i] as number },
        }));
        return adjustedInAdvance(bars, splits);
      });
    },
  },
  audited('bars-before-the-listing', 'before-listing', (bars) => ({
    ...bars,
    instrument: { ...bars.instrument, listedAt: bars.eventTime[AT] as number },
  })),
  audited('bars-after-the-delisting', 'after-delisting', (bars) => ({
    ...bars,
    instrument: { ...bars.instrument, delistedAt: bars.eventTime[AT] as number },
  })),
  audited('bar-known-before-its-end', 'available-early', (bars) => ({
    ...bars,
    availableAt: bars.eventTime.map((time, i) => (i < AT ? time : (bars.openTime[i] as number))),
  })),
  {
    kind: 'higher-timeframe-known-early',
    find: async ({ lake, twin, seed, series }) => {
      const weeks = series.map(weeklyBars);
      const { length } = weeks[0] as BarSeries;
      // As one who joins weeks to days by the day on which they begin.
      const joined = weeks.map((bars) => ({
        ...bars,
        availableAt: bars.eventTime.map((time, i) =>
          i < length / 2 ? time : (bars.openTime[i] as number) + MS_PER_DAY,
        ),
      }));
      const content = sourced([...series, ...(twin === 'leaky' ? joined : weeks)], seed);
      return auditedFor(lake, { name: twin, ...content }, 'available-early');
    },
  },
  {
    kind: 'survivorship',
    find: async ({ lake, twin, seed, series }) => {
      const [bars] = series as readonly [BarSeries];
      const universe = Array.from({ length: 12 }, (_, k): BarSeries => {
        const isOver = twin === 'clean' && k % 4 === 3;
        const delistedAt = bars.eventTime[AT] as number;
        const instrument = { ...bars.instrument, id: `S${k + 1}`, ...(isOver ? { delistedAt } : {}) };
        return { ...(isOver ? firstBars(bars, AT + 1) : bars), instrument };
      });
      return auditedFor(lake, { name: twin, ...sourced(universe, seed) }, 'survivorship-hint');
    },
  },
];

/** A leak that the audit of the lakehouse names; the clean twin is the market as it is. */
function audited(kind: string, finding: FindingKind, plant: (bars: BarSeries) => BarSeries): PlantedData {
  return {
    kind,
    find: ({ lake, twin, seed, series }) =>
      auditedFor(lake, { name: twin, ...sourced(twin === 'leaky' ? series.map(plant) : series, seed) }, finding),
  };
}

type Content = Pick<PublishRequest, 'name' | 'series' | 'provenance'>;

async function auditedFor(lake: Lakehouse, content: Content, kind: FindingKind): Promise<ShownDifference | null> {
  const manifest = await published(lake, content).catch((error: unknown) => refusal(error));
  if ('kind' in manifest) return manifest;
  const audit = await auditContents(lake, manifest);
  const findings = [
    ...audit.series.flatMap(({ report }) => report.findings.map((one) => ({ id: report.instrument, ...one }))),
    ...audit.across.map((one) => ({ id: '*', ...one })),
  ];
  const found = findings.find((one) => one.kind === kind) ?? findings.find(({ severity }) => severity === 'error');
  const example = found?.examples[0];
  if (found === undefined || example === undefined) return null;
  const row = example.sourceRow === null ? '' : ` (row ${example.sourceRow} of its file)`;
  return {
    ...{ kind: 'data', cut: null, time: formatIsoTime(example.eventTime), instrument: found.id, what: found.kind },
    ...{ full: `${example.detail}${row}`, replayed: null },
  };
}

/** Rows that the lakehouse does not even take: the first of them. */
function refusal(error: unknown): ShownDifference {
  if (!PlatformError.is(error, 'DATA_INVALID') || typeof error.context['eventTime'] !== 'string') throw error;
  const { eventTime, instrument, row } = error.context as { eventTime: string; instrument: string; row: number };
  return {
    ...{ kind: 'data', cut: null, time: eventTime, instrument: instrument, what: 'bar' },
    ...{ full: `${error.message} (row ${row} of its file)`, replayed: null },
  };
}

async function published(
  lake: Lakehouse,
  request: Omit<PublishRequest, 'createdAt' | 'acceptUnfit'>,
): Promise<DatasetManifest> {
  return (await publishDataset(lake, { ...request, createdAt: 0, acceptUnfit: true })).manifest;
}

async function firstFound(
  series: readonly BarSeries[],
  find: (bars: BarSeries) => Promise<LeakDifference | undefined>,
): Promise<ShownDifference | null> {
  for (const bars of series) {
    const found = await find(bars);
    if (found !== undefined) return changedDifference(found);
  }
  return null;
}

async function versionsAgainst(
  lake: Lakehouse,
  manifest: DatasetManifest,
  used: BarSeries,
): Promise<LeakDifference | undefined> {
  const entry = manifest.series.find(({ instrument }) => instrument.id === used.instrument.id);
  if (entry === undefined) return undefined;
  // The planted market is one chunk long.
  for await (const versions of readChunks(lake, entry, { vintage: 'all' })) return usedBeforeKnown(used, versions);
  return undefined;
}

function sourced(series: readonly BarSeries[], seed: string): ReturnType<typeof sourcedBars> {
  return sourcedBars(series, { name: 'planted-data', seed });
}

/** The same bars with other prices from one on: that one alone, unless told otherwise. */
function changedFrom(bars: BarSeries, from: number, price: (old: number) => number, count = 1): BarSeries {
  const change = (column: Float64Array): Float64Array =>
    column.map((old, i) => (i >= from && i < from + count ? Math.round(100 * price(old)) / 100 : old));
  const { open, high, low, close } = bars;
  return { ...bars, open: change(open), high: change(high), low: change(low), close: change(close) };
}

function firstBars(bars: BarSeries, length: number): BarSeries {
  const names = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;
  return { ...bars, length, ...Object.fromEntries(names.map((name) => [name, bars[name].slice(0, length)])) };
}

/** Two shares for one at the opening of the bar at which data leaks begin, known from then on. */
function splitTable({ instrument, openTime }: BarSeries): ReturnType<typeof recordTable> {
  const at = openTime[AT] as number;
  return recordTable({ kind: 'actions', id: instrument.id, unit: 'USD', synthetic: true }, [
    { eventTime: at, availableAt: at, values: { type: 'split', value: 2 } },
  ]);
}

function sourcedTable(
  table: ReturnType<typeof recordTable>,
  { series }: ReturnType<typeof sourcedBars>,
): ReturnType<typeof recordTable> {
  const files = series[0]?.source.files ?? [];
  return {
    ...table,
    source: { files, file: new Int32Array(table.length), row: new Int32Array(table.length).fill(AT + 1) },
  };
}
