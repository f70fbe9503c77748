import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filteredProbabilities, smoothedProbabilitiesNotCausal, viterbiPathNotCausal } from './decode.ts';
import { fitGaussianHmm } from './fit-gaussian-hmm.ts';
import type { GaussianHmm, HiddenMarkovModel } from './hidden-markov-model.ts';

interface FitCase {
  readonly name: string;
  readonly observations: readonly number[] | null;
  readonly source: string | null;
  readonly initial: GaussianHmm;
  readonly iterations: number;
  readonly history: readonly number[];
  readonly model: GaussianHmm;
  readonly logLikelihood: number;
  readonly pathLogProbability: number;
  readonly pathChanges: readonly number[];
  readonly firstState: number;
  readonly smoothedEvery50: readonly (readonly number[])[];
  readonly filteredEvery50: readonly (readonly number[])[];
}

interface Golden {
  readonly meta: {
    readonly data: { readonly sha256: string; readonly from: string };
    readonly tolerance: { readonly logLikelihood: number; readonly probability: number; readonly relative: number };
  };
  readonly cases: {
    readonly umbrella: {
      readonly model: HiddenMarkovModel;
      readonly observations: readonly number[];
      readonly logLikelihood: number;
      readonly smoothed: readonly (readonly number[])[];
      readonly pathLogProbability: number;
      readonly path: readonly number[];
    };
    readonly fits: readonly FitCase[];
    readonly switchingRegressions: readonly {
      readonly name: string;
      readonly observations: readonly number[];
      readonly model: GaussianHmm;
      readonly logLikelihood: number;
      readonly filteredEvery20: readonly (readonly number[])[];
      readonly smoothedEvery20: readonly (readonly number[])[];
    }[];
  };
}

const root = new URL('../../../../../', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('golden/regimes/hidden-markov.json', root), 'utf8')) as Golden;
const { tolerance } = golden.meta;

function sampleReturns(): Float64Array {
  const bytes = readFileSync(new URL('node_modules/vega-datasets/data/sp500-2000.csv', root));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(golden.meta.data.sha256);
  const [header = '', ...lines] = bytes.toString('utf8').trim().split('\n');
  const at = header.trim().split(',').indexOf('close');
  const closes = lines
    .map((line) => line.trim().split(','))
    .filter((row) => row[0] >= golden.meta.data.from)
    .map((row) => Number(row[at]));
  return Float64Array.from(closes.slice(1), (close, i) => Math.log(close / closes[i]));
}

function observationsOf({ source, observations }: FitCase): Float64Array {
  if (observations !== null) return Float64Array.from(observations);
  const returns = sampleReturns();
  return source === 'sp500-absolute' ? returns.map(Math.abs) : returns;
}

function expectClose(actual: number, expected: number, limit: number): void {
  expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(limit);
}

function expectRows(
  actual: Float64Array,
  expected: readonly (readonly number[])[],
  [every, limit]: readonly [number, number],
): void {
  expected.forEach((row, index) => {
    row.forEach((value, state) => expectClose(actual[index * every * row.length + state], value, limit));
  });
}

describe('the umbrella example (S3-10)', () => {
  const { model, observations, ...expected } = golden.cases.umbrella;
  const symbols = Float64Array.from(observations);

  it('has log-likelihood -3.3725 and the most likely path -4.4590', () => {
    const { logLikelihood } = filteredProbabilities(model, symbols);
    expect(logLikelihood.toFixed(4)).toBe('-3.3725');
    expectClose(logLikelihood, expected.logLikelihood, 1e-12);
    const { states, logProbability } = viterbiPathNotCausal(model, symbols);
    expect(logProbability.toFixed(4)).toBe('-4.4590');
    expect([...states]).toEqual(expected.path);
  });

  it('has the smoothed probabilities of hmmlearn', () => {
    const { probabilities } = smoothedProbabilitiesNotCausal(model, symbols);
    expectRows(probabilities, expected.smoothed, [1, 1e-12]);
  });
});

describe.each(golden.cases.fits)('$name, fitted by hmmlearn (S2-28, S3-10)', (expected) => {
  const x = observationsOf(expected);
  const nStates = expected.initial.start.length;
  const fit = fitGaussianHmm(x, {
    nStates,
    initial: expected.initial,
    maxIterations: expected.iterations,
    tolerance: 0,
    varianceFloor: 1e-12,
  });

  it('has the same log-likelihood at every iteration and the same model after the last', () => {
    if (fit.status !== 'fitted') throw new Error(fit.reason);
    expect(fit.logLikelihoods).toHaveLength(expected.history.length);
    expected.history.forEach((value, i) => expectClose(fit.logLikelihoods[i], value, tolerance.logLikelihood));
    expectClose(fit.logLikelihood, expected.logLikelihood, tolerance.logLikelihood);
    const { means, variances } = fit.model.emission;
    const deviations = expected.model.emission.variances.map(Math.sqrt);
    expected.model.emission.means.forEach((value, i) =>
      expectClose(means[i], value, tolerance.relative * deviations[i]),
    );
    expected.model.emission.variances.forEach((value, i) =>
      expectClose(variances[i], value, tolerance.relative * value),
    );
    expected.model.transition
      .flat()
      .forEach((value, i) => expectClose(fit.model.transition.flat()[i], value, tolerance.probability));
  });

  it('has the same probabilities and the same path under the fitted model', () => {
    const filtered = filteredProbabilities(expected.model, x);
    expectClose(filtered.logLikelihood, expected.logLikelihood, tolerance.logLikelihood);
    expectRows(filtered.probabilities, expected.filteredEvery50, [50, tolerance.probability]);
    const smoothed = smoothedProbabilitiesNotCausal(expected.model, x);
    expectRows(smoothed.probabilities, expected.smoothedEvery50, [50, tolerance.probability]);
    const { states, logProbability } = viterbiPathNotCausal(expected.model, x);
    expectClose(logProbability, expected.pathLogProbability, tolerance.logLikelihood);
    expect(states[0]).toBe(expected.firstState);
    const changes = [...states.keys()].filter((t) => t > 0 && states[t] !== states[t - 1]);
    expect(changes).toEqual(expected.pathChanges);
  });
});

describe.each(golden.cases.switchingRegressions)('$name, filtered by statsmodels (S3-10)', (expected) => {
  it('has the same log-likelihood, filtered and smoothed probabilities', () => {
    const x = Float64Array.from(expected.observations);
    const filtered = filteredProbabilities(expected.model, x);
    expectClose(filtered.logLikelihood, expected.logLikelihood, tolerance.logLikelihood);
    expectRows(filtered.probabilities, expected.filteredEvery20, [20, tolerance.probability]);
    const smoothed = smoothedProbabilitiesNotCausal(expected.model, x);
    expectRows(smoothed.probabilities, expected.smoothedEvery20, [20, tolerance.probability]);
  });
});
