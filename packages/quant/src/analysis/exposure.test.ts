import { createRng } from '@assay/core/random';
import { mean } from '@assay/core/vector';
import { describe, expect, it } from 'vitest';
import { averageExposure, exposureMatchedExcess, exposureMeasures, matchedExcessInto } from './exposure.ts';
import type { ExposureHistory } from './exposure.ts';

describe('exposureMatchedExcess', () => {
  it('fits two instruments worked by hand', () => {
    const history = historyOf({
      nInstruments: 2,
      returns: [0.01, 0.02],
      exposure: [0.5, 0, 0.5, -1],
      instrumentReturns: [0.1, 0.2, -0.1, 0.4],
    });
    const found = exposureMatchedExcess(history);
    expect(Array.from(found.averageExposure)).toEqual([0.5, -0.5]);
    expect(Array.from(found.benchmark)).toEqual([0.05 - 0.1, -0.05 - 0.2]);
    expect(Array.from(found.excess)).toEqual([0.01 - (0.05 - 0.1), 0.02 - (-0.05 - 0.2)]);
  });

  it('leaves nothing of constant exposure, whatever the market did', () => {
    const market = [0.03, -0.02, 0.01, 0.05];
    const history = historyOf({
      nInstruments: 1,
      returns: market.map((value) => 0.7 * value),
      exposure: market.map(() => 0.7),
      instrumentReturns: market,
    });
    for (const value of exposureMatchedExcess(history).excess) expect(Math.abs(value)).toBeLessThan(1e-16);
  });

  it('ruling 2: has mean zero, within its error, for random long-only entries on a rising market', () => {
    const rng = createRng('rising');
    const n = 200_000;
    const market = Array.from({ length: n }, () => 0.002 + 0.01 * rng.nextNormal());
    const exposure = market.map(() => (rng.nextFloat() < 0.4 ? 1 : 0));
    const returns = market.map((value, t) => exposure[t] * value);
    const { excess } = exposureMatchedExcess(
      historyOf({ nInstruments: 1, returns, exposure, instrumentReturns: market }),
    );
    expect(mean(Float64Array.from(returns)) / (0.01 / Math.sqrt(n))).toBeGreaterThan(20);
    expect(Math.abs(mean(excess)) / ((0.01 * 0.5) / Math.sqrt(n))).toBeLessThan(4);
  });

  it('has no average without a period, and refuses matrices of the wrong shape', () => {
    const empty = historyOf({ nInstruments: 1, returns: [], exposure: [], instrumentReturns: [] });
    expect(Array.from(averageExposure(empty))).toEqual([NaN]);
    expect(exposureMatchedExcess(empty).excess).toHaveLength(0);
    const torn = historyOf({ nInstruments: 2, returns: [0.1], exposure: [1], instrumentReturns: [0.1, 0] });
    expect(() => exposureMatchedExcess(torn)).toThrow("invalid 'exposure': must be of length 2");
  });
});

describe('matchedExcessInto', () => {
  it.each([
    [1, 0],
    [1, 0.3],
    [2, 0],
    [3, 0.3],
  ])('is the excess alone, to the last bit, of %d instruments of which %d is not listed', (nInstruments, unknown) => {
    const rng = createRng(`into/${nInstruments}/${unknown}`);
    const drawn = (n: number): number[] => Array.from({ length: n }, () => rng.nextNormal());
    const known = drawn(50 * nInstruments).map((value) => (rng.nextFloat() < unknown ? NaN : value));
    for (const instrumentReturns of [known, known.map((value, i) => (i < 7 ? NaN : value))]) {
      const history = historyOf({
        ...{ nInstruments, instrumentReturns },
        ...{ returns: drawn(50), exposure: drawn(50 * nInstruments) },
      });
      const { excess, averageExposure: weights } = exposureMatchedExcess(history);
      expect(matchedExcessInto(new Float64Array(50).fill(NaN), history)).toEqual(excess);
      const plain = Array.from({ length: nInstruments }, (_, a) => {
        const listed = history.exposure.filter(
          (_value, i) => i % nInstruments === a && !Number.isNaN(instrumentReturns[i]),
        );
        return mean(listed);
      });
      expect([...weights]).toEqual(plain);
    }
    const short = historyOf({ nInstruments: 1, returns: [0.1], exposure: [1], instrumentReturns: [0.1] });
    expect(() => matchedExcessInto(new Float64Array(2), short)).toThrow("invalid 'out': must be of length 1");
  });
});

describe('exposureMeasures', () => {
  it('fits a position worked by hand: bought, drifted, sold', () => {
    const history = historyOf({
      nInstruments: 1,
      returns: [0, 0.05, 0],
      exposure: [0.5, (0.5 * 1.1) / 1.05, 0],
      instrumentReturns: [0, 0.1, 0],
    });
    const found = exposureMeasures(history, 12);
    expect(found.averageGrossExposure.value).toBeCloseTo((0.5 + 0.55 / 1.05) / 3, 14);
    expect(found.averageNetExposure.value).toBe(found.averageGrossExposure.value);
    expect(found.timeInMarket.value).toBeCloseTo(2 / 3, 14);
    expect(found.annualTurnover.value).toBeCloseTo(((0.5 + 0.55 / 1.05) / 3) * 12, 12);
  });

  it('tells long and short apart in net exposure only', () => {
    const history = historyOf({ nInstruments: 2, returns: [0], exposure: [1, -1], instrumentReturns: [0, 0] });
    const found = exposureMeasures(history, 252);
    expect([found.averageGrossExposure.value, found.averageNetExposure.value]).toEqual([2, 0]);
  });

  it('X-04: gives reasons where it cannot be told', () => {
    const empty = historyOf({ nInstruments: 1, returns: [], exposure: [], instrumentReturns: [] });
    expect(exposureMeasures(empty, 252).timeInMarket.reason).toBe('no-observations');
    const ruined = historyOf({ nInstruments: 1, returns: [-1], exposure: [0], instrumentReturns: [-1] });
    expect(exposureMeasures(ruined, 252).annualTurnover.reason).toBe('wealth-not-positive');
    const holed = historyOf({ nInstruments: 1, returns: [0], exposure: [NaN], instrumentReturns: [0] });
    expect(exposureMeasures(holed, 252).averageGrossExposure.reason).toBe('return-not-finite');
    expect(exposureMeasures(holed, 252).annualTurnover.reason).toBe('return-not-finite');
  });
});

interface Columns {
  readonly nInstruments: number;
  readonly returns: readonly number[];
  readonly exposure: readonly number[];
  readonly instrumentReturns: readonly number[];
}

function historyOf(columns: Columns): ExposureHistory {
  return {
    instruments: Array.from({ length: columns.nInstruments }, (_, a) => `I${a}`),
    returns: Float64Array.from(columns.returns),
    exposure: Float64Array.from(columns.exposure),
    instrumentReturns: Float64Array.from(columns.instrumentReturns),
  };
}
