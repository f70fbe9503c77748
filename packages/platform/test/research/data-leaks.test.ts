import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { BarSeries } from '@assay/quant/market';
import { openLakehouse, publishDataset } from '../../src/lakehouse/index.ts';
import { plantedEdge } from '../../src/sources/index.ts';
import type { DatasetContent } from '../../src/sources/index.ts';
import { testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const CONFIG = `
name: data
packs: [{ name: edge, dataset: edge, timeframe: 1d }]
strategies: [{ class: time-series-momentum, params: { lookback: 1, rebalanceBars: 1 } }]
experiment:
  walkForward: { scheme: rolling, trainSize: 100, testSize: 200, purgeSize: 0 }
  stress: { enabled: false }
`;
const RESTATED = 250;

describe('leaks in the data of a whole run (X-01)', () => {
  const workspaces: TestWorkspace[] = [];
  const content = plantedEdge({ seed: 5, bars: 500, strength: 0.1 });
  afterAll(() => workspaces.forEach((workspace) => workspace.remove()));

  async function started(given: DatasetContent): Promise<TestWorkspace> {
    const workspace = testWorkspace();
    workspaces.push(workspace);
    await workspace.publish('edge', given);
    return workspace;
  }

  const changed = (change: (series: BarSeries) => BarSeries): DatasetContent => ({
    ...content,
    series: content.series.map(change),
  });

  it(
    'X-01: a run decides by what stood there first, however much was restated later',
    { timeout: 180_000 },
    async () => {
      const lifted = (column: Float64Array): Float64Array =>
        column.map((value, i) => (i === RESTATED ? 2 * value : value));
      const restated = changed((series) => ({
        ...series,
        ...{
          open: lifted(series.open),
          high: lifted(series.high),
          low: lifted(series.low),
          close: lifted(series.close),
        },
      }));
      const [known, later, leaky] = [await started(content), await started(content), await started(restated)];
      const lake = openLakehouse(path.join(later.root, 'lake'));
      const receivedAt = Date.UTC(2030, 0);
      const news = { append: true, receivedAt, createdAt: receivedAt, acceptUnfit: true };
      const { news: told } = await publishDataset(lake, { name: 'edge', ...restated, ...news });
      await lake.close();
      expect(told).toMatchObject({ restated: 1, added: 0 });
      const [before, after, inPlace] = await Promise.all(
        [known, later, leaky].map(async (one) => (await one.run(one.write('data.yaml', CONFIG))).rankings.rows[0]),
      );
      expect(before?.leak?.outcome).toBe('clean');
      expect(after?.metrics).toEqual(before?.metrics);
      expect(inPlace?.metrics).not.toEqual(before?.metrics);
    },
  );

  it('X-01: bars from before a listing or after a delisting are refused by name', { timeout: 180_000 }, async () => {
    const late = changed((series) => ({
      ...series,
      instrument: { ...series.instrument, listedAt: series.eventTime[50] as number },
    }));
    const early = changed((series) => ({
      ...series,
      instrument: { ...series.instrument, delistedAt: series.eventTime[450] as number },
    }));
    for (const [given, finding] of [
      [late, 'before-listing'],
      [early, 'after-delisting'],
    ] as const) {
      const workspace = await started(given);
      const run = workspace.run(workspace.write('data.yaml', CONFIG));
      await expect(run).rejects.toMatchObject({ code: 'DATA_UNFIT' });
      await expect(run).rejects.toThrow(new RegExp(`SYN1 1d: ${finding} \\(\\d+ of 500 bars\\)`, 'u'));
    }
  });
});
