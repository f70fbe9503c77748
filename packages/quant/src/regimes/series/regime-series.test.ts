import { describe, expect, it } from 'vitest';
import { createRng } from '@assay/core/random';
import { filteredProbabilities, smoothedProbabilitiesNotCausal, viterbiPathNotCausal } from '../hmm/decode.ts';
import { fitGaussianHmm } from '../hmm/fit-gaussian-hmm.ts';
import { causalProblems } from '../testing/conformance.ts';
import type { CausalColumns } from '../testing/conformance.ts';
import { FOUR_VOLATILITIES, TWO_VOLATILITIES, logReturnsOf, switchingMarket } from '../testing/switching-market.ts';
import type { SwitchingMarket } from '../testing/switching-market.ts';
import type { RegimeOptions } from './regime-options.ts';
import { REGIME_REASONS, UNKNOWN_REGIME, regimeLabel, regimeSeries } from './regime-series.ts';
import type { RegimeSeries } from './regime-series.ts';

const FAST: RegimeOptions = { refitEvery: 125, nShuffles: 0, nStarts: 2, maxIterations: 40 };

function twoStates(length: number, seed: number): SwitchingMarket {
  return switchingMarket({ length, volatilities: TWO_VOLATILITIES, stay: 0.98, seed });
}

function noise(length: number, seed: number, dof?: number): Float64Array {
  return switchingMarket({ length, volatilities: [0.01], stay: 1, seed, dof }).returns;
}

/** Bars from `from` on are drawn with `volatilities[1]`, those before with `volatilities[0]`. */
function step(volatilities: readonly [number, number], seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: 600 }, (_, t) => rng.nextNormal() * volatilities[t < 400 ? 0 : 1]);
}

/** Share of the bars that one series labels which the other labels alike. */
function agreement(a: RegimeSeries, b: RegimeSeries): number {
  let [both, alike] = [0, 0];
  a.regime.forEach((state, t) => {
    if (state === UNKNOWN_REGIME && b.regime[t] === UNKNOWN_REGIME) return;
    both++;
    if (state === b.regime[t]) alike++;
  });
  return alike / both;
}

function recovery(market: SwitchingMarket, series: RegimeSeries): { readonly share: number; readonly right: number } {
  const judged = [...series.regime.keys()].filter((t) => series.fit[t] >= 0);
  const labelled = judged.filter((t) => series.regime[t] !== UNKNOWN_REGIME);
  const right = labelled.filter((t) => series.regime[t] === market.states[t]).length;
  return { share: labelled.length / judged.length, right: right / labelled.length };
}

describe('regimeSeries finds what is there (S2-28)', () => {
  it.each([1, 2, 3])('labels at least 90 % of two states right, seed %d', (seed) => {
    const market = twoStates(2000, seed);
    const { share, right } = recovery(market, regimeSeries(market.returns, FAST));
    expect(share).toBeGreaterThan(0.9);
    expect(right).toBeGreaterThanOrEqual(0.9);
  });

  it.each([0, 1, 2])('labels at least 90 % of four states right, seed %d', (seed) => {
    const market = switchingMarket({ length: 4000, volatilities: FOUR_VOLATILITIES, stay: 0.985, seed });
    const options = { ...FAST, nStates: 4, minHistory: 1500, refitEvery: 500, nStarts: 4, maxIterations: 100 };
    const { share, right } = recovery(market, regimeSeries(market.returns, options));
    expect(share).toBeGreaterThan(0.9);
    expect(right).toBeGreaterThanOrEqual(0.9);
  });

  it.each(['absolute-return', 'realised-volatility'] as const)('also looks at %s', (observation) => {
    const market = twoStates(2000, 5);
    const options = { ...FAST, observation, volatilityWindow: 10, minPersistence: 0.3 };
    const { right } = recovery(market, regimeSeries(market.returns, options));
    expect(right).toBeGreaterThan(0.85);
  });

  it.each([
    ['crisis', [0.005, 0.02]],
    ['quiet', [0.02, 0.005]],
  ] as const)('ends in %s where volatility goes from %d on', (label, volatilities) => {
    for (const seed of [1, 2, 3]) {
      const series = regimeSeries(step(volatilities, seed), { ...FAST, refitEvery: 50, level: 0.5 });
      expect(regimeLabel(series, series.length - 1), `seed ${seed}`).toBe(label);
    }
  });

  it('calls a history of one volatility normal, and gives few of its bars a regime', () => {
    let [labelled, normal, judged] = [0, 0, 0];
    for (let seed = 0; seed < 20; seed++) {
      const series = regimeSeries(noise(400, 100 + seed, seed % 2 === 0 ? Infinity : 4), {
        refitEvery: 150,
        nStarts: 2,
      });
      for (let bar = 250; bar < 400; bar++) {
        judged++;
        if (series.regime[bar] !== UNKNOWN_REGIME) labelled++;
        if (regimeLabel(series, bar) === 'normal') normal++;
      }
    }
    expect(labelled / judged).toBeLessThanOrEqual(0.1);
    expect(normal / judged).toBeGreaterThanOrEqual(0.9);
  });

  it('is the same five times over', () => {
    const { returns } = twoStates(700, 8);
    const first = regimeSeries(returns, FAST);
    for (let i = 0; i < 4; i++) expect(regimeSeries(returns, FAST)).toEqual(first);
  });
});

