import { proveNulls, triedStatistics, NOISE_KINDS } from '@assay/quant/evidence';
import type { NullProofOptions, StatisticOnNoise } from '@assay/quant/evidence';
import type { Progress } from '../../telemetry/index.ts';

/** Draws of noise for every day, and in full. */
export const NULL_PATHS: Readonly<Record<'reduced' | 'full', number>> = Object.freeze({ reduced: 400, full: 10_000 });

/** Every statistic and threshold in use on every kind of noise. */
export interface NullProof {
  readonly seed: string;
  readonly paths: number;
  /** Returns that the noise was matched to. */
  readonly nReturns: number;
  readonly results: readonly StatisticOnNoise[];
  /** Rules that let through more noise than they state. */
  readonly failed: readonly string[];
  readonly ok: boolean;
}

/** Runs the proof, shows how far it is, and lets the process hear signals in between. */
export async function proveNullCalibration(options: NullProofOptions, progress: Progress): Promise<NullProof> {
  const { policy, paths, seed, returns } = options;
  const results: StatisticOnNoise[] = [];
  progress.start('statistics on noise', NOISE_KINDS.length * triedStatistics(policy, seed).length);
  for (const result of proveNulls(options)) {
    results.push(result);
    progress.advance();
    await new Promise((resume) => setImmediate(resume));
  }
  progress.finish();
  const failed = results
    .filter(({ thresholds }) => thresholds.some(({ ok }) => ok === false))
    .map(({ statistic, noise }) => `${statistic.name} on ${noise} noise`);
  return { seed, paths, nReturns: returns.length, results, failed, ok: failed.length === 0 };
}
