import { minimum } from '@assay/core/vector';

/** What becomes of a wealth of 1 that earns the returns one after the other. */
export interface WealthRecord {
  /** Natural logarithm of the final wealth; -Infinity after a loss of everything, NaN where wealth fell below zero. */
  readonly logWealth: number;
  /** Deepest fall below the running peak as a share of the peak, ≥ 0; the starting wealth counts as a peak. */
  readonly maxDrawdown: number;
  /** Longest run of periods that close below the peak. */
  readonly longestDrawdown: number;
}

/** Wealth and its distance from the running peak at every close. */
export interface WealthPath {
  /** shape (n,): natural logarithm of wealth; -Infinity or NaN from the period on that left nothing or less. */
  readonly logWealth: Float64Array;
  /** shape (n,): W_t / max(1, W_1 .. W_t) - 1, ≤ 0; from ruin on that of the ruin. */
  readonly drawdown: Float64Array;
}

/**
 * Wealth this near to its peak is at its peak: every return is the quotient of two doubles and known to 1e-16 only, so that a
 * path back to exactly the old peak may miss it by some of them.
 */
const PEAK_RESOLUTION = 2 ** -46;

/**
 * Compounds returns until wealth is gone: W_t = W_{t-1} · (1 + r_t), W_0 = 1.
 *
 * The first period that leaves no wealth (1 + r_t ≤ 0) ends the path: returns on nothing say nothing. Its depth is
 * 1 - W_t / peak ≥ 1, and every later period counts as spent below the peak.
 *
 * @param returns - shape (n,), finite simple returns.
 *
 * @remarks
 * Numerics: logarithms with a compensated sum, so that returns of 1e-12 keep their digits. Wealth within 2^-46 of its peak
 * counts as at the peak.
 * Source: this project.
 */
export function wealthPath(returns: Float64Array): WealthPath {
  const n = returns.length;
  const logWealth = new Float64Array(n);
  const drawdown = new Float64Array(n);
  let high = 0;
  let low = 0;
  let peak = 0;
  for (let t = 0; t < n; t++) {
    const growth = 1 + returns[t];
    if (growth <= 0) {
      logWealth.fill(growth === 0 ? -Infinity : NaN, t);
      drawdown.fill(growth * Math.exp(high + low - peak) - 1, t);
      break;
    }
    const term = Math.log1p(returns[t]);
    const next = high + term;
    low += Math.abs(high) >= Math.abs(term) ? high - next + term : term - next + high;
    high = next;
    const level = high + low;
    logWealth[t] = level;
    if (level > peak) peak = level;
    else if (level < peak - PEAK_RESOLUTION) drawdown[t] = Math.expm1(level - peak);
  }
  return { logWealth, drawdown };
}

/**
 * Final wealth, deepest and longest drawdown of a path.
 *
 * Source: this project.
 */
export function wealthRecord({ logWealth, drawdown }: WealthPath): WealthRecord {
  let nBelow = 0;
  let longestDrawdown = 0;
  for (const depth of drawdown) {
    nBelow = depth < 0 ? nBelow + 1 : 0;
    if (nBelow > longestDrawdown) longestDrawdown = nBelow;
  }
  const n = drawdown.length;
  return {
    logWealth: n === 0 ? 0 : logWealth[n - 1],
    maxDrawdown: n === 0 ? 0 : Math.max(0, -minimum(drawdown)),
    longestDrawdown,
  };
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
  for (const value of returns) if (1 + value <= 0) return true;
  return false;
}