/** Every column of a series, those of the fit in force included. */
function columnsOf(series: RegimeSeries): CausalColumns {
  const ofFit = (read: (fit: RegimeSeries['fits'][number]) => number): number[] =>
    Array.from(series.fit, (index) => (index < 0 ? NaN : read(series.fits[index])));
  return {
    regime: series.regime,
    reason: series.reason,
    probabilities: series.probabilities,
    fit: series.fit,
    fittedBar: ofFit((fit) => fit.fittedBar),
    nObservations: ofFit((fit) => fit.nObservations),
    persistence: ofFit((fit) => fit.persistence),
    logLikelihood: ofFit((fit) => fit.logLikelihood),
    lowestVolatility: ofFit((fit) => fit.volatilities[0] ?? NaN),
    version: ofFit((fit) => Number.parseInt(fit.version.slice(-12), 16)),
  };
}

describe('regimeSeries knows nothing of the future', () => {
  const { returns } = twoStates(700, 4);
  const withHoles = returns.map((value, t) => (t % 41 === 0 ? NaN : value));
  const variants: readonly (readonly [string, RegimeOptions])[] = [
    ['expanding window', { ...FAST, refitEvery: 50 }],
    ['rolling window', { ...FAST, refitEvery: 50, window: 300 }],
    ['absolute returns', { ...FAST, observation: 'absolute-return' }],
    ['realised volatility', { ...FAST, observation: 'realised-volatility', volatilityWindow: 10 }],
    ['shuffled histories', { ...FAST, nShuffles: 2 }],
  ];

  it.each(variants)('no column violates prefix or poison: %s (X-01, X-02, S3-10)', (_, options) => {
    const problems = causalProblems((x) => columnsOf(regimeSeries(x, options)), withHoles);
    expect(problems).toEqual([]);
    expect(regimeSeries(withHoles, options).fits.length).toBeGreaterThan(2);
  });

  it.each([
    ['smoothed probabilities', true],
    ['the most likely path', false],
  ])('the same test catches %s (X-02)', (_, isSmoothed) => {
    const { model } = regimeSeries(returns, FAST).fits[0];
    if (model === undefined) throw new Error('no model');
    const compute = (x: Float64Array): CausalColumns =>
      isSmoothed
        ? { leak: smoothedProbabilitiesNotCausal(model, x).probabilities }
        : { leak: viterbiPathNotCausal(model, x).states };
    expect(causalProblems(compute, returns).map(({ column }) => column)).toContain('leak');
  });

  it('the same test catches a model fitted to the whole history (X-02, S3-10)', () => {
    const fullSample = (x: Float64Array): CausalColumns => {
      const fit = fitGaussianHmm(x.filter(Number.isFinite), { nStates: 2, nStarts: 1 });
      if (fit.status !== 'fitted') throw new Error(fit.reason);
      return { leak: x.map((value) => value / fit.model.emission.variances[0]) };
    };
    expect(causalProblems(fullSample, returns)).not.toEqual([]);
  });
});

describe('regimeSeries between two fits', () => {
  it('goes on with the filtered probabilities of the whole past under the fit in force (S3-10)', () => {
    const { returns } = twoStates(520, 7);
    const series = regimeSeries(returns, { ...FAST, refitEvery: 90 });
    series.fit.forEach((index, bar) => {
      const model = series.fits[index]?.model;
      if (index < 0 || model === undefined) return;
      const { probabilities } = filteredProbabilities(model, returns.subarray(0, bar + 1));
      expect(Math.abs(series.probabilities[2 * bar] - probabilities[2 * bar]), `bar ${bar}`).toBeLessThan(1e-12);
    });
    expect(series.fits.map(({ fittedBar }) => fittedBar)).toEqual([249, 339, 429, 519]);
  });
});

describe('regimeSeries in other units', () => {
  const market = twoStates(900, 6);
  const regimes = (prices: Float64Array): RegimeSeries => regimeSeries(logReturnsOf(prices), FAST);

  it('keeps every label, reason and version when prices are multiplied by 1,000 (X-03)', () => {
    const [plain, scaled] = [regimes(market.prices), regimes(market.prices.map((price) => price * 1000))];
    expect(scaled.regime).toEqual(plain.regime);
    expect(scaled.reason).toEqual(plain.reason);
    expect(new Set(plain.regime)).toEqual(new Set([-1, 0, 1]));
  });

  it('keeps every label and reason when returns are percent, not fractions (X-03)', () => {
    for (const observation of ['log-return', 'absolute-return', 'realised-volatility'] as const) {
      const plain = regimeSeries(market.returns, { ...FAST, observation });
      const percent = regimeSeries(
        market.returns.map((value) => value * 100),
        { ...FAST, observation },
      );
      expect(percent.regime, observation).toEqual(plain.regime);
      expect(percent.reason, observation).toEqual(plain.reason);
    }
  });
});

