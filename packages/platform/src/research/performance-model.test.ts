import { performanceModelSchema } from '@assay/contracts/schemas';
import type { BreakdownTable, PerformanceModel } from '@assay/contracts/schemas';
import { MEASURES, UNDEFINED_REASONS } from '@assay/quant/analysis';
import { baseContract } from '@assay/quant/execution';
import { ohlcSeries } from '@assay/quant/market/testing';
import { describe, expect, it } from 'vitest';
import { renderBacktestReport } from '../reports/index.ts';
import { backtestReportModel } from './backtest-report-model.ts';
import { performanceModel } from './performance-model.ts';
import { sampleBacktest } from './testing/sample-backtest.ts';
import type { SampleOptions } from './testing/sample-backtest.ts';

const sample = sampleBacktest();

function modelOf(options: SampleOptions = {}): PerformanceModel {
  const { simulation, context } = sampleBacktest(options);
  return performanceModel(simulation, { ...context.performance, contract: context.contract.name });
}

const MODEL = performanceModel(sample.simulation, { ...sample.context.performance, contract: 'base/1' });

describe('performanceModel', () => {
  it('S3-27: holds every measure of the registry, in its order, as a number or null with a reason', () => {
    expect(MODEL.measures.map(({ id }) => id)).toEqual(MEASURES.map(({ id }) => id));
    for (const { id, value, reason } of MODEL.measures) {
      expect([id, value === null]).toEqual([id, reason !== null]);
      if (reason !== null) expect(UNDEFINED_REASONS).toHaveProperty(reason);
    }
    expect(MODEL.benchmarkMeasures.find(({ id }) => id === 'totalReturn')?.value).toEqual(expect.any(Number));
  });

  it('adds up: parts to the change of equity, breakdowns to the whole, costs and income to the net result', () => {
    const earned = MODEL.finalEquity - MODEL.initialEquity;
    expect(sum(MODEL.attribution.map(({ amount }) => amount))).toBeCloseTo(earned, 6);
    const kinds = MODEL.breakdowns.map(({ by }) => by);
    expect(kinds).toEqual(['year', 'month', 'weekday', 'instrument', 'direction', 'exit-rule']);
    for (const table of MODEL.breakdowns) expectWhole(table);
    const spent = sum(MODEL.costs.map(({ amount }) => amount));
    const got = sum(MODEL.income.map(({ amount }) => amount));
    expect((MODEL.gross ?? NaN) - spent + got).toBeCloseTo(earned, 6);
    expect(MODEL.income.find(({ kind }) => kind === 'dividends')?.amount).not.toBe(0);
  });

  it('S4-24, X-12: holds the ladder of costs, monotone, its first step the record itself', () => {
    const ladder = MODEL.costLadder ?? [];
    expect(ladder.map(({ costMultiple }) => costMultiple)).toEqual([1, 1.25, 1.5, 2]);
    const nets = ladder.map(({ net }) => net ?? NaN);
    expect(nets).toEqual(nets.toSorted((a, b) => b - a));
    expect(ladder[0]?.totalReturn).toBe(MODEL.measures.find(({ id }) => id === 'totalReturn')?.value);
    expect(MODEL.contracts.map(({ contract }) => contract)).toEqual(['base/1', 'pessimistic/1']);
    const { simulation, context } = sample;
    const alone = performanceModel(simulation, { ...context.performance, contract: 'base/1', others: [] });
    expect(alone.costLadder).toBeNull();
  });

  it('breaks down by regime and by member where they are given', () => {
    const { simulation, context } = sample;
    const regimes = [...simulation.times].map((_, t) => (t % 3 === 0 ? 'calm' : t % 3 === 1 ? 'wild' : null));
    const members = simulation.trades.map(({ id }) => (id % 2 === 0 ? 'even' : 'odd'));
    const model = performanceModel(simulation, { ...context.performance, contract: 'base/1', regimes, members });
    const [regime, member] = (['regime', 'member'] as const).map((kind) =>
      model.breakdowns.find(({ by }) => by === kind),
    );
    expect(regime?.cells.map(({ label }) => label)).toEqual(['calm', 'wild', 'unknown']);
    expect(member?.cells.map(({ label }) => label).sort()).toEqual(['even', 'odd']);
    expectWhole(regime as BreakdownTable);
    expectWhole(member as BreakdownTable);
  });

  it('counts what became of the orders', () => {
    const { orders } = MODEL;
    const { fills, refusals } = sample.simulation;
    expect(sum(orders.fillsByRule.map(({ count }) => count))).toBe(fills.length);
    expect(sum(orders.refusals.map(({ count }) => count))).toBe(refusals.length);
    expect(orders.fills).toBe(fills.length);
  });

  it('leaves out points of trades where there are too many, never the extremes', () => {
    const many = modelOf({ nBars: 6000, instruments: ['A', 'B', 'C', 'D'], strategy: 'random-entry', params: OFTEN });
    const { points, total } = many.excursions;
    expect(total).toBeGreaterThan(1500);
    expect(points.length).toBeLessThanOrEqual(1200);
    const worst = many.measures.find(({ id }) => id === 'worstAdverseUnits')?.value;
    expect(Math.max(...points.map(({ adverse }) => adverse))).toBe(worst);
  });
});

