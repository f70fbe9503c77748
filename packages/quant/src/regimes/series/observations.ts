import type { GaussianHmm } from '../hmm/hidden-markov-model.ts';

/** What a model of volatility can look at. */
export const REGIME_OBSERVATIONS = ['log-return', 'absolute-return', 'realised-volatility'] as const;

/**
 * `log-return`: the return itself, whose spread differs between states. `absolute-return`: its size.
 * `realised-volatility`: the log of the root mean square of the last `volatilityWindow` returns.
 */
export type RegimeObservation = (typeof REGIME_OBSERVATIONS)[number];

/** Observations that exist, oldest first, and the bars at which they were made. */
export interface Observations {
  readonly values: Float64Array;
  readonly bars: Int32Array;
}

/** What a model looks at, from returns up to each bar only; bars without one are left out. */
export function observationsOf(returns: Float64Array, kind: RegimeObservation, window: number): Observations {
  const all = kind === 'realised-volatility' ? logVolatilities(returns, window) : returns;
  const bars = Int32Array.from(all.keys()).filter((t) => Number.isFinite(all[t]));
  const values = Float64Array.from(bars, (t) => (kind === 'absolute-return' ? Math.abs(all[t]) : all[t]));
  return { values, bars };
}

function logVolatilities(returns: Float64Array, window: number): Float64Array {
  const out = new Float64Array(returns.length).fill(NaN);
  for (let t = window - 1; t < returns.length; t++) {
    let squares = 0;
    for (let i = t - window + 1; i <= t; i++) squares += returns[i] * returns[i];
    out[t] = 0.5 * Math.log(squares / window);
  }
  return out;
}

/** Volatility of each state, per bar, in the unit of the returns: what orders the states. */
export function stateVolatilities(model: GaussianHmm, kind: RegimeObservation): readonly number[] {
  const { means, variances } = model.emission;
  return means.map((mean, i) => {
    if (kind === 'log-return') return Math.sqrt(variances[i]);
    return kind === 'absolute-return' ? Math.hypot(mean, Math.sqrt(variances[i])) : Math.exp(mean);
  });
}