describe('labels are canonical (X-18)', () => {
  it.each([
    [2, TWO_VOLATILITIES],
    [4, FOUR_VOLATILITIES],
  ])('%d states fitted with another seed agree on at least 95 %% of the bars', (nStates, volatilities) => {
    for (const seed of [1, 2]) {
      const { returns } = switchingMarket({ length: 2500, volatilities, stay: 0.985, seed });
      const options: RegimeOptions = {
        ...FAST,
        nStates,
        minHistory: 1500,
        refitEvery: 500,
        nStarts: 4,
        maxIterations: 100,
      };
      const first = regimeSeries(returns, options);
      for (const other of [7, 42]) {
        expect(agreement(first, regimeSeries(returns, { ...options, seed: other }))).toBeGreaterThanOrEqual(0.95);
      }
    }
  });

  it('volatility rises with the number of the state in every fit', () => {
    const { fits } = regimeSeries(twoStates(1500, 9).returns, FAST);
    for (const { volatilities } of fits) expect([...volatilities].sort((a, b) => a - b)).toEqual(volatilities);
  });
});

describe('regimeSeries abstains', () => {
  const reasonAt = (series: RegimeSeries, bar: number): string => REGIME_REASONS[series.reason[bar]];

  it('before the first fit, and where there is no return', () => {
    const returns = twoStates(400, 1).returns.map((value, t) => (t === 300 ? NaN : t === 301 ? -Infinity : value));
    const series = regimeSeries(returns, FAST);
    expect(reasonAt(series, 249)).toBe('too-little-history');
    expect(series.fit[249]).toBe(-1);
    expect(series.fit[250]).toBe(0);
    expect([300, 301].map((bar) => reasonAt(series, bar))).toEqual(['no-observation', 'no-observation']);
    expect(series.probabilities.subarray(600, 604).every(Number.isNaN)).toBe(true);
    expect(regimeLabel(series, 300)).toBe('unknown');
  });

  it('where all returns are equal', () => {
    const series = regimeSeries(new Float64Array(300).fill(0.001), FAST);
    expect(reasonAt(series, 299)).toBe('fit-failed');
    expect(series.fits[0].failure).toBe('constant');
  });

  it('where a state has collapsed onto days without a move', () => {
    const returns = twoStates(400, 2).returns.map((value, t) => (Math.floor(t / 20) % 2 === 0 ? 0 : value));
    const series = regimeSeries(returns, { ...FAST, nStarts: 4, maxIterations: 200 });
    expect(reasonAt(series, 399)).toBe('state-on-floor');
    expect(regimeLabel(series, 399)).toBe('unknown');
  });

  it('where no state is probable enough', () => {
    const { returns } = twoStates(800, 3);
    const [low, high] = [0.5, 0.95].map((level) => regimeSeries(returns, { ...FAST, level }));
    const count = (series: RegimeSeries): number => series.regime.filter((state) => state >= 0).length;
    expect(count(high)).toBeLessThan(count(low));
    high.regime.forEach((state, t) => {
      if (state >= 0) expect(high.probabilities[2 * t + state]).toBeGreaterThanOrEqual(0.95);
    });
  });

  it('where the order of the returns says nothing', () => {
    const rng = createRng(3);
    const { returns } = twoStates(400, 11);
    const shuffled = Float64Array.from(returns).sort(() => 0);
    for (let i = 399; i > 0; i--) {
      const j = rng.nextInt(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    const options: RegimeOptions = { ...FAST, minPersistence: 0, minVolatilityRatio: 1, nShuffles: 19 };
    expect(reasonAt(regimeSeries(shuffled, options), 399)).toBe('no-better-than-shuffled');
    expect(regimeSeries(returns, options).fits[0].unusable).toBeUndefined();
  });
});

describe('regimeSeries refuses', () => {
  const returns = new Float64Array(10);
  it.each([
    [{ level: 0.4 }, "invalid 'level': must be >= 1 / 2 and < 1, was 0.4"],
    [{ minHistory: 10 }, "invalid 'minHistory': must be a whole number >= 40, was 10"],
    [{ window: 100 }, "invalid 'window': must be 'expanding' or a whole number >= minHistory (250), was 100"],
    [{ nStates: 1 }, "invalid 'nStates': must be a whole number >= 2, was 1"],
    [{ minVolatilityRatio: 0.5 }, "invalid 'minVolatilityRatio': must be finite and >= 1, was 0.5"],
    [{ lookback: 5 } as RegimeOptions, "invalid 'options': must be one of nStates, observation"],
  ] as const)('%o', (options, message) => {
    expect(() => regimeSeries(returns, options)).toThrow(message);
  });

  it('times of another length', () => {
    expect(() => regimeSeries(returns, {}, new Float64Array(3))).toThrow(
      "invalid 'times': must be of length 10, was 3",
    );
  });
});
