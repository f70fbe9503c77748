import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fixedClock } from '@assay/core/time';
import { beforeAll, describe, expect, it } from 'vitest';
import { openLakehouse, publishDataset } from '../lakehouse/index.ts';
import { openRun } from '../runs/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import { plantedEdge } from '../sources/index.ts';
import { SILENT_PROGRESS } from '../telemetry/index.ts';
import type { PublishedRun } from './publish-run.ts';
import { readRowSimulations } from './row-results.ts';
import type { RowSimulations } from './row-results.ts';
import { runResearch } from './run-research.ts';

const momentum = (lookback: number): object => ({
  class: 'time-series-momentum',
  params: { lookback, rebalanceBars: 1, direction: 'long-short' },
});

const CONFIG = {
  name: 'rows',
  packs: [
    { name: 'each', dataset: 'made', timeframe: '1d', walkForward: { trainSize: 100, testSize: 100 } },
    {
      name: 'all',
      dataset: 'made',
      timeframe: '1d',
      mode: 'universe',
      walkForward: { trainSize: 100, testSize: 100 },
      sizing: { kind: 'target-weight', weight: 0.4 },
    },
  ],
  strategies: [momentum(1), momentum(2)],
};

const clock = fixedClock(Date.UTC(2021, 0, 4));

async function allRows(workspace: string, runId: string): Promise<readonly RowSimulations[]> {
  const rows: RowSimulations[] = [];
  for await (const row of readRowSimulations(workspace, runId)) rows.push(row);
  return rows;
}

describe('readRowSimulations', () => {
  let workspace = '';
  let published: PublishedRun;
  beforeAll(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'assay-rows-'));
    const lake = openLakehouse(path.join(workspace, 'lake'));
    const content = plantedEdge({ seed: 'rows', bars: 320, instruments: ['A.B', 'C'], tickSize: '0.05' });
    await publishDataset(lake, { ...content, name: 'made', createdAt: clock.now() });
    await lake.close();
    const configPath = path.join(workspace, 'config.yaml');
    writeFileSync(configPath, JSON.stringify(CONFIG));
    const resources = { workers: 1, memoryBytes: 2 ** 30 };
    published = await runResearch({ configPath, workspace, ...resources, progress: SILENT_PROGRESS, clock });
    return () => rmSync(workspace, { recursive: true, force: true });
  });

  it('gives every row of the ranking, sorted, with its instruments, also where names hold dots', async () => {
    const rows = await allRows(workspace, published.runId.slice(0, 8));
    expect(rows.map((row) => row.rowId)).toEqual([
      'time-series-momentum.all.universe',
      'time-series-momentum.all.universe.2',
      'time-series-momentum.each.A.B',
      'time-series-momentum.each.A.B.2',
      'time-series-momentum.each.C',
      'time-series-momentum.each.C.2',
    ]);
    expect(rows.map(({ instruments }) => instruments.map(({ id }) => id).join(' '))).toEqual([
      ...['A.B C', 'A.B C', 'A.B', 'A.B', 'C', 'C'],
    ]);
    for (const { rowId, simulation, pessimistic, currency, instruments } of rows) {
      const ranked = published.rankings.rows.find((row) => row.id === rowId);
      expect(simulation.trades.length).toBe(ranked?.trades);
      expect(simulation.trades.every((trade) => trade.contract === 'base/1')).toBe(true);
      expect(pessimistic.trades.every((trade) => trade.contract === 'pessimistic/1')).toBe(true);
      const last = simulation.equityUnits.at(-1) as number;
      expect(last / simulation.initialUnits - 1).toBeCloseTo(ranked?.metrics['totalReturn'] ?? NaN, 9);
      expect(currency).toBe('USD');
      expect(instruments.every(({ tickSize }) => tickSize === '0.05')).toBe(true);
    }
  });

  it('sizes the accounts of a pack as the pack says', async () => {
    const rows = await allRows(workspace, published.runId);
    const largest = (row: RowSimulations | undefined): number =>
      Math.max(...(row?.simulation.exposure ?? []).map(Math.abs));
    expect(largest(rows.find(({ rowId }) => rowId.includes('.all.')))).toBeLessThan(0.6);
    expect(largest(rows.find(({ rowId }) => rowId.includes('.each.')))).toBeGreaterThan(0.9);
  });

  it('X-08: refuses a step result that is damaged or missing, and says how to mend it', async () => {
    const steps = path.join(published.folder, 'steps');
    const target = readdirSync(steps)
      .map((name) => path.join(steps, name))
      .find((file) => readFileSync(file).includes('row:time-series-momentum.each.C.2'));
    const bytes = readFileSync(target as string);
    const spoilt = Buffer.from(bytes);
    spoilt[spoilt.length - 1] = (spoilt.at(-1) as number) ^ 1;
    writeFileSync(target as string, spoilt);
    await expect(allRows(workspace, published.runId)).rejects.toMatchObject({ code: 'DATA_INVALID' });
    rmSync(target as string);
    await expect(allRows(workspace, published.runId)).rejects.toThrow(/is missing/);
    writeFileSync(target as string, bytes);
    expect(await allRows(workspace, published.runId)).toHaveLength(6);
  });

  it('X-08: says that a run has no row yet, or is not there', async () => {
    const empty = temporaryFolder();
    const run = await openRun({
      workspace: empty,
      name: 'broken-off',
      experiment: { datasetVersions: [], scientificConfig: {}, codeVersion: 'test', moduleHashes: [], seed: 1 },
      killPolicy: {},
      readPriors: () => Promise.resolve([]),
    });
    await run.close();
    await expect(allRows(empty, run.id)).rejects.toMatchObject({ code: 'ILLEGAL_STATE' });
    await expect(allRows(empty, 'ffffff')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
