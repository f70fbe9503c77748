import type { KillPolicy } from '../kill-policy.ts';
import { inferSharpe } from '../row-evidence.ts';
import type { SharpeStatistics } from '../sharpe-inference.ts';
import type { TrialStatistics } from '../trials.ts';

/**
 * Whether excess returns pass the statistical rule of the verdict: `deflated-sharpe` and `deflated-sharpe-at-null`.
 *
 * @param statistics - of daily excess returns.
 * @param trials - behind them, themselves included.
 *
 * @remarks
 * NaN: what is undefined does not pass.
 * Source: this project; see docs/methods/verdicts.md.
 */
export function passesStatisticalRule(
  statistics: SharpeStatistics,
  trials: TrialStatistics,
  policy: Pick<KillPolicy, 'confidence' | 'targetSharpe'>,
): boolean {
  const evidence = { excessSharpe: statistics, trials, periodsPerYear: 252 };
  const { deflatedSharpe, deflatedSharpeAtNull } = inferSharpe(evidence, policy);
  return deflatedSharpe.value >= policy.confidence && deflatedSharpeAtNull.value >= policy.confidence;
}
