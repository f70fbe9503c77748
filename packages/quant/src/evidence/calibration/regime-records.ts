import { createRng } from '@assay/core/random';
import { probabilisticSharpeRatio, sharpeStatistics } from '../sharpe-inference.ts';
import { calibratedDependency } from '../stress/regime-dependence.ts';
import { regimeStress } from '../stress/regime-stress.ts';
import type { RegimeStress } from '../stress/regime-stress.ts';

/** Records with known truth, each of two regimes. */
export interface RegimeRecords {
  readonly periods: number;
  /** Long-run part of the time in the volatile regime. */
  readonly crisisShare: number;
  /** Mean length of a stretch of the volatile regime, in periods. */
  readonly crisisLength: number;
  /** Volatility of the volatile regime over that of the quiet one. */
  readonly volatilityRatio: number;
  /** Annual Sharpe ratio of the whole record. */
  readonly sharpe: number;
  /** Autocorrelation of the returns' noise. */
  readonly memory: number;
  /** `per-bar`: the same mean in both; `per-risk`: the same Sharpe ratio; else the only regime that earns. */
  readonly earns: 'per-bar' | 'per-risk' | 'quiet-only' | 'crisis-only';
}

/**
 * One record of daily returns with the regime of each, and what the stress says of it.
 *
 * @param seed - every return follows from it.
 *
 * @remarks
 * Source: this project.
 */
export function regimeRecord(seed: string, options: RegimeRecords): { stress: RegimeStress; passes: boolean } {
  const { volatilityRatio, memory } = options;
  const rng = createRng(`regime-record/${seed}`);
  const labels = drawnLabels(seed, options);
  const [quiet, crisis] = meansOf(options);
  let noise = rng.nextNormal();
  const returns = Float64Array.from(labels, (label) => {
    noise = memory * noise + Math.sqrt(1 - memory ** 2) * rng.nextNormal();
    return label === 0 ? quiet + 0.01 * noise : crisis + 0.01 * volatilityRatio * noise;
  });
  const stress = regimeStress({
    ...{ names: ['quiet', 'crisis', 'unknown'], width: 1, labels, contributions: returns, periodsPerYear: 252 },
    tradeLabels: [],
  });
  const passes = probabilisticSharpeRatio(sharpeStatistics(returns), 0).value >= 0.95;
  return { stress, passes };
}

/** Shares of records that pass a test of their Sharpe ratio and are killed for a dependency on one regime. */
export interface KilledShares {
  /** Records that pass, with two regimes that count. */
  readonly n: number;
  /** More than 90 % of the absolute results in one regime. */
  readonly byShare: number;
  /** The same, where luck does not explain it at 5 %. */
  readonly calibrated: number;
}

/**
 * Counts records that would be killed for a dependency, among those that a test of their Sharpe ratio lets through.
 *
 * Source: this project.
 */
export function killedShares(seed: string, count: number, options: RegimeRecords): KilledShares {
  let [n, byShare, calibrated] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const { stress, passes } = regimeRecord(`${seed}/${i}`, options);
    if (!passes || stress.dependency.reason !== undefined) continue;
    n++;
    if (stress.dependency.value > 0.7) byShare++;
    if (calibratedDependency(stress, 0.05).value > 0.7) calibrated++;
  }
  return { n, byShare: byShare / n, calibrated: calibrated / n };
}

function drawnLabels(seed: string, { periods, crisisShare, crisisLength }: RegimeRecords): Int32Array {
  const rng = createRng(`regime-labels/${seed}`);
  const leave = [crisisShare / (1 - crisisShare) / crisisLength, 1 / crisisLength];
  let label = rng.nextFloat() < crisisShare ? 1 : 0;
  return Int32Array.from({ length: periods }, () => {
    if (rng.nextFloat() < leave[label]) label = 1 - label;
    return label;
  });
}

/** Mean returns such that the whole record has the declared Sharpe ratio. */
function meansOf({ crisisShare: q, volatilityRatio: k, sharpe, earns }: RegimeRecords): readonly [number, number] {
  const total = (sharpe / Math.sqrt(252)) * 0.01 * Math.sqrt(1 - q + q * k ** 2);
  if (earns === 'per-bar') return [total, total];
  if (earns === 'per-risk') return [total / (1 - q + q * k), (total * k) / (1 - q + q * k)];
  return earns === 'quiet-only' ? [total / (1 - q), 0] : [0, total / q];
}
