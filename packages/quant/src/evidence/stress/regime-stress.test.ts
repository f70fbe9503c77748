import { describe, expect, it } from 'vitest';
import { judgedStress } from './judged-stress.ts';
import { labelledStretches } from './labelled-stretches.ts';
import { periodContributions } from './contributions.ts';
import { regimeConsistency, regimeStress } from './regime-stress.ts';
import type { LabelledRecord } from './regime-stress.ts';
import type { StressEvidence } from './stress-evidence.ts';

const NAMES = ['quiet', 'crisis', 'unknown'];

/** One instrument: 100 periods of each of quiet, crisis, quiet, crisis, with these returns in turn about a mean. */
function record(quiet: number, crisis: number, changes: Partial<LabelledRecord> = {}): LabelledRecord {
  const labels = Int32Array.from({ length: 400 }, (_, t) => Math.floor(t / 100) % 2);
  const contributions = Float64Array.from(labels, (label, t) => (label === 0 ? quiet : crisis) + (t % 2) * 2e-5 - 1e-5);
  return { names: NAMES, width: 1, labels, contributions, tradeLabels: [0, 0, 1], periodsPerYear: 252, ...changes };
}

describe('regimeStress', () => {
  it('S4-15: gives each regime its own periods, stretches, trades and result; the results multiply to the whole', () => {
    const given = record(0.002, -0.001);
    const { regimes } = regimeStress(given);
    const counts = regimes.map(({ label, periods, segments, trades }) => [label, periods, segments, trades]);
    expect(counts).toEqual([
      ['quiet', 200, 2, 2],
      ['crisis', 200, 2, 1],
    ]);
    const whole = given.contributions.reduce((wealth, r) => wealth * (1 + r), 1);
    const parts = regimes.reduce((wealth, { totalReturn }) => wealth * (1 + totalReturn.value), 1);
    expect(parts).toBeCloseTo(whole, 12);
    expect(regimes.map(({ shareOfAbsPnl }) => shareOfAbsPnl.value)).toEqual([
      expect.closeTo(2 / 3, 10),
      expect.closeTo(1 / 3, 10),
    ]);
  });

  it('S4-15: bars without a known regime have a label of their own, which is no regime', () => {
    const labels = Int32Array.from({ length: 400 }, (_, t) => (t < 250 ? 2 : 0));
    const { regimes, dependency, consistency } = regimeStress(record(0.001, 0, { labels }));
    expect(regimes.map(({ label }) => label)).toEqual(['quiet', 'unknown']);
    expect([dependency, consistency].map(({ reason }) => reason)).toEqual(['too-few-regimes', 'too-few-regimes']);
    const stress = { regimes } as unknown as StressEvidence;
    expect(judgedStress(stress).regimes).toEqual([]);
  });

  it('S4-15: a regime of too few periods has no Sharpe ratio, and a reason', () => {
    const labels = Int32Array.from({ length: 400 }, (_, t) => (t < 5 ? 1 : 0));
    const [, crisis] = regimeStress(record(0.001, 0.001, { labels })).regimes;
    expect(crisis?.sharpe).toEqual({ value: NaN, reason: 'too-few-observations' });
  });

  it('S4-09: with several instruments each has its own regime, and the parts add up to the account', () => {
    const quiet = record(0.002, 0.002);
    const width = 2;
    // The second instrument is in the other regime, always.
    const labels = Int32Array.from({ length: 800 }, (_, i) => (i % 2 === 0 ? 0 : 1));
    const contributions = Float64Array.from({ length: 800 }, (_, i) => (i % 2 === 0 ? 0.003 : -0.001));
    const { regimes } = regimeStress({ ...quiet, width, labels, contributions });
    expect(regimes.map(({ label, periods, meanReturn }) => [label, periods, meanReturn.value])).toEqual([
      ['quiet', 400, expect.closeTo(0.003, 12)],
      ['crisis', 400, expect.closeTo(-0.001, 12)],
    ]);
    expect(regimes.map(({ shareOfPeriods }) => shareOfPeriods.value)).toEqual([0.5, 0.5]);
  });
});

describe('regimeConsistency', () => {
  it('S4-17: is 1 - min(CV, 1) of the mean returns', () => {
    const of = (a: number, b: number): number => regimeStress(record(a, b)).consistency.value;
    expect(of(0.001, 0.001)).toBeCloseTo(1, 10);
    expect(of(0.003, 0.001)).toBeCloseTo(0.5, 10);
    expect(of(0.001, -0.001)).toBe(0);
    expect(of(0.002, -0.001)).toBe(0);
    expect(regimeConsistency([]).reason).toBe('too-few-regimes');
  });
});

describe('labelledStretches', () => {
  it('S4-15: never joins periods across a gap', () => {
    const labels = Int32Array.of(0, 0, 1, 0, 1, 1, 0);
    expect(labelledStretches(labels, { from: 0, to: 7 }, 0)).toEqual([
      { from: 0, to: 2 },
      { from: 3, to: 4 },
      { from: 6, to: 7 },
    ]);
    expect(labelledStretches(labels, { from: 1, to: 5 }, 1)).toEqual([
      { from: 2, to: 3 },
      { from: 4, to: 5 },
    ]);
    expect(labelledStretches(labels, { from: 0, to: 7 }, 2)).toEqual([]);
    expect(() => labelledStretches(labels, { from: 0, to: 8 }, 0)).toThrow("invalid 'range.to'");
  });
});

describe('periodContributions', () => {
  it('S4-09: add up to the returns; costs go to what was held', () => {
    const returns = Float64Array.of(0.01, -0.004, 0);
    const exposure = Float64Array.of(0.5, 0, 0.5, 0.25, 0, 0);
    const instrumentReturns = Float64Array.of(0.03, 0.5, 0, -0.01, NaN, 0.02);
    const found = periodContributions({ returns, exposure, instrumentReturns, instruments: ['A', 'B'] });
    for (let t = 0; t < 3; t++) {
      expect(found[2 * t] + found[2 * t + 1]).toBeCloseTo(returns[t], 15);
    }
    // 0.015 earned by A, and -0.005 of costs by what is held around: A 0.5 + 0.5, B 0.25.
    expect(found[0]).toBeCloseTo(0.015 - 0.005 * 0.8, 15);
    const alone = periodContributions({ returns, exposure: returns, instrumentReturns: returns, instruments: ['A'] });
    expect(alone).toEqual(returns);
  });
});