const OFTEN = { seed: 1, entryProbability: 0.5, holdBars: 3, direction: 'long-short' };
const NEVER = { seed: 1, entryProbability: 0, holdBars: 3, direction: 'long-short' };

describe('X-04: a record with nothing to measure', () => {
  const rising = ohlcSeries({ close: Array.from({ length: 90 }, (_, i) => 100 + i) });
  const flat = ohlcSeries({ close: Array.from({ length: 90 }, () => 100) });
  const held = { strategy: 'buy-and-hold', params: {}, changes: { actions: [] } };
  const free = baseContract({
    costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 },
    degenerateOpen: 'accept',
  });
  const cases: readonly (readonly [string, SampleOptions, Readonly<Record<string, string>>])[] = [
    [
      'no trades',
      { strategy: 'random-entry', params: NEVER },
      { profitFactor: 'no-trade', sharpeRatio: 'zero-variance' },
    ],
    [
      'wins only',
      { series: [rising], ...held },
      { profitFactor: 'no-losing-trade', averageLossUnits: 'no-losing-trade' },
    ],
    [
      'constant equity',
      { series: [flat], contract: free, ...held },
      { sharpeRatio: 'zero-variance', costRatio: 'gross-not-positive' },
    ],
    ['two bars', { nBars: 2, ...held }, { sharpeRatio: 'too-few-observations' }],
    ['one bar', { nBars: 1, ...held }, { sharpeRatio: 'too-few-observations', winRate: 'no-trade' }],
  ];
  it.each(cases)('is finite or null with a reason, in the model and on the page: %s', async (_, options, expected) => {
    const contract = baseContract({ degenerateOpen: 'accept' });
    const { simulation, context } = sampleBacktest({ contract, ...options });
    const model = backtestReportModel(simulation, context);
    expect(performanceModelSchema.safeParse(model.performance).error).toBeUndefined();
    const reasons = new Map(model.performance.measures.map(({ id, reason }) => [id, reason]));
    for (const [id, reason] of Object.entries(expected)) expect([id, reasons.get(id)]).toEqual([id, reason]);
    for (const { id, value, reason } of model.performance.measures) {
      expect([id, value === null]).toEqual([id, reason !== null]);
    }
    const page = await renderBacktestReport(model);
    expect(page).not.toMatch(/NaN|Infinity|undefined<|null</);
    for (const reason of Object.values(expected)) expect(page.toLowerCase()).toContain(wordsFor(reason));
  });
});

function wordsFor(reason: string): string {
  return UNDEFINED_REASONS[reason as keyof typeof UNDEFINED_REASONS].toLowerCase();
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** The parts of a breakdown add up to its whole. */
function expectWhole({ by, cells, total }: BreakdownTable): void {
  for (const name of ['periods', 'trades', 'equityChange', 'gross', 'costs', 'net'] as const) {
    if (total[name] === null) continue;
    expect([by, name, sum(cells.map((cell) => cell[name] ?? 0)).toFixed(4)]).toEqual([
      by,
      name,
      total[name].toFixed(4),
    ]);
  }
}
