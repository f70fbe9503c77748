/**
 * The daily work with gates on data that come with Assay, without a network: bars, gates of them, one backtest, a grid, a week of the
 * roster.
 */
import path from 'node:path';
import type { GridResult, RosterModel } from '@assay/contracts/schemas';
import type { Timeframe } from '@assay/quant/market';
import { resolveCodec } from '@assay/quant/regimes';
import { buildGates } from '../gates/index.ts';
import { publishDataset, resolveDataset, selectEntries } from '../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse } from '../lakehouse/index.ts';
import { runBacktest, runGrid, updateRoster } from '../research/index.ts';
import type { PublishedBacktest, PublishedGrid, ResearchOptions } from '../research/index.ts';
import { writeFileAtomic } from '../settings/index.ts';
import { fx, SAMPLE_DATASET } from '../sources/index.ts';
import { ensureSample } from './run-demo.ts';
import { withLake } from './with-lake.ts';

/** Dataset of the demo's currency pairs. */
export const DEMO_FX = 'demo-fx';
const PAIRS = ['EURUSD', 'GBPUSD'] as const;
const FX_BARS = 4500;
/** The last week that the pairs' bars reach the end of. */
const WEEK = '2019-W38';

/** What the demo came to. */
export interface GatesDemo {
  readonly gates: readonly { readonly dataset: string; readonly gates: number; readonly bars: number }[];
  readonly backtest: PublishedBacktest;
  readonly grid: PublishedGrid;
  readonly week: string;
  readonly roster: RosterModel;
}

/** The profile that all parts of the demo go by. */
const FX_PROFILE = `# Written by \`assay demo gates\`: change it and run the parts by themselves.
cash: 100000
gates: { dataset: ${DEMO_FX}-gates }
params: { maxHazard: 0.1, holdMinutes: 240, direction: long-short }
grid: { holds: [120, 240, 480] }
`;
/** Five sessions of holding: days instead of hours. */
const DAILY_PROFILE = `# Written by \`assay demo gates\`.
cash: 100000
gates: { dataset: ${SAMPLE_DATASET}-gates }
params: { maxHazard: 0.1, holdMinutes: 7200, direction: long-short }
`;

/** Runs the demo in a workspace. */
export async function runGatesDemo(options: Omit<ResearchOptions, 'configPath'>): Promise<GatesDemo> {
  const { workspace, memoryBytes, clock } = options;
  const gates = await withLake({ workspace, memoryBytes, readOnly: false }, async (lake) => {
    await ensureSample(lake, options);
    await publishDataset(lake, { name: DEMO_FX, ...fxBars(), createdAt: clock.now() });
    return [
      await gatesOf(lake, [SAMPLE_DATASET, '1d'], clock.now()),
      await gatesOf(lake, [DEMO_FX, '1h'], clock.now()),
    ];
  });
  await writeFileAtomic(path.join(workspace, 'demo-gates.yaml'), FX_PROFILE);
  await writeFileAtomic(path.join(workspace, 'demo-gates-daily.yaml'), DAILY_PROFILE);
  const made = { ...options, strategy: 'gates', folder: workspace };
  const backtest = await runBacktest({
    ...{ ...made, dataset: SAMPLE_DATASET, timeframe: '1d', profile: 'demo-gates-daily.yaml' },
    ...{ from: '2006-01-03', stress: false, name: 'demo-gates' },
  });
  const pairs = { ...made, dataset: DEMO_FX, profile: 'demo-gates.yaml', instruments: PAIRS };
  const grid = await runGrid({ ...pairs, name: 'demo-gates' });
  const { week, roster } = await updateRoster({ ...pairs, name: 'demo-gates', week: WEEK });
  return { gates, backtest, grid, week: week.week, roster };
}

function fxBars(): ReturnType<typeof fx> {
  return fx({ seed: 'demo', bars: FX_BARS, pairs: [...PAIRS], start: '2019-01-07' });
}

async function gatesOf(
  lake: Lakehouse,
  [name, timeframe]: readonly [string, Timeframe],
  createdAt: number,
): Promise<GatesDemo['gates'][number]> {
  const parent: DatasetManifest = await resolveDataset(lake, name);
  const entries = selectEntries(parent, { timeframe });
  const { series } = await buildGates(lake, { parent, entries, spec: resolveCodec({}), isRebuild: false, createdAt });
  const total = (key: 'gates' | 'bars'): number => series.reduce((sum, one) => sum + one[key], 0);
  return { dataset: `${name}-gates`, gates: total('gates'), bars: total('bars') };
}

/** What may be said of it all, from what was computed. */
export function gatesDemoWords({ grid, roster }: Pick<GatesDemo, 'grid' | 'roster'>): readonly string[] {
  const { instruments } = grid.result;
  const open = instruments.filter(({ evidence }) => evidence?.verdict === 'unproven').length;
  const on = roster.instruments.filter(({ onRoster }) => onRoster).length;
  return [
    open === 0
      ? 'No cell of the grid may be believed. That is right: the pairs are random walks, on which every strategy earns its costs, negative.'
      : `${open} of ${instruments.length} best cells is not explained by luck, on random walks: one in twenty is to be expected at the level that is asked for.`,
    `${cellsOf(grid.result)} cells were tried and are counted: whatever is tried on these data next starts from there.`,
    `The roster keeps ${on} of ${roster.instruments.length} pairs after one week; two failing weeks in a row disable one.`,
  ];
}

function cellsOf({ instruments }: GridResult): number {
  return instruments.reduce((sum, { cells }) => sum + cells.length, 0);
}
