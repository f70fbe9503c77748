import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '@assay/core/random';
import { FOUR_VOLATILITIES, TWO_VOLATILITIES, switchingMarket } from '../testing/switching-market.ts';
import { filteredProbabilities, smoothedProbabilitiesNotCausal, viterbiPathNotCausal } from './decode.ts';
import { forwardManyStates, maximiseManyStates } from './em-many-states.ts';
import { forwardTwoStates, maximiseTwoStates } from './em-two-states.ts';
import { fitGaussianHmm } from './fit-gaussian-hmm.ts';
import type { GaussianHmm } from './hidden-markov-model.ts';
import { orderStates } from './order-states.ts';

const two = switchingMarket({ length: 800, volatilities: TWO_VOLATILITIES, stay: 0.98, seed: 2 }).returns;
const four = switchingMarket({ length: 1200, volatilities: FOUR_VOLATILITIES, stay: 0.98, seed: 2 }).returns;

const MODEL: GaussianHmm = {
  start: [0.4, 0.6],
  transition: [
    [0.9, 0.1],
    [0.3, 0.7],
  ],
  emission: { kind: 'gaussian', means: [0, 1], variances: [0.5, 2] },
};

describe('fitGaussianHmm', () => {
  it.each([
    [2, two],
    [3, two],
    [4, four],
  ])('never loses likelihood from one iteration to the next, %d states (S3-10)', (nStates, x) => {
    const fit = fitGaussianHmm(x, { nStates, tolerance: 0, maxIterations: 60 });
    if (fit.status !== 'fitted') throw new Error(fit.reason);
    const all = [...fit.logLikelihoods, fit.logLikelihood];
    all.slice(1).forEach((value, i) => expect(value - all[i]).toBeGreaterThan(-1e-8));
    const again = filteredProbabilities(fit.model, x).logLikelihood;
    expect(Math.abs(again - fit.logLikelihood)).toBeLessThan(1e-8);
  });

  it('says whether it has converged (S2-28)', () => {
    expect(fitGaussianHmm(two, { nStates: 2, maxIterations: 3 })).toMatchObject({ converged: false });
    expect(fitGaussianHmm(two, { nStates: 2, maxIterations: 500 })).toMatchObject({ converged: true });
  });

  it('takes the best of its starts', () => {
    const reached = (nStarts: number): number => {
      const fit = fitGaussianHmm(four, { nStates: 4, nStarts, maxIterations: 300 });
      return fit.status === 'fitted' ? fit.logLikelihood : NaN;
    };
    expect(reached(8)).toBeGreaterThanOrEqual(reached(1) - 1e-3);
  });

  it('changes with the unit of the observations by that unit only (X-03)', () => {
    const [plain, scaled] = [two, two.map((value) => 5 + 1000 * value)].map((x) => fitGaussianHmm(x, { nStates: 2 }));
    if (plain.status !== 'fitted' || scaled.status !== 'fitted') throw new Error('not fitted');
    expect(scaled.logLikelihood).toBeCloseTo(plain.logLikelihood - two.length * Math.log(1000), 5);
    expect(scaled.model.emission.means[0]).toBeCloseTo(5 + 1000 * plain.model.emission.means[0], 5);
    expect(scaled.model.transition[0][0]).toBeCloseTo(plain.model.transition[0][0], 7);
  });

  it.each([
    ['too-few-observations', Float64Array.of(1, 2, 3)],
    ['too-few-observations', new Float64Array(0)],
    ['constant', new Float64Array(50).fill(3)],
    ['constant', new Float64Array(50)],
    ['not-finite', Float64Array.from({ length: 50 }, (_, t) => (t === 7 ? NaN : t))],
    ['not-finite', Float64Array.from({ length: 50 }, (_, t) => (t === 7 ? Infinity : t))],
  ])('gives no fit, but a reason: %s', (reason, x) => {
    expect(fitGaussianHmm(x, { nStates: 2 })).toEqual({ status: 'undefined', reason, nObservations: x.length });
  });

  it('keeps variances on the floor and says so', () => {
    const x = two.map((value, t) => (t % 100 < 50 ? 0 : value));
    const fit = fitGaussianHmm(x, { nStates: 2, maxIterations: 300, varianceFloor: 1e-4 });
    if (fit.status !== 'fitted') throw new Error(fit.reason);
    const total = x.reduce((sum, value) => sum + value * value, 0) / x.length;
    expect(fit.isOnFloor).toBe(true);
    expect(Math.min(...fit.model.emission.variances)).toBeGreaterThan(0.9e-4 * total);
  });

  it('is finite with outliers of any size', () => {
    for (const outlier of [1, 1e6, 1e150]) {
      const fit = fitGaussianHmm(
        two.map((value, t) => (t === 400 ? outlier : value)),
        { nStates: 2 },
      );
      if (fit.status !== 'fitted') throw new Error(fit.reason);
      const numbers = [...fit.model.transition.flat(), ...fit.model.emission.means, ...fit.model.emission.variances];
      expect([fit.logLikelihood, ...numbers].every(Number.isFinite), String(outlier)).toBe(true);
    }
  });

  it('leaves the observations as they are', () => {
    const before = two.slice();
    fitGaussianHmm(two, { nStates: 2 });
    expect(two).toEqual(before);
  });

  it('refuses a start with another number of states', () => {
    expect(() => fitGaussianHmm(two, { nStates: 3, initial: MODEL })).toThrow(
      "invalid 'initial': must be a model with 3 states, was 2",
    );
  });
});

