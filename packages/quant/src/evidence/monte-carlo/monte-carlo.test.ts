import { binomial, binomialAcceptanceBand } from '@assay/core/distributions';
import { createRng } from '@assay/core/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measure } from '../../analysis/index.ts';
import { monteCarloTrades } from './monte-carlo.ts';
import type { MonteCarloFigures, MonteCarloResult } from './monte-carlo.ts';
import type { MonteCarloOptions, TradeSizing } from './options.ts';

const ADDITIVE: TradeSizing = { kind: 'additive', startEquity: 100 };
const COMPOUNDING: TradeSizing = { kind: 'compounding' };
const BOTH: readonly TradeSizing[] = [ADDITIVE, COMPOUNDING];
const IID: Partial<MonteCarloOptions> = { bootstrap: 'iid' };

const random = (n: number, mean: number, scale: number, seed: string = 'trades-1'): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => mean + scale * rng.nextNormal());
};
const valuesOf = (figures: MonteCarloFigures): readonly number[] =>
  Object.values(figures as unknown as Record<string, Measure>).map(({ value }) => value);
const reasonsOf = (figures: MonteCarloFigures): readonly (string | undefined)[] => [
  ...new Set(Object.values(figures as unknown as Record<string, Measure>).map(({ reason }) => reason)),
];

describe('monteCarloTrades against what is known exactly', () => {
  /** P(a fair walk of `steps` steps of ±1 ever falls by `depth`) = P(S ≤ -depth) + P(S < -depth), by reflection. */
  function reflection(steps: number, depth: number): number {
    const heads = binomial(steps, 0.5);
    const atMost = heads.cdf((steps - depth) / 2);
    return 2 * atMost - ((steps - depth) % 2 === 0 ? heads.probability((steps - depth) / 2) : 0);
  }

  it.each([
    [100, 8],
    [400, 16],
    [50, 10],
  ])('S4-14: ruins a fair ±1 coin of %d throws that may fall by %d as often as reflection says', (horizon, depth) => {
    // Ruin at 20 % of the start: a start of depth / 0.8 falls by depth.
    const sizing: TradeSizing = { kind: 'additive', startEquity: depth / 0.8 };
    const exact = reflection(horizon, depth);
    const paths = 15_000;
    const { figures } = monteCarloTrades(Float64Array.of(1, -1), sizing, {
      ...IID,
      paths,
      horizon,
      ruinLevel: 0.2 + 1e-9,
    });
    const band = binomialAcceptanceBand(paths, exact, 0.999);
    expect(figures.ruinProbability.value * paths).toBeGreaterThanOrEqual(band.low);
    expect(figures.ruinProbability.value * paths).toBeLessThanOrEqual(band.high);
  });

  it('S4-14: ruins an unfair coin in the end as often as the gambler is', () => {
    // P(ever down by d) = (q / p)^d; 600 throws of a coin with p = 0.6 are as good as for ever.
    const [depth, paths] = [4, 10_000];
    const coin = Float64Array.of(1, 1, 1, -1, -1);
    const sizing: TradeSizing = { kind: 'additive', startEquity: depth / 0.8 };
    const { figures } = monteCarloTrades(coin, sizing, { ...IID, paths, horizon: 600, ruinLevel: 0.2 + 1e-9 });
    const band = binomialAcceptanceBand(paths, (0.4 / 0.6) ** depth, 0.999);
    expect(figures.ruinProbability.value * paths).toBeGreaterThanOrEqual(band.low);
    expect(figures.ruinProbability.value * paths).toBeLessThanOrEqual(band.high);
  });

  it('S4-14: ends with the quantiles of a binomial walk', () => {
    const [horizon, paths] = [101, 20_000];
    const sizing: TradeSizing = { kind: 'additive', startEquity: 1000 };
    const { figures } = monteCarloTrades(Float64Array.of(1, -1), sizing, { ...IID, paths, horizon });
    const heads = binomial(horizon, 0.5);
    // Quantiles of a lattice: equal unless the level falls on a step, which it does not here.
    expect(figures.returnP5.value * 1000).toBeCloseTo(2 * heads.quantile(0.05) - horizon, 9);
    expect(Math.abs(figures.medianReturn.value * 1000)).toBeCloseTo(1, 9);
    const band = binomialAcceptanceBand(paths, 0.5, 0.999);
    expect(figures.fractionPositive.value * paths).toBeGreaterThanOrEqual(band.low);
    expect(figures.fractionPositive.value * paths).toBeLessThanOrEqual(band.high);
  });

  it('S4-14: compounds where sizes follow the equity, and does not where they do not', () => {
    const gains = new Float64Array(10).fill(0.1);
    gains[0] = 0.1;
    const compound = monteCarloTrades(gains, COMPOUNDING, { ...IID, paths: 3 });
    expect(compound.figures.medianReturn.value).toBeCloseTo(1.1 ** 10 - 1, 12);
    const add = monteCarloTrades(
      gains.map((g) => g * 100),
      ADDITIVE,
      { ...IID, paths: 3 },
    );
    expect(add.figures.medianReturn.value).toBeCloseTo(1, 12);
    const losses = new Float64Array(10).fill(-0.05);
    expect(monteCarloTrades(losses, COMPOUNDING, { paths: 3 }).figures.drawdownP95.value).toBeCloseTo(
      1 - 0.95 ** 10,
      12,
    );
    expect(
      monteCarloTrades(losses, { kind: 'additive', startEquity: 1 }, { paths: 3 }).figures.drawdownP95.value,
    ).toBeCloseTo(0.5, 12);
  });
});

