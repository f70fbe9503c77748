import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { leaveOnePeriodOut, startDateSensitivity } from './period-sensitivity.ts';
import { sharpeStatistics } from './sharpe-inference.ts';

function noise(n: number, mean: number, seed: string = 'sensitivity-1'): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => mean + 0.01 * rng.nextNormal());
}
const years = (n: number, length: number): { from: number; to: number }[] =>
  Array.from({ length: Math.ceil(n / length) }, (_, k) => ({ from: k * length, to: Math.min(n, (k + 1) * length) }));

describe('startDateSensitivity', () => {
  it('judges the record from each start on', () => {
    const returns = noise(200, 0.001);
    const { parts } = startDateSensitivity(returns, { starts: 5, shortest: 100 });
    expect(parts.map(({ start }) => start)).toEqual([0, 25, 50, 75, 100]);
    for (const { start, n, sharpe, totalReturn } of parts) {
      expect(n).toBe(200 - start);
      expect(sharpe.value).toBe(sharpeStatistics(returns.slice(start)).sharpe);
      expect(totalReturn.value).toBeCloseTo(returns.slice(start).reduce((wealth, r) => wealth * (1 + r), 1) - 1, 12);
    }
  });

  it('shows a record that hangs on its first weeks', () => {
    const lucky = Float64Array.of(...new Float64Array(20).fill(0.05), ...noise(300, -0.002));
    const { lowestSharpe, highestSharpe, gainingShare, parts } = startDateSensitivity(lucky, { shortest: 150 });
    expect(parts[0]?.totalReturn.value).toBeGreaterThan(0);
    expect(lowestSharpe.value).toBeLessThan(0);
    expect(highestSharpe.value).toBeGreaterThan(0);
    expect(gainingShare.value).toBeLessThan(0.5);
    const steady = startDateSensitivity(noise(600, 0.003), { shortest: 150 });
    expect([steady.gainingShare.value, steady.lowestSharpe.value > 0]).toEqual([1, true]);
    expect(steady.parts).toHaveLength(50);
  });

  it('X-04: takes each start once and is undefined in a record that is too short or flat', () => {
    expect(startDateSensitivity(noise(12, 0), { starts: 9, shortest: 10 }).parts.map(({ start }) => start)).toEqual([
      0, 1, 2,
    ]);
    const short = startDateSensitivity(noise(9, 0), { shortest: 10 });
    expect([short.parts.length, short.lowestSharpe.reason, short.gainingShare.reason]).toEqual([
      0,
      'too-few-observations',
      'too-few-observations',
    ]);
    const flat = startDateSensitivity(new Float64Array(30), { shortest: 10 });
    expect([flat.lowestSharpe.reason, flat.gainingShare.value]).toEqual(['zero-variance', 0]);
    expect(() => startDateSensitivity(noise(9, 0), { starts: 1, shortest: 2 })).toThrow("invalid 'starts'");
    expect(() => startDateSensitivity(noise(9, 0), { shortest: 1 })).toThrow("invalid 'shortest'");
  });
});

describe('leaveOnePeriodOut', () => {
  it('leaves each range out and nothing else', () => {
    const returns = noise(60, 0.001);
    const { parts, whole } = leaveOnePeriodOut(returns, [...years(60, 25), { from: 5, to: 5 }]);
    expect(parts.map(({ n }) => n)).toEqual([35, 35, 50, 60]);
    expect(parts[1]?.sharpe.value).toBe(
      sharpeStatistics(Float64Array.of(...returns.slice(0, 25), ...returns.slice(50))).sharpe,
    );
    expect(parts[3]).toEqual({ without: { from: 5, to: 5 }, ...whole });
  });

  it('finds the one year that carries a record', () => {
    const returns = noise(400, -0.0004);
    returns.subarray(100, 200).forEach((value, t) => (returns[100 + t] = value + 0.004));
    const found = leaveOnePeriodOut(returns, years(400, 100));
    expect(found.mostImportant).toEqual({ from: 100, to: 200 });
    expect(found.isCarriedByOne).toBe(true);
    expect(found.lowestSharpe.value).toBeLessThan(0);
    const steady = leaveOnePeriodOut(noise(400, 0.003), years(400, 100));
    expect(steady.isCarriedByOne).toBe(false);
  });

  it('X-04: says why a part is undefined', () => {
    const ruined = Float64Array.of(0.1, -1, 0.2, 0.1);
    const { parts, whole } = leaveOnePeriodOut(ruined, [
      { from: 1, to: 2 },
      { from: 0, to: 4 },
    ]);
    expect(whole.totalReturn.reason).toBe('wealth-not-positive');
    expect(parts[0]?.totalReturn.value).toBeCloseTo(1.1 * 1.2 * 1.1 - 1, 12);
    expect([parts[1]?.sharpe.reason, parts[1]?.totalReturn.reason]).toEqual(['no-observations', 'no-observations']);
    const none = leaveOnePeriodOut(ruined, []);
    expect([none.mostImportant, none.lowestSharpe.reason, none.isCarriedByOne]).toEqual([
      undefined,
      'too-few-observations',
      false,
    ]);
    expect(() => leaveOnePeriodOut(ruined, [{ from: 2, to: 5 }])).toThrow("invalid 'ranges[0].to'");
    expect(() => leaveOnePeriodOut(ruined, [{ from: 3, to: 2 }])).toThrow("invalid 'ranges[0].to'");
  });
});
