import { describe, expect, it } from 'vitest';
import type { AnalysisInput } from './facts.ts';
import { analyse } from './registry.ts';

const PERIODS = { returns: Float64Array.from([0, 0.05, 0]), periodsPerYear: 12, riskFreePerPeriod: 0 };

describe('exposure measures', () => {
  it('fit two instruments worked by hand', () => {
    const found = analyse({
      periods: PERIODS,
      exposure: {
        instruments: ['A', 'B'],
        returns: PERIODS.returns,
        exposure: Float64Array.from([0.5, -0.2, 0, 0, -0.1, 0]),
        instrumentReturns: new Float64Array(6),
      },
    });
    expect(found['timeInMarket'].value).toBeCloseTo(2 / 3, 14);
    expect([found['timeLong'].value, found['timeShort'].value]).toEqual([1 / 3, 1 / 3]);
    expect(found['averageGrossExposure'].value).toBeCloseTo(0.8 / 3, 14);
    expect(found['averageNetExposure'].value).toBeCloseTo(0.2 / 3, 14);
    expect(found['largestGrossExposure'].value).toBeCloseTo(0.7, 14);
  });

  it('count both sides: the whole equity bought and sold once a month turns over 24 times a year', () => {
    const returns = new Float64Array(24);
    const found = analyse({
      periods: { returns, periodsPerYear: 24, riskFreePerPeriod: 0 },
      exposure: {
        instruments: ['A'],
        returns,
        exposure: Float64Array.from({ length: 24 }, (_, t) => (t + 1) % 2),
        instrumentReturns: new Float64Array(24),
      },
    });
    expect(found['annualTurnover'].value).toBe(24);
  });

  it('X-04: are undefined without a period or with a missing entry', () => {
    const none = { instruments: ['A'], returns: new Float64Array(0), exposure: new Float64Array(0) };
    const empty = analyse({ periods: PERIODS, exposure: { ...none, instrumentReturns: new Float64Array(0) } });
    expect(empty['timeLong']).toEqual({ value: NaN, reason: 'no-observations' });
    const holed = { instruments: ['A'], returns: new Float64Array(1), exposure: Float64Array.of(NaN) };
    const found = analyse({ periods: PERIODS, exposure: { ...holed, instrumentReturns: new Float64Array(1) } });
    for (const id of ['timeLong', 'timeInMarket', 'largestGrossExposure', 'annualTurnover']) {
      expect([id, found[id].reason]).toEqual([id, 'return-not-finite']);
    }
  });
});

describe('cost measures', () => {
  const trade = { grossUnits: 200, costUnits: 50, netUnits: 150, barsHeld: 1, exitRule: 'decided' };

  it('fit an account worked by hand', () => {
    const found = analyse({
      periods: PERIODS,
      trades: { trades: [trade, { ...trade, grossUnits: -100, netUnits: -150 }] },
      costs: { totalUnits: 120, equityUnits: Float64Array.from([900, 1000, 1100]) },
    });
    expect(found['costRatio'].value).toBe(1);
    expect(found['annualCostDrag'].value).toBeCloseTo(120 / 1000 / (3 / 12), 14);
  });

  it('X-04: have no ratio to a result that is no gain, and no drag on an account that has nothing', () => {
    const input: AnalysisInput = {
      periods: PERIODS,
      trades: { trades: [{ ...trade, grossUnits: 0, netUnits: -50 }] },
      costs: { totalUnits: 50, equityUnits: Float64Array.from([0, 0]) },
    };
    expect(analyse(input)['costRatio'].reason).toBe('gross-not-positive');
    expect(analyse(input)['annualCostDrag'].reason).toBe('wealth-not-positive');
    expect(analyse({ ...input, trades: { trades: [] } })['costRatio'].reason).toBe('no-trade');
  });
});

describe('order measures', () => {
  it('are those of orderMeasures', () => {
    const refusals = [{ time: 0, instrument: 'A', reason: 'unaffordable' }];
    const found = analyse({ periods: PERIODS, orders: { fills: [], refusals } });
    expect([found['nFilled'].value, found['nRefused'].value, found['rejectRate'].value]).toEqual([0, 1, 1]);
  });
});
