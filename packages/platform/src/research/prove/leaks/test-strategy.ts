import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { fixtureMarket } from '@assay/quant/evidence';
import { recordTable } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import type { Parameters } from '@assay/quant/strategy';
import type { LeakReportModel } from '@assay/contracts/schemas';
import { openLakehouse, publishDataset, resolveDataset } from '../../../lakehouse/index.ts';
import type { DatasetManifest, PublishRequest } from '../../../lakehouse/index.ts';
import { leakModel } from '../../leak-step.ts';
import { leakPath } from './leak-path.ts';
import type { LeakPath } from './leak-path.ts';
import { testedRow, withLeakRun } from './leak-run.ts';
import type { LeakRunPlace } from './leak-run.ts';
import { sourcedBars, weeklyBars } from './planted-market.ts';
import { inPrivateWorkspace } from './private-workspace.ts';

/** Bars of a lakehouse. */
export interface TestedData {
  readonly lake: string;
  readonly dataset: string;
}

/** A strategy to be tested for leaks, and on what. */
export interface StrategyTest {
  /** Name of a built-in strategy, or absolute path of a module. */
  readonly strategy: string;
  readonly params: Parameters;
  readonly cuts: number;
  /** Of the made market; also moves the cuts. */
  readonly seed: string;
  /** Bars of a lakehouse. @default a market that is made: two instruments by the day and the week, one with a gap, one with a split and a dividend */
  readonly data?: TestedData | undefined;
  /** @default the only one; of the made market, days */
  readonly timeframe?: string | undefined;
}

/** What the leak test of a strategy found. */
export interface TestedStrategy {
  readonly strategy: string;
  readonly params: Parameters;
  /** Name and version of what it was tried on. */
  readonly dataset: string;
  readonly report: LeakReportModel;
  /** Where the first record that differs came from; null where none does. */
  readonly path: LeakPath | null;
}

/** Name of the made market, and of runs on any. */
export const MADE: string = 'leak-market';
const DAYS = '1d';

/** Puts one strategy through a research run's leak test in a private workspace: it is no trial, and no figure of it is made. */
export async function testStrategyForLeak(test: StrategyTest, place: LeakRunPlace): Promise<TestedStrategy> {
  return inPrivateWorkspace(async (workspace) => {
    const manifest = await datasetOf(workspace, test, place);
    const dataset = `${manifest.name}@${manifest.version}`;
    const request = {
      ...{ name: MADE, dataset, timeframe: timeframeOf(manifest, test.timeframe), cuts: test.cuts },
      strategies: [{ class: test.strategy, params: test.params }],
    };
    return withLeakRun(workspace, request, place, async (run) => {
      const [row] = run.plan.rows;
      if (row === undefined)
        throw new PlatformError('USAGE', `'${test.strategy}' is the benchmark, which decides nothing`);
      const { name, reference, identity, sets } = row.strategy;
      const params = sets[0] ?? {};
      const tested = await testedRow({ id: `${row.id}/${test.seed}`, reference, identity, params }, run);
      const path = await leakPath(row.strategy.reference, tested, run);
      return { strategy: name, params, dataset, report: leakModel(tested.report), path };
    });
  });
}

/**
 * Makes a lakehouse that of a private workspace, to read.
 *
 * @throws {PlatformError} NOT_FOUND if it is not there.
 */
export async function linkLake(lake: string, workspace: string): Promise<void> {
  if (!existsSync(lake)) {
    throw new PlatformError('NOT_FOUND', `there is no lakehouse at '${lake}'`, {
      hint: 'Import data with `assay data import`, or name the workspace that has them with --workspace.',
    });
  }
  await symlink(lake, path.join(workspace, 'lake'), 'dir');
}

/** The dataset in a private workspace that something is tested on: the one that is asked for, or a made market. */
export async function datasetOf(
  workspace: string,
  { data, seed }: Pick<StrategyTest, 'data' | 'seed'>,
  { clock }: LeakRunPlace,
): Promise<DatasetManifest> {
  const folder = path.join(workspace, 'lake');
  if (data !== undefined) await linkLake(data.lake, workspace);
  const lake = openLakehouse(folder, { readOnly: data !== undefined });
  try {
    if (data !== undefined) return await resolveDataset(lake, data.dataset);
    const content = madeMarket(seed);
    return (await publishDataset(lake, { name: MADE, ...content, createdAt: clock.now(), acceptUnfit: true })).manifest;
  } finally {
    await lake.close();
  }
}

/** The bar length that is asked for, or the only one. */
export function timeframeOf({ name, series }: DatasetManifest, asked: string | undefined): string {
  const known = [...new Set(series.map(({ timeframe }) => timeframe))];
  if (asked !== undefined) return asked;
  if (name === MADE) return DAYS;
  if (known.length === 1) return known[0] as string;
  throw new PlatformError('USAGE', `dataset '${name}' has ${known.join(', ')}: say which with --timeframe`);
}

const GAP = { from: 120, to: 127 };
/** On a Monday: weeks with a split inside cannot be traded on raw. */
const SPLIT = 248;

/** Days and weeks, with a gap in one instrument, and with a split and a dividend in the other, which the dataset's records tell of. */
function madeMarket(seed: string): Pick<PublishRequest, 'series' | 'provenance' | 'tables'> {
  const [lead, other] = fixtureMarket(seed) as readonly [BarSeries, BarSeries];
  const days = [withoutBars(lead, GAP), halvedFrom(other, SPLIT)];
  const sourced = sourcedBars([...days, ...days.map(weeklyBars)], { name: MADE, seed });
  const known = (bar: number): number => other.openTime[bar] as number;
  const actions = recordTable({ kind: 'actions', id: other.instrument.id, unit: 'USD', synthetic: true }, [
    { eventTime: known(180), availableAt: known(170), values: { type: 'cash-dividend', value: 0.5 } },
    { eventTime: known(SPLIT), availableAt: known(SPLIT - 5), values: { type: 'split', value: 2 } },
  ]);
  const files = sourced.series[1]?.source.files ?? [];
  const source = { files, file: new Int32Array(2), row: Int32Array.of(1, 2) };
  return { ...sourced, tables: [{ ...actions, source }] };
}

const COLUMNS = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;

function withoutBars(bars: BarSeries, { from, to }: { readonly from: number; readonly to: number }): BarSeries {
  const kept = (column: Float64Array): Float64Array => column.filter((_, i) => i < from || i >= to);
  return {
    ...bars,
    length: bars.length - (to - from),
    ...Object.fromEntries(COLUMNS.map((name) => [name, kept(bars[name])])),
  };
}

function halvedFrom(bars: BarSeries, from: number): BarSeries {
  const half = (column: Float64Array): Float64Array =>
    column.map((price, i) => (i < from ? price : Math.round(50 * price) / 100));
  return { ...bars, open: half(bars.open), high: half(bars.high), low: half(bars.low), close: half(bars.close) };
}
