import type { NoiseKind } from './noise.ts';
import type { NullStatistic, Side } from './null-distribution.ts';

/** A threshold that somebody acts on. */
export interface TriedThreshold {
  /** What it is taken to mean, and by whom. */
  readonly meaning: string;
  readonly value: number;
  readonly side: Side;
  /** Largest share of noise that may be beyond it, where it states one. */
  readonly level?: number;
  /** Kinds of noise for which the level is stated; all where absent. */
  readonly holdsOn?: readonly NoiseKind[];
}

/** A statistic with the thresholds that are tried on its null. */
export interface TriedStatistic extends NullStatistic {
  readonly thresholds: readonly TriedThreshold[];
  /** Only every n-th path is drawn, for what is slow. @default 1 */
  readonly everyNth?: number;
}
