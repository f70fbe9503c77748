import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RankingRow } from '@assay/contracts/schemas';
import { fixedClock } from '@assay/core/time';
import { openLakehouse, publishDataset } from '../../../lakehouse/index.ts';
import { randomWalk } from '../../../sources/index.ts';
import { SILENT_PROGRESS } from '../../../telemetry/index.ts';
import { runResearch } from '../../run-research.ts';

/** A whole research run of random strategies on driftless random walks, one account for each. */
export interface RandomRun {
  readonly seed: number;
  readonly instruments: number;
  /** Random strategies on each instrument; each is a row. */
  readonly strategies: number;
  readonly bars: number;
}

const CASH = 10_000_000;

const MEMORY_BYTES = 2 * 2 ** 30;

/** Publishes the markets in a workspace of its own, runs the research, and returns its rows. */
export async function randomRun({ seed, instruments, strategies, bars }: RandomRun): Promise<readonly RankingRow[]> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'assay-random-run-'));
  try {
    const clock = fixedClock(Date.UTC(2021, 0, 4));
    const lake = openLakehouse(path.join(workspace, 'lake'));
    await publishDataset(lake, { ...randomWalk({ seed, bars, instruments }), name: 'made', createdAt: clock.now() });
    await lake.close();
    const config = {
      name: 'random',
      packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 50, purgeSize: 0, testSize: bars - 51 } }],
      strategies: Array.from({ length: strategies }, (_, index) => ({
        class: 'random-entry',
        params: {
          seed: index + 1,
          holdBars: 2 + (index % 10),
          entryProbability: 0.1 + 0.02 * (index % 7),
          direction: 'long-short',
        },
      })),
      experiment: { cash: CASH },
    };
    const configPath = path.join(workspace, 'random.yaml');
    writeFileSync(configPath, JSON.stringify(config));
    const options = { configPath, workspace, workers: 1, memoryBytes: MEMORY_BYTES, progress: SILENT_PROGRESS, clock };
    const { rankings } = await runResearch(options);
    return rankings.rows;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** A mean over instruments with its standard error, per trade, in basis points of the cash. */
export interface Expectancy {
  readonly mean: number;
  readonly error: number;
}

/** What a trade earned before costs, and after costs with the costs added again; markets are independent, rows of one are not. */
export function expectancies(
  rows: readonly RankingRow[],
): Readonly<Record<'gross' | 'net' | 'netPlusCosts', Expectancy>> {
  const byInstrument = new Map<string, RankingRow[]>();
  for (const row of rows) {
    const name = row.instruments.join();
    byInstrument.set(name, [...(byInstrument.get(name) ?? []), row]);
  }
  const perTrade = [...byInstrument.values()].map((some) => {
    const total = (pick: (row: RankingRow) => number | null | undefined): number =>
      some.reduce((sum, row) => sum + (pick(row) ?? NaN), 0);
    const trades = total((row) => row.trades);
    const perCash = (sum: number): number => (sum / trades / CASH) * 10_000;
    const net = total(({ metrics }) => metrics['netProfit']);
    const costs = total(({ metrics }) => metrics['tradeCosts']);
    return {
      gross: perCash(total(({ metrics }) => metrics['grossProfit'])),
      net: perCash(net),
      netPlusCosts: perCash(net + costs),
    };
  });
  const figure = (name: 'gross' | 'net' | 'netPlusCosts'): Expectancy => meanAndError(perTrade.map((one) => one[name]));
  return { gross: figure('gross'), net: figure('net'), netPlusCosts: figure('netPlusCosts') };
}

function meanAndError(values: readonly number[]): Expectancy {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}
