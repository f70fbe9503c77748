import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recordTable } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { openLakehouse, publishDataset } from '../../src/lakehouse/index.ts';
import { plantedEdge } from '../../src/sources/index.ts';
import type { DatasetContent } from '../../src/sources/index.ts';
import { testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

/** A dataset with records beside its bars. */
type Content = DatasetContent & { readonly tables?: readonly RecordTable[] };

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

  async function started(given: Content): Promise<TestWorkspace> {
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

  const SPLIT = 250;

  /** The same market with a split of two for one in its records, which raw prices show or do not. */
  function withSplit(isShown: boolean): Content {
    const [bars] = content.series as readonly [BarSeries];
    const at = bars.openTime[SPLIT] as number;
    const actions = recordTable({ kind: 'actions', id: bars.instrument.id, unit: 'USD', synthetic: true }, [
      { eventTime: at, availableAt: at, values: { type: 'split', value: 2 } },
    ]);
    const halved = (column: Float64Array): Float64Array =>
      column.map((price, i) => (i < SPLIT ? price : Math.round(50 * price) / 100));
    const { open, high, low, close } = bars;
    const raw = { ...bars, open: halved(open), high: halved(high), low: halved(low), close: halved(close) };
    return { ...content, series: [isShown ? raw : bars], tables: [sourced(actions)] };
  }

  function sourced(table: RecordTable): RecordTable {
    const files = (content.series[0] as BarSeries).source.files;
    const row = Int32Array.from({ length: table.length }, (_, i) => i + 1);
    return { ...table, source: { files, file: new Int32Array(table.length), row } };
  }

  it(
    'X-01: raw prices that were divided by a split in advance are refused; those of its own time are not',
    { timeout: 180_000 },
    async () => {
      const [leaky, clean] = [await started(withSplit(false)), await started(withSplit(true))];
      const refused = leaky.run(leaky.write('data.yaml', CONFIG));
      await expect(refused).rejects.toMatchObject({
        code: 'DATA_UNFIT',
        message: expect.stringMatching(
          /^pack 'edge\.SYN1': SYN1 1d is in shares of a split that came later, from its first bar on \(row 1 of .+\): close [\d.]+ is in shares of the split of 2 for 1 at 200\d-/u,
        ) as unknown,
        hint: expect.stringContaining('`adjustment: split`') as unknown,
      });
      const { rankings } = await clean.run(clean.write('data.yaml', CONFIG));
      expect(rankings.rows[0]?.leak?.outcome).toBe('clean');

      const accepted = CONFIG.replace('timeframe: 1d }', 'timeframe: 1d, acceptUnfit: true }');
      const { summary } = await leaky.run(leaky.write('data.yaml', accepted));
      expect(summary.data.beside).toContainEqual(
        expect.stringMatching(/split .* used because the config accepts it$/u),
      );
    },
  );

  it(
    'X-01: outside values that are used before their moment are refused; those in time are not',
    { timeout: 180_000 },
    async () => {
      const [bars] = content.series as readonly [BarSeries];
      const fear = (leadMs: number): Content => {
        const rows = Array.from(bars.eventTime, (time, i) => ({
          ...{ eventTime: time, availableAt: time - (i < 300 ? 0 : leadMs) },
          values: { value: i % 40 < 20 ? 10 : 30 },
        }));
        const table = recordTable({ kind: 'values', id: 'FEAR', unit: 'index-points', synthetic: true }, rows);
        return { ...content, tables: [sourced(table)] };
      };
      const risk = `
  risk:
    outside: { fear: { series: FEAR, dataset: edge } }
    breakers: [{ kind: external-scale, series: fear, steps: [{ below: 20, scale: 1 }], otherwise: 0 }]
`;
      const day = 86_400_000;
      const [early, inTime] = [await started(fear(day)), await started(fear(0))];
      await expect(early.run(early.write('data.yaml', CONFIG + risk))).rejects.toMatchObject({
        code: 'DATA_UNFIT',
        message: expect.stringMatching(
          /^pack 'edge\.SYN1': fear \(FEAR of edge\): 200 of 500 rows are used before the moment that they speak of, the first of 200\d.* \(row 301 of /u,
        ) as unknown,
      });
      expect((await inTime.run(inTime.write('data.yaml', CONFIG + risk))).rankings.rows.length).toBe(1);
    },
  );
});
