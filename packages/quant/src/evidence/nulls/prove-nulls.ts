import { createRng } from '@assay/core/random';
import type { KillPolicy } from '../kill-policy.ts';
import { GATE_STATISTICS } from './gate-statistics.ts';
import { createNoise, NOISE_KINDS } from './noise.ts';
import type { NoiseKind } from './noise.ts';
import { nullDistribution, nullSummary, shareBeyond, thresholdAtLevel } from './null-distribution.ts';
import type { NullDistribution, ShareOnNoise } from './null-distribution.ts';
import { SERIES_STATISTICS } from './series-statistics.ts';
import type { TriedStatistic, TriedThreshold } from './tried-statistic.ts';
import { verdictStatistics } from './verdict-statistics.ts';

/** What noise does to one threshold. */
export interface ThresholdOnNoise extends TriedThreshold {
  /** False-positive rate. */
  readonly beyond: ShareOnNoise;
  /** Where the threshold would have to be for 5 % of this noise to be beyond it. */
  readonly atFivePercent: number;
  /** False where a stated level is exceeded by more than chance explains; null where none is stated for this noise. */
  readonly ok: boolean | null;
}

/** One statistic on one kind of noise. */
export interface StatisticOnNoise {
  readonly statistic: Pick<TriedStatistic, 'name' | 'definition' | 'length'>;
  readonly noise: NoiseKind;
  readonly distribution: NullDistribution;
  readonly summary: ReturnType<typeof nullSummary>;
  readonly thresholds: readonly ThresholdOnNoise[];
}

/** What is tried, and how often. */
export interface NullProofOptions {
  /** shape (n,): the returns that noise is matched to, as fractions. */
  readonly returns: Float64Array;
  readonly policy: KillPolicy;
  readonly paths: number;
  readonly seed: string;
}

/**
 * Every statistic and threshold in use on every kind of noise, one at a time.
 *
 * @returns a generator, so that the caller can show progress and hear signals.
 *
 * @remarks
 * Causal: no; a property of the statistics.
 * Numerics: every statistic has a stream of its own: adding one changes no other.
 * Source: this project; see docs/methods/null-calibration.md.
 */
export function* proveNulls({ returns, policy, paths, seed }: NullProofOptions): Generator<StatisticOnNoise> {
  for (const noise of NOISE_KINDS) {
    for (const tried of triedStatistics(policy, `${seed}/${noise}`)) {
      const source = createNoise(noise, createRng(`nulls/${seed}/${noise}/${tried.name}`), returns);
      const distribution = nullDistribution(tried, source, Math.ceil(paths / (tried.everyNth ?? 1)));
      const { name, definition, length } = tried;
      yield {
        statistic: { name, definition, length },
        noise,
        distribution,
        summary: nullSummary(distribution),
        thresholds: tried.thresholds.map((threshold) => thresholdOnNoise(threshold, distribution, noise)),
      };
    }
  }
}

/**
 * Statistics that `proveNulls` tries on each kind of noise.
 *
 * @remarks
 * Source: this project.
 */
export function triedStatistics(policy: KillPolicy, seed: string): readonly TriedStatistic[] {
  return [...SERIES_STATISTICS, ...GATE_STATISTICS, ...verdictStatistics(policy, createRng(`nulls/${seed}/positions`))];
}

/** What noise does to a threshold; `ok` as the lower 99.5 % limit of the share against the stated level. */
export function thresholdOnNoise(
  threshold: TriedThreshold,
  distribution: NullDistribution,
  noise: NoiseKind,
): ThresholdOnNoise {
  const beyond = shareBeyond(distribution, threshold.value, threshold.side);
  const { level, holdsOn } = threshold;
  const isStated = level !== undefined && (holdsOn?.includes(noise) ?? true);
  const atFivePercent = thresholdAtLevel(distribution, 0.05, threshold.side);
  return { ...threshold, beyond, atFivePercent, ok: isStated ? beyond.low <= level : null };
}