describe('the kernel of two states', () => {
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  const parameters = fc.tuple(share, share, share, fc.double({ min: -3, max: 3, noNaN: true }), share, share);

  it('gives the same numbers as the kernel of many', () => {
    const rng = createRng(5);
    const x = Float64Array.from({ length: 300 }, (_, t) => rng.nextNormal() * (t % 60 < 30 ? 0.3 : 1.5));
    fc.assert(
      fc.property(parameters, ([start, stay0, stay1, mean, variance0, variance1]) => {
        const model = Float64Array.of(
          start,
          1 - start,
          stay0,
          1 - stay0,
          1 - stay1,
          stay1,
          mean,
          -mean,
          variance0,
          variance1,
        );
        const work = { nStates: 2, length: x.length, x, varianceFloor: 1e-6 };
        const room = (): Float64Array => new Float64Array(2 * x.length);
        const [fast, plain] = [
          { ...work, filtered: room(), gain: room() },
          { ...work, filtered: room(), gain: room() },
        ];
        const [a, b] = [forwardTwoStates(fast, model), forwardManyStates(plain, model)];
        expect(Math.abs(a - b)).toBeLessThan(1e-9 * Math.abs(b));
        const [next, expected] = [model.slice(), model.slice()];
        maximiseTwoStates(fast, model, next);
        maximiseManyStates(plain, model, expected);
        next.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-9 * (1 + Math.abs(value))));
      }),
      { seed: 20_261, numRuns: 60 },
    );
  });
});

describe('filteredProbabilities', () => {
  it('at t do not change when later observations arrive (S3-10, X-02)', () => {
    const x = two.map((value) => value * 50);
    const { probabilities } = filteredProbabilities(MODEL, x);
    for (const cut of [1, 17, 500]) {
      expect(filteredProbabilities(MODEL, x.subarray(0, cut)).probabilities).toEqual(
        probabilities.subarray(0, 2 * cut),
      );
    }
  });

  it('move by the transition alone where an observation is missing', () => {
    const { probabilities } = filteredProbabilities(MODEL, Float64Array.of(0.2, NaN));
    const [a, b] = probabilities;
    expect(probabilities[2]).toBeCloseTo(a * 0.9 + b * 0.3, 14);
    expect(filteredProbabilities(MODEL, Float64Array.of(NaN)).logLikelihood).toBe(0);
  });

  it('are NaN, not infinite, where the model holds a symbol for impossible', () => {
    const model = {
      ...MODEL,
      emission: {
        kind: 'discrete' as const,
        probabilities: [
          [1, 0],
          [1, 0],
        ],
      },
    };
    const { probabilities, logLikelihood } = filteredProbabilities(model, Float64Array.of(0, 1));
    expect(logLikelihood).toBeNaN();
    expect([...probabilities.subarray(2)].every(Number.isNaN)).toBe(true);
    expect(viterbiPathNotCausal(model, Float64Array.of(0, 1)).logProbability).toBeNaN();
    expect(() => filteredProbabilities(model, Float64Array.of(2))).toThrow('a symbol from 0 to 1');
  });

  it('end where the smoothed ones end', () => {
    const filtered = filteredProbabilities(MODEL, two).probabilities;
    const smoothed = smoothedProbabilitiesNotCausal(MODEL, two).probabilities;
    expect(smoothed.subarray(-2)).toEqual(filtered.subarray(-2));
    expect(smoothed.subarray(0, 2)).not.toEqual(filtered.subarray(0, 2));
  });

  it('refuse a model that is none', () => {
    const broken = { ...MODEL, start: [0.5, 0.6] };
    expect(() => filteredProbabilities(broken, two)).toThrow(
      "invalid 'model.start': must be probabilities that sum to 1",
    );
  });
});

describe('orderStates (X-18)', () => {
  it('gives the same model for every numbering of its states', () => {
    const fit = fitGaussianHmm(four, { nStates: 4 });
    if (fit.status !== 'fitted') throw new Error(fit.reason);
    const canonical = orderStates(fit.model, fit.model.emission.variances);
    const numberings = [
      [3, 1, 0, 2],
      [2, 3, 1, 0],
      [1, 0, 3, 2],
    ];
    for (const keys of numberings) {
      const relabelled = orderStates(fit.model, keys);
      expect(orderStates(relabelled, relabelled.emission.variances)).toEqual(canonical);
    }
    expect(canonical.emission.variances).toEqual([...canonical.emission.variances].sort((a, b) => a - b));
  });
});