describe('monteCarloTrades', () => {
  it('S4-14: gives the same figures for the same seed and others for another', () => {
    const trades = random(60, 0.2, 3);
    for (const bootstrap of ['iid', 'circular', 'stationary'] as const) {
      const one = monteCarloTrades(trades, ADDITIVE, { bootstrap });
      expect(monteCarloTrades(trades, ADDITIVE, { bootstrap, seed: 42 })).toEqual(one);
      expect(valuesOf(monteCarloTrades(trades, ADDITIVE, { bootstrap, seed: 43 }).figures)).not.toEqual(
        valuesOf(one.figures),
      );
    }
  });

  it.each([
    [[], 'no-trade'],
    [[5], 'too-few-trades'],
    [[5, -4], 'too-few-trades'],
    [[5, NaN, 1, 1, 1], 'trade-not-finite'],
    [[5, Infinity, 1, 1, 1], 'trade-not-finite'],
  ])('S4-14, X-04: is undefined for %j because of %s', (trades, reason) => {
    for (const sizing of BOTH) {
      const { figures, fan } = monteCarloTrades(Float64Array.from(trades), sizing);
      expect(reasonsOf(figures)).toEqual([reason]);
      expect(valuesOf(figures).every(Number.isNaN)).toBe(true);
      expect(fan).toBeUndefined();
    }
  });

  it('S4-14: draws two trades one by one, though no blocks of them', () => {
    const two = Float64Array.of(5, -4);
    expect(reasonsOf(monteCarloTrades(two, ADDITIVE, IID).figures)).toEqual([undefined]);
    expect(reasonsOf(monteCarloTrades(two, ADDITIVE, { blockLength: 1 }).figures)).toEqual([undefined]);
    expect(reasonsOf(monteCarloTrades(random(9, 0, 1), ADDITIVE, { blockLength: 9 }).figures)).toEqual([
      'too-few-trades',
    ]);
  });

  it('S4-14: takes blocks of max(2, round(√n)) by default, and automatic ones on request', () => {
    const lengthOf = (n: number): number =>
      monteCarloTrades(random(n, 0, 1), ADDITIVE, { paths: 1 }).scheme.blockLength;
    expect([3, 4, 6, 7, 100, 110, 111].map(lengthOf)).toEqual([2, 2, 2, 3, 10, 10, 11]);
    const streaks = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i / 8) + 0.01 * (i % 3));
    const automatic = monteCarloTrades(streaks, ADDITIVE, { paths: 1, blockLength: 'automatic' });
    expect(automatic.scheme.blockLength).toBeGreaterThan(10);
    const noise = monteCarloTrades(random(400, 0, 1), ADDITIVE, { paths: 1, blockLength: 'automatic' });
    expect(noise.scheme.blockLength).toBeLessThan(automatic.scheme.blockLength / 2);
    expect(monteCarloTrades(random(5, 0, 1), ADDITIVE, { paths: 1, blockLength: 'automatic' }).scheme.blockLength).toBe(
      1,
    );
    expect(monteCarloTrades(random(5, 0, 1), ADDITIVE, { ...IID, paths: 1, blockLength: 4 }).scheme.blockLength).toBe(
      1,
    );
  });

  it('S4-14: falls deeper in blocks than one by one where losses come in streaks', () => {
    const streaks = Float64Array.from({ length: 300 }, (_, i) => (Math.floor(i / 15) % 2 === 0 ? 1 : -0.9));
    const deepest = (options: Partial<MonteCarloOptions>): number =>
      monteCarloTrades(streaks, ADDITIVE, options).figures.medianDrawdown.value;
    expect(deepest({ bootstrap: 'circular', blockLength: 15 })).toBeGreaterThan(1.3 * deepest(IID));
    expect(deepest({ bootstrap: 'stationary', blockLength: 15 })).toBeGreaterThan(1.3 * deepest(IID));
  });

  it('S4-14: stops a path at its ruin and keeps what is left', () => {
    const trades = Float64Array.of(-90, -90, 1000, 1000, 1000);
    const result = monteCarloTrades(trades, ADDITIVE, { ...IID, paths: 4000, horizon: 2, fanPoints: 3 });
    // The first trade ruins with 2 / 5; after a first gain nothing can.
    const band = binomialAcceptanceBand(4000, 0.4, 0.999);
    expect(result.figures.ruinProbability.value * 4000).toBeGreaterThanOrEqual(band.low);
    expect(result.figures.ruinProbability.value * 4000).toBeLessThanOrEqual(band.high);
    expect(result.figures.returnP5.value).toBeCloseTo(-0.9, 12);
    expect([...(result.fan as NonNullable<MonteCarloResult['fan']>).trades]).toEqual([0, 1, 2]);
  });

  it('counts a path at exactly the ruin level as ruined, and one above it not', () => {
    const trades = Float64Array.of(-0.5, -0.5, -0.5);
    const ruin = (ruinLevel: number): number =>
      monteCarloTrades(trades, COMPOUNDING, { ...IID, paths: 5, horizon: 2, ruinLevel }).figures.ruinProbability.value;
    expect([ruin(0.25), ruin(0.2499), ruin(0)]).toEqual([1, 0, 0]);
    const wiped = monteCarloTrades(Float64Array.of(-1, -1.5), COMPOUNDING, { ...IID, ruinLevel: 0 }).figures;
    expect(wiped.ruinProbability.value).toBe(1);
    expect(wiped.drawdownP95.value).toBeCloseTo(1.5, 12);
  });

  it('agrees with plain loops, path by path, for every sizing and scheme', () => {
    const options = fc.record({
      n: fc.integer({ min: 4, max: 40 }),
      seed: fc.integer({ min: 0, max: 1e6 }),
      scale: fc.constantFrom(0.02, 0.3),
      sizing: fc.constantFrom(...BOTH),
    });
    fc.assert(
      fc.property(options, ({ n, seed, scale, sizing }) => {
        const fractions = random(n, 0.005, scale, `plain-${seed}`);
        const trades = sizing.kind === 'additive' ? fractions.map((f) => f * 100) : fractions;
        // One path: its quantiles are its own figures.
        const result = monteCarloTrades(trades, sizing, { ...IID, paths: 1, seed, fanPoints: n + 1 });
        const curve = (result.fan as NonNullable<MonteCarloResult['fan']>).bands[2]?.equity ?? new Float64Array();
        let [peak, deepest, isRuined] = [1, 0, false];
        for (const equity of curve) {
          peak = Math.max(peak, equity);
          deepest = Math.max(deepest, 1 - equity / peak);
          isRuined ||= equity <= 0.2;
        }
        expect(result.figures.drawdownP95.value).toBeCloseTo(deepest, 12);
        expect(result.figures.medianReturn.value).toBeCloseTo((curve.at(-1) ?? NaN) - 1, 12);
        expect(result.figures.ruinProbability.value).toBe(isRuined ? 1 : 0);
      }),
      { seed: 20261121 },
    );
  });

  it('S4-14: draws a fan that begins at the start, opens, and ends at the quantiles of the result', () => {
    const { figures, fan } = monteCarloTrades(random(500, 0.3, 3), ADDITIVE, { paths: 2000 });
    if (fan === undefined) throw new Error('there is a fan');
    expect(fan.trades).toHaveLength(51);
    expect([fan.trades[0], fan.trades.at(-1)]).toEqual([0, 500]);
    const at = (k: number): readonly number[] => fan.bands.map(({ equity }) => equity.at(k) ?? NaN);
    expect(at(0)).toEqual([1, 1, 1, 1, 1]);
    for (const k of [1, 10, 50]) expect(at(k)).toEqual([...at(k)].sort((a, b) => a - b));
    expect(at(-1)[0]).toBeCloseTo(1 + figures.returnP5.value, 12);
    expect(at(-1)[2]).toBeCloseTo(1 + figures.medianReturn.value, 12);
    expect(at(-1)[4] - at(-1)[0]).toBeGreaterThan(at(5)[4] - at(5)[0]);
  });

  it.each([
    [{ paths: 0 }, "'paths'"],
    [{ bootstrap: 'moving' }, "'bootstrap'"],
    [{ blockLength: 0 }, "'blockLength'"],
    [{ blockLength: 1.5 }, "'blockLength'"],
    [{ blockLength: 'auto' }, "'blockLength'"],
    [{ horizon: 0 }, "'horizon'"],
    [{ ruinLevel: 1 }, "'ruinLevel'"],
    [{ ruinLevel: -0.1 }, "'ruinLevel'"],
    [{ fanPoints: 1 }, "'fanPoints'"],
    [{ seed: 0.5 }, "'seed'"],
  ])('refuses %j', (options, message) => {
    const run = (): unknown => monteCarloTrades(random(9, 0, 1), ADDITIVE, options as Partial<MonteCarloOptions>);
    expect(run).toThrow(message);
  });

  it('refuses a start without equity', () => {
    expect(() => monteCarloTrades(random(9, 0, 1), { kind: 'additive', startEquity: 0 })).toThrow(
      "invalid 'startEquity'",
    );
  });
});
