import type { EpochMs } from '@assay/core/time';
import type { LeakTest } from '../row-evidence.ts';

/** How the data of a replay differ from those of the run. */
export type ReplayKind = 'prefix' | 'poison' | 'late-poison';

/** A record of one simulation that another one lacks or has otherwise. */
export interface LeakDifference {
  /**
   * `rerun`: nothing was changed; `order`: a record breaks the order of decision and fill by itself; `data`: data were used
   * before they were known.
   */
  readonly kind: ReplayKind | 'rerun' | 'order' | 'data';
  /** The last moment whose data were left as they were; null where nothing was changed. */
  readonly cut: EpochMs | null;
  /** When the record is stamped. */
  readonly time: EpochMs;
  readonly instrument: string;
  /** `decision`, `order`, `refusal` or `fill`. */
  readonly what: string;
  /** What the run did; null where it did nothing. */
  readonly full: string | null;
  /** What the replay did; null where it did nothing. */
  readonly replayed: string | null;
}

/** What a leak test found out, as plain JSON. */
export interface LeakReport {
  readonly outcome: LeakTest;
  /** Moments at which the future was cut off, oldest first. */
  readonly cuts: readonly EpochMs[];
  /** Share of the judged closes up to the last cut; 0 where nothing was cut. */
  readonly coverage: number;
  /** Simulations made. */
  readonly replays: number;
  /** Cuts at which a replay differed. */
  readonly differing: number;
  /** Of the cut that showed it first, the oldest record that differs; null where none does. */
  readonly firstDifference: LeakDifference | null;
  /** Columns whose values up to a cut depend on what comes after it, by name. They are no leak by themselves. */
  readonly columns: readonly string[];
  /** What the strategy failed with; null where it did not. */
  readonly error: string | null;
}

/**
 * The report of a strategy that was not tested.
 *
 * Source: this project.
 */
export const LEAK_TEST_NOT_RUN: LeakReport = Object.freeze({
  outcome: 'not-run',
  cuts: [],
  coverage: 0,
  replays: 0,
  differing: 0,
  firstDifference: null,
  columns: [],
  error: null,
});
