import { checkInteger } from '../checks/index.ts';
import { normalQuantile } from '../special/index.ts';

const EULER_MASCHERONI = 0.577_215_664_901_532_9;

/**
 * Expected largest of `n` independent standard normal numbers.
 *
 * (1 - γ)·Φ⁻¹(1 - 1/n) + γ·Φ⁻¹(1 - 1/(n·e)) with γ Euler's constant, for n ≥ 2; 0 for n = 1, which is exact.
 *
 * @param n - whole, ≥ 1.
 * @throws {InvalidArgumentError} if `n` is out of its domain.
 *
 * @remarks
 * Numerics: an approximation, 0.4 too small at worst (n = 2); the quantiles are taken in the lower tail, where 1/n keeps
 * its digits.
 * Source: D. H. Bailey and M. López de Prado, "The deflated Sharpe ratio", Journal of Portfolio Management 40 (2014), eq. 1.
 */
export function expectedMaximumNormal(n: number): number {
  checkInteger('n', n, 1);
  if (n === 1) return 0;
  return -(1 - EULER_MASCHERONI) * normalQuantile(1 / n) - EULER_MASCHERONI * normalQuantile(1 / (n * Math.E));
}
