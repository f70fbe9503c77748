import { expectedMaximumNormal } from '@assay/core/distributions';
import { normalQuantile } from '@assay/core/special';
import type { KellySizing } from '../sizing.ts';
import type { EdgeEstimate } from './edge.ts';

/**
 * The weight per unit of exposure that a fractional Kelly policy gives to an edge, deflated first.
 *
 * With mean m, sample standard deviation s and n returns, standard error e = s / √n:
 * deflated mean d = m - e·Φ⁻¹(level) - e·M(nTrials), weight = min(cap, fraction · d / s²) where d > 0, else 0.
 * M(N) is what the largest of N standard normal numbers is expected to be (`expectedMaximumNormal`).
 *
 * The edge is used only as far as it lies above what its own error and the search for it explain; a negative edge is not
 * traded the other way round. Per period, so nothing is annualised: m / s² is the same number at every period length.
 *
 * @returns 0 where the deflated mean is not above zero; NaN where there is no estimate (n < 2, or a deviation that is not
 * > 0).
 *
 * @remarks
 * Assumes: returns are independent over time and small, so that log(1 + w·r) is w·r - (w·r)²/2.
 * Unrealistic when: returns have jumps or fat tails that the sample lacks (short options): the true optimum is smaller.
 * Source: J. L. Kelly, Bell System Technical Journal 35 (1956); E. O. Thorp, "The Kelly criterion in blackjack, sports
 * betting and the stock market" (2006), section 7, for m / s²; R. D. Baker and I. G. McHale, Decision Analysis 10 (2013),
 * for why estimates are shrunk; the bound by level and trials is this project's.
 */
export function kellyWeight(policy: KellySizing, edge: EdgeEstimate): number {
  const { n, mean, deviation } = edge;
  if (!(n >= 2 && deviation > 0) || Number.isNaN(mean)) return NaN;
  const error = deviation / Math.sqrt(n);
  const deflated = mean - error * (normalQuantile(policy.level) + expectedMaximumNormal(policy.nTrials ?? 1));
  return deflated > 0 ? Math.min(policy.cap, (policy.fraction * deflated) / (deviation * deviation)) : 0;
}
