import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '@assay/core/random';
import type { RankingRow } from '@assay/contracts/schemas';
import { sliceSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import type { Fill } from '@assay/quant/orders';
import { decodeColumns, readAudit, runPaths } from '../../src/runs/index.ts';
import { plantedEdge } from '../../src/sources/index.ts';
import type { DatasetContent } from '../../src/sources/index.ts';
import { publishedRows, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const CONFIG = `
name: causal
packs: [{ name: edge, dataset: edge, timeframe: 1d, mode: universe, acceptUnfit: true }]
strategies:
  - class: time-series-momentum
    params: { rebalanceBars: 1, direction: long-short }
    sweep: { lookback: [1, 3, 10] }
  - class: channel-breakout
    params: { stopFraction: 0.03, targetFraction: 0.06 }
    sweep: { entryWindow: [10, 20], exitWindow: [5, 10] }
  - class: mean-reversion
    sweep: { window: [5, 20] }
  - class: day-of-week
    sweep: { weekday: [1, 2, 3, 4, 5] }
  - class: random-entry
    sweep: { seed: [1, 2] }
  - class: ./own.ts
    sweep: { window: [5, 20] }
experiment:
  sizing: { kind: target-weight, weight: 0.5 }
  walkForward: { trainSize: 1y, testSize: 126 }
`;

const MODULE = `
import type { StrategyDefinition } from '@assay/quant/strategy';
export const strategy: StrategyDefinition = {
  name: 'own-average',
  summary: 'Long above its average.',
  source: 'a test',
  parameters: [{ name: 'window', type: 'integer', description: 'Bars of the average.', default: 5, min: 2 }],
  terms: (params) => [{ term: 'sma', field: 'close', window: Number(params['window']) }],
  create: () => {
    const held = new Map<string, number>();
    return {
      decide: (view) =>
        view.updated.flatMap((id) => {
          const wanted = view.price(id, 'close') > view.term(id, 0) ? 1 : 0;
          if (wanted === (held.get(id) ?? 0)) return [];
          held.set(id, wanted);
          const leg = { instrument: id, target: { kind: 'exposure' as const, value: wanted } };
          return [{ legs: [leg], allOrNone: false, reason: 'average' }];
        }),
    };
  },
};
`;

interface Outcome {
  readonly fills: Readonly<Record<string, readonly Fill[]>>;
  readonly rows: readonly RankingRow[];
}

const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const;

/** The same bars up to `cut`; after it another market, three times as wild, with the opposite of the edge. */
function withOtherFuture(series: BarSeries, cut: number): BarSeries {
  const { id } = series.instrument;
  const startPrice = series.close[cut - 1] as number;
  const wild = { seed: `garbage/${id}`, bars: series.length - cut, volatility: 0.03, strength: -0.3, startPrice };
  const garbage = plantedEdge(wild).series[0] as BarSeries;
  const columns = FIELDS.map((field) => {
    const column = series[field].slice();
    column.set(garbage[field], cut);
    return [field, column];
  });
  return { ...series, ...(Object.fromEntries(columns) as Pick<BarSeries, (typeof FIELDS)[number]>) };
}

async function fillsByRow(workspace: TestWorkspace, runId: string): Promise<Outcome['fills']> {
  const paths = runPaths(workspace.root, runId);
  const fills: Record<string, readonly Fill[]> = {};
  for await (const entry of readAudit(paths.audit)) {
    const step = entry['step'] as string;
    if (entry.event !== 'step-finished' || !step.startsWith('row:')) continue;
    const { meta } = decodeColumns(readFileSync(join(paths.steps, `${entry['key'] as string}.cols`)));
    const [base] = (meta as { readonly json: readonly { readonly fills: readonly Fill[] }[] }).json;
    fills[step.slice('row:'.length)] = base?.fills ?? [];
  }
  return fills;
}

describe('a whole run on data that were cut or poisoned (X-01)', () => {
  const workspaces: TestWorkspace[] = [];
  const content = plantedEdge({ seed: 21, bars: 1100, instruments: 2, strength: 0.15 });
  let cut = 0;

  async function outcome(change: (series: BarSeries) => BarSeries): Promise<Outcome> {
    const workspace = testWorkspace();
    workspaces.push(workspace);
    const changed: DatasetContent = { ...content, series: content.series.map(change) };
    await workspace.publish('edge', changed);
    workspace.write('own.ts', MODULE);
    const { runId } = await workspace.run(workspace.write('causal.yaml', CONFIG));
    return { fills: await fillsByRow(workspace, runId), rows: publishedRows(workspace, 'causal', 'rankings') };
  }

  let whole: Outcome;
  beforeAll(async () => {
    cut = 700 + createRng('cut').nextInt(150);
    whole = await outcome((series) => series);
  });
  afterAll(() => workspaces.forEach((workspace) => workspace.remove()));

  function expectSamePast(other: Outcome): void {
    const series = content.series[0] as BarSeries;
    const cutTime = series.eventTime[cut - 1] as number;
    const ids = whole.rows.map((row) => row.id).sort();
    expect(other.rows.map((row) => row.id).sort()).toEqual(ids);
    let compared = 0;
    for (const id of ids) {
      // The cut history ends there, so what it holds then is closed by force: that fill is of the end, not of a decision.
      const past = (result: Outcome): readonly Fill[] =>
        (result.fills[id] ?? []).filter(
          (fill) => fill.time < cutTime || (fill.time === cutTime && fill.orderId !== undefined),
        );
      expect(past(other), id).toEqual(past(whole));
      compared += past(whole).length;
      const chosen = (result: Outcome): unknown =>
        result.rows
          .find((row) => row.id === id)
          ?.selections.filter((fold) => fold.trainTo <= new Date(cutTime).toISOString().slice(0, 10))
          .map(({ fold, params }) => ({ fold, params }));
      expect((chosen(other) as readonly unknown[]).slice(0, 3), id).toEqual(
        (chosen(whole) as readonly unknown[]).slice(0, 3),
      );
    }
    expect(ids).toHaveLength(6);
    expect(compared).toBeGreaterThan(500);
  }

  it('X-01 decides and fills the same up to the cut when nothing comes after it', async () => {
    expectSamePast(await outcome((series) => sliceSeries(series, 0, cut)));
  });

  it('X-01 decides and fills the same up to the cut when garbage comes after it', async () => {
    const poisoned = await outcome((series) => withOtherFuture(series, cut));
    expectSamePast(poisoned);
    expect(poisoned.fills).not.toEqual(whole.fills);
  });
});
