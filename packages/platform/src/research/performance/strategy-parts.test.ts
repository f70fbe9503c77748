import { createRng } from '@assay/core/random';
import type { Intent } from '@assay/quant/orders';
import { simulate } from '@assay/quant/simulation';
import type { SimulationResult } from '@assay/quant/simulation';
import { combineStrategies } from '@assay/quant/strategy';
import type { StrategyDefinition } from '@assay/quant/strategy';
import { describe, expect, it } from 'vitest';
import { walkSeries } from '../../../../quant/src/market/testing/index.ts';
import { renderBacktestReport } from '../../reports/index.ts';
import { backtestReportModel } from '../backtest-report-model.ts';
import { csvText } from '../export/export-table.ts';
import { rowTable } from '../export/row-tables.ts';
import { performanceModel } from '../performance-model.ts';
import { recallSimulations, recordSimulations } from '../simulation-record.ts';
import { sampleBacktest } from '../testing/sample-backtest.ts';
import { tradeMembers } from './strategy-parts.ts';

const bars = walkSeries('members', 200);

/** Holds one lot times `lots` over bars 10 k to 10 k + 5, for k from `phase` on in steps of two. */
function phased(phase: number, lots: number): StrategyDefinition {
  const decide = (count: number): readonly Intent[] => {
    const at = count - 10 * phase;
    if (at < 0 || at % 20 > 5 || (at % 20 !== 0 && at % 20 !== 5)) return [];
    const value = at % 20 === 0 ? lots : 0;
    return [
      {
        legs: [{ instrument: bars.instrument.id, target: { kind: 'lots', value } }],
        allOrNone: false,
        reason: 'phase',
      },
    ];
  };
  return {
    ...{ name: 'phased', summary: 'A test.', source: 'a test', parameters: [], terms: () => [] },
    create: () => ({ decide: (view) => decide(view.barCount(bars.instrument.id)) }),
  };
}

function combined(): SimulationResult {
  const part = (name: string, strategy: StrategyDefinition): object => ({ name, strategy, params: {}, share: 0.5 });
  const parts = [part('early', phased(1, 4)), part('late', phased(2, -6))];
  const { context } = sampleBacktest({ nBars: 60 });
  const definition = combineStrategies('both', parts as unknown as Parameters<typeof combineStrategies>[1]);
  const strategy = definition.create({}, { instruments: [bars.instrument.id], rng: createRng('members') });
  return simulate({
    ...{ series: [bars], boundary: 'flatten', contract: context.contract, sizing: { kind: 'fixed', lots: 1 } },
    segments: [{ from: bars.eventTime[0] as number, to: bars.eventTime.at(-1) as number, strategy, terms: [[]] }],
    ...{ limits: { maxGrossExposure: 5 }, account: { currency: 'USD', cash: 100_000 } },
  });
}

const simulation = combined();
const { context } = sampleBacktest({ nBars: 60 });
const performance = { currency: 'USD', periodsPerYear: 252, series: [bars], timeZone: 'UTC' } as const;

describe('S3-27: strategies that share an account', () => {
  it('stand in the model with figures that sum to the change of equity', () => {
    const { strategies, initialEquity, finalEquity } = performanceModel(simulation, {
      ...performance,
      contract: 'base/1',
    });
    expect(strategies?.parts.map(({ name }) => name)).toEqual(['early', 'late']);
    const net = strategies?.parts.reduce((sum, part) => sum + part.net, strategies.other);
    expect(net).toBeCloseTo(finalEquity - initialEquity, 6);
    for (const { price, costs, income, net: own } of strategies?.parts ?? []) {
      expect(price + costs + income).toBeCloseTo(own, 6);
      expect(costs).toBeLessThan(0);
    }
  });

  it('are named by their fills and trades, in the breakdown and in the files', () => {
    const members = tradeMembers(simulation);
    expect(new Set(members)).toEqual(new Set(['early', 'late']));
    const byDirection = simulation.trades.map(({ direction }) => (direction === 'long' ? 'early' : 'late'));
    expect(members).toEqual(byDirection);
    const model = performanceModel(simulation, { ...performance, contract: 'base/1' });
    const table = model.breakdowns.find(({ by }) => by === 'member');
    expect(table?.cells.map(({ label }) => label).sort()).toEqual(['early', 'late']);
    for (const kind of ['trades', 'fills'] as const) {
      const exported = { simulation, instruments: [bars.instrument], currency: 'USD' };
      const lines = csvText(rowTable(kind, exported)).trim().split('\n');
      expect(lines[0]?.endsWith(',member')).toBe(true);
      expect(new Set(lines.slice(1).map((line) => line.split(',').at(-1)))).toEqual(new Set(['early', 'late']));
    }
  });

  it('come back from the record of a step', () => {
    const { facts, columns } = recordSimulations([simulation]);
    const [recalled] = recallSimulations({ facts: JSON.parse(JSON.stringify(facts)) as typeof facts, columns });
    expect(recalled?.members).toEqual(simulation.members);
  });

  it('have a table on the page; one strategy has none', async () => {
    const page = async (of: SimulationResult): Promise<string> => {
      const own = { ...context.performance, ...performance, benchmark: undefined, others: undefined };
      return renderBacktestReport(backtestReportModel(of, { ...context, performance: own }));
    };
    expect(await page(simulation)).toMatch(/By strategy[\s\S]*early[\s\S]*late/u);
    expect(await page({ ...simulation, members: undefined })).not.toContain('By strategy');
  });
});
