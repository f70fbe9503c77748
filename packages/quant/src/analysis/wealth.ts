/** What becomes of a wealth of 1 that earns the returns one after the other. */
export interface WealthRecord {
  /** Natural logarithm of the final wealth; -Infinity after a loss of everything, NaN where wealth fell below zero. */
  readonly logWealth: number;
  /** Deepest fall below the running peak as a share of the peak, ≥ 0; the starting wealth counts as a peak. */
  readonly maxDrawdown: number;
  /** Longest run of periods that close below the peak. */
  readonly longestDrawdown: number;
}

/**
 * Compounds returns until wealth is gone: W_t = W_{t-1} · (1 + r_t), W_0 = 1.
 *
 * The first period that leaves no wealth (1 + r_t ≤ 0) ends the path: returns on nothing say nothing. Its depth is
 * 1 - W_t / peak ≥ 1, and every later period counts as spent below the peak.
 *
 * @param returns - shape (n,), finite simple returns.
 *
 * @remarks
 * Numerics: logarithms with a compensated sum, so that returns of 1e-12 keep their digits.
 * Source: this project.
 */
export function compoundWealth(returns: Float64Array): WealthRecord {
  let high = 0;
  let low = 0;
  let peak = 0;
  let maxDrawdown = 0;
  let nBelow = 0;
  let longestDrawdown = 0;
  for (let t = 0; t < returns.length; t++) {
    const growth = 1 + returns[t];
    if (growth <= 0) {
      const depth = 1 - growth * Math.exp(high + low - peak);
      const logWealth = growth === 0 ? -Infinity : NaN;
      return { logWealth, maxDrawdown: depth, longestDrawdown: Math.max(longestDrawdown, nBelow + returns.length - t) };
    }
    const term = Math.log1p(returns[t]);
    const next = high + term;
    low += Math.abs(high) >= Math.abs(term) ? high - next + term : term - next + high;
    high = next;
    const level = high + low;
    peak = Math.max(peak, level);
    nBelow = level < peak ? nBelow + 1 : 0;
    longestDrawdown = Math.max(longestDrawdown, nBelow);
    maxDrawdown = Math.max(maxDrawdown, -Math.expm1(level - peak));
  }
  return { logWealth: high + low, maxDrawdown, longestDrawdown };
}

/**
 * Whether returns use wealth up: whether any 1 + r_t ≤ 0. A ratio of mean to risk says nothing of such a path: what follows
 * the loss is earned on nothing.
 *
 * @param returns - shape (n,), simple returns; NaN is no loss.
 *
 * @remarks
 * Source: this project.
 */
export function isRuined(returns: Float64Array): boolean {
  return returns.some((value) => 1 + value <= 0);
}
