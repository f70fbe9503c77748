import path from 'node:path';
import { fixedClock } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { openLakehouse, publishDataset } from '../../../lakehouse/index.ts';
import { testProvenance } from '../../../lakehouse/testing/index.ts';
import { randomWalk } from '../../../sources/index.ts';
import type { GridOptions } from '../options.ts';

/** Name under which the small grid is published. */
export const SMALL_GRID = 'small';

/** Publishes dataset `walks`: some hundred days of each instrument. */
export async function publishWalks(workspace: string, instruments: readonly string[]): Promise<void> {
  const { series } = randomWalk({ seed: 'grid', bars: 400, instruments, start: '2016-01-04' });
  const bars = series.map((one) => ({ ...one, synthetic: false }));
  const lake = openLakehouse(path.join(workspace, 'lake'), { threads: 1 });
  try {
    const provenance = testProvenance(bars[0] as BarSeries, 'walks.csv');
    await publishDataset(lake, { name: 'walks', series: bars, provenance, createdAt: 0 });
  } finally {
    await lake.close();
  }
}

/** A grid of 30 cells on each of them. */
export function smallGrid(workspace: string): Omit<GridOptions, 'progress'> {
  return {
    ...{ strategy: 'moving-average-crossover', folder: workspace, name: SMALL_GRID, workspace },
    axes: ['fast=2:7:1', 'slow=10:30:5'],
    ...{ workers: 1, memoryBytes: 2 ** 31, clock: fixedClock(Date.UTC(2021, 0, 4)) },
  };
}
