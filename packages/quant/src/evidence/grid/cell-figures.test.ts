import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { simulate, sweepRecord } from '../../simulation/index.ts';
import { randomOptions, randomRuns } from '../../simulation/testing/index.ts';
import { cellRecord, dailyReturns, measureCell, RATIO_CAP, SHARPE_CAP } from './cell-figures.ts';
import type { CellRecord } from './cell-figures.ts';

const UNIT = 1_000_000;
const HOUR = 3_600_000;
const NO_DAYS = { dayEnds: new Float64Array(), daysPerYear: 260 };

/** A record of `equity` in currency after each period, from 1,000. */
function recordOf(equity: readonly number[], net: readonly number[], heldMs = 0): CellRecord {
  const whole = [1000, ...equity];
  const zeros = new Float64Array(equity.length);
  return {
    times: Float64Array.from(equity, (_, index) => (index + 1) * HOUR),
    equityUnits: Float64Array.from(equity, (one) => one * UNIT),
    initialUnits: 1000 * UNIT,
    returns: Float64Array.from(equity, (one, index) => one / (whole[index] ?? NaN) - 1),
    exposure: zeros,
    instrumentReturns: zeros,
    instruments: ['X'],
    entryDecisions: [],
    netUnits: net.map((one) => one * UNIT),
    heldMs,
  };
}

describe('measureCell', () => {
  it('S1-07 equals figures worked by hand', () => {
    // Trades +30, -10, +20, -20, 0; equity peaks at 1,030, falls to 1,010 and ends at 1,020.
    const { figures } = measureCell(
      recordOf([1030, 1020, 1040, 1020], [30, -10, 20, -20, 0], 5 * 90 * 60_000),
      NO_DAYS,
    );
    expect(figures.trades).toBe(5);
    expect(figures.pnl.value).toBe(20);
    expect(figures.pnlPerTrade.value).toBe(4);
    expect(figures.averageHoldMinutes.value).toBe(90);
    expect(figures.medianTradePnl.value).toBe(0);
    expect(figures.winRate.value).toBe(0.4);
    expect(figures.profitFactor.value).toBeCloseTo(50 / 30, 12);
    expect(figures.winLossRatio.value).toBeCloseTo(25 / 15, 12);
    expect(figures.maxDrawdown.value).toBe(20);
    expect(figures.maxDrawdownFraction.value).toBeCloseTo(20 / 1040, 12);
    expect(figures.pnlToDrawdown.value).toBe(1);
    expect(figures.returnFraction.value).toBeCloseTo(0.02, 12);
  });

  it('S1-06 C7 caps the profit factor of a record without losses at 10 and says so', () => {
    const { figures } = measureCell(recordOf([1010, 1020], [10, 10]), NO_DAYS);
    expect(figures.profitFactor).toEqual({ value: RATIO_CAP });
    expect(figures.profitFactorCapped).toBe(true);
    expect(figures.winLossRatio).toEqual({ value: RATIO_CAP });
    expect(figures.winLossRatioCapped).toBe(true);
    const lost = measureCell(recordOf([990], [-10]), NO_DAYS).figures;
    expect(lost.profitFactor).toEqual({ value: 0 });
    expect(lost.profitFactorCapped).toBe(false);
  });

  it('X-04 cuts a Sharpe ratio that only says that the days differ little, with its sign, and says so', () => {
    const smooth = (step: number): number[] =>
      Array.from({ length: 60 }, (_, i) => 1000 + step * (i + 1) + (i % 2) * 1e-6);
    for (const sign of [1, -1]) {
      const { sharpe, sharpePerDay, sharpeCapped } = measureCell(recordOf(smooth(sign * 0.3), [1]), NO_DAYS).figures;
      expect([sharpe.value, sharpeCapped]).toEqual([expect.closeTo(sign * SHARPE_CAP, 12), true]);
      expect(sharpePerDay.value).toBeCloseTo((sign * SHARPE_CAP) / Math.sqrt(260), 12);
    }
    const rough = Array.from({ length: 60 }, (_, i) => 1000 + 0.3 * i + (i % 2) * 5);
    expect(measureCell(recordOf(rough, [1]), NO_DAYS).figures.sharpeCapped).toBe(false);
  });

  it('X-04 has no figure that is NaN or infinite without a reason, for no trade, all wins, constant equity, one bar', () => {
    const records = [
      recordOf([1000, 1000], []),
      recordOf([1010, 1020], [10, 10]),
      recordOf([1000], [0]),
      recordOf([], []),
    ];
    for (const record of records) {
      for (const [name, figure] of Object.entries(measureCell(record, NO_DAYS).figures)) {
        if (typeof figure !== 'object') continue;
        expect(Number.isFinite(figure.value) || figure.reason !== undefined, name).toBe(true);
      }
    }
  });

  it('C5 annualises from 20 daily points on', () => {
    const path = (n: number): number[] => Array.from({ length: n }, (_, i) => 1000 + (i % 2 === 0 ? 3 : 1) * (i + 1));
    const short = measureCell(recordOf(path(19), [1]), NO_DAYS).figures;
    expect(short.sharpe.reason).toBe('too-few-observations');
    expect(short.sharpePerDay.reason).toBeUndefined();
    const long = measureCell(recordOf(path(20), [1]), NO_DAYS).figures;
    expect(long.sharpe.value).toBeCloseTo(long.sharpePerDay.value * Math.sqrt(260), 12);
  });
});

describe('dailyReturns', () => {
  it('compounds the periods of a day, leaves out empty days and keeps what comes after the last end', () => {
    const returns = Float64Array.of(0.1, 0.1, -0.5, 0.2);
    const times = Float64Array.of(1, 2, 5, 9);
    const days = [...dailyReturns(returns, times, Float64Array.of(2, 4, 6))];
    expect(days).toHaveLength(3);
    expect(days[0]).toBeCloseTo(0.21, 12);
    expect(days[1]).toBeCloseTo(-0.5, 12);
    expect(days[2]).toBeCloseTo(0.2, 12);
  });

  it('ends at times that are too few or unknown, which it refuses', () => {
    const [returns, ends] = [Float64Array.of(0.1, 0.1), Float64Array.of(2)];
    expect(() => dailyReturns(returns, Float64Array.of(1), ends)).toThrow("invalid 'times': must be of length 2");
    expect(() => dailyReturns(returns, Float64Array.of(1, NaN), ends)).toThrow("invalid 'times': must be without NaN");
    expect([...dailyReturns(returns, Float64Array.of(1, 3), ends)]).toHaveLength(2);
  });
});

describe('sweepRecord', () => {
  it('S1-06 is what the engine records, to the last unit', () => {
    const counted = { swept: 0, entries: 0 };
    const single = randomRuns.map((run) => ({ ...run, shapes: ['daily' as const], isProtected: false, nSegments: 1 }));
    fc.assert(
      fc.property(single, (run) => {
        const swept = sweepRecord(randomOptions(run));
        if (swept === undefined) return;
        expect(swept).toEqual(cellRecord(simulate(randomOptions(run))));
        counted.swept++;
        counted.entries += swept.entryDecisions.length;
      }),
      { seed: 5, numRuns: 40 },
    );
    expect(counted.swept).toBeGreaterThan(30);
    expect(counted.entries).toBeGreaterThan(200);
  });
});
