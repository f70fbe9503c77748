import { InvalidArgumentError } from '@assay/core/errors';

/** Completed runs below which a calibration knows no better than the geometric null. */
export const FEWEST_RUNS = 30;

/** Chance that a fair coin repeats itself: the geometric null has S(k) = (1/2)^(k-1). */
const REPEAT = 0.5;

/** A completed run: the bar at which it ended, counted from the first of the series, and its length in moves. */
export type CompletedRun = readonly [endedAt: number, length: number];

/** Chances of a run under its null. */
export interface RunChances {
  /** P(run > length): noise that is more surprising. */
  readonly above: number;
  /** P(run = length). */
  readonly equal: number;
}

/**
 * Survival of run lengths, S(k) = P(run ≥ k), from the runs that were completed within a trailing window of bars.
 *
 * S(k) = (n≥k + G(k)) / (n + 1) over the n runs of the window, G(k) = (1/2)^(k-1) the survival of a fair coin's runs as one run
 * more, so that S falls strictly and is never 0; S = G while there are fewer than `FEWEST_RUNS`.
 *
 * @remarks
 * Causal: holds runs that have ended, each from its end on, and forgets the oldest first.
 * Cost: a run of length k is taken in and forgotten in k steps.
 * Source: this project.
 */
export class RunCalibration {
  private readonly windowBars: number;
  private readonly runs: CompletedRun[];
  private first = 0;
  /** Number of runs of at least k moves, by k. */
  private readonly atLeast: number[] = [0];

  /**
   * @param windowBars - whole bars > 0.
   * @param runs - completed before, oldest first, as `state()` gave them.
   */
  constructor(windowBars: number, runs: readonly CompletedRun[] = []) {
    if (!(Number.isInteger(windowBars) && windowBars > 0))
      throw new InvalidArgumentError('calibrationBars', 'a whole number > 0', windowBars);
    this.windowBars = windowBars;
    this.runs = [...runs];
    for (const [, length] of runs) this.count(length, 1);
  }

  /** Completed runs in the window. */
  get size(): number {
    return this.runs.length - this.first;
  }

  /** Takes in a run that has ended at bar `endedAt`. */
  add(endedAt: number, length: number): void {
    this.runs.push([endedAt, length]);
    this.count(length, 1);
  }

  /** Forgets runs that ended `windowBars` or more before bar `now`. */
  forget(now: number): void {
    const { runs } = this;
    while (this.first < runs.length && runs[this.first][0] <= now - this.windowBars) {
      this.count(runs[this.first][1], -1);
      this.first++;
    }
    if (this.first > 1024 && this.first * 2 > runs.length) {
      runs.splice(0, this.first);
      this.first = 0;
    }
  }

  /** S(k): chance of a run of at least k moves; 1 for k ≤ 1. */
  survival(length: number): number {
    if (length <= 1) return 1;
    const ofCoin = REPEAT ** (length - 1);
    const { size } = this;
    return size < FEWEST_RUNS ? ofCoin : ((this.atLeast[length] ?? 0) + ofCoin) / (size + 1);
  }

  /** Chances of a run that is longer, and of one that is as long. */
  chances(length: number): RunChances {
    const above = this.survival(length + 1);
    return { above, equal: this.survival(length) - above };
  }

  /** The runs of the window, oldest first. */
  state(): readonly CompletedRun[] {
    return this.runs.slice(this.first);
  }

  private count(length: number, by: number): void {
    for (let k = 1; k <= length; k++) this.atLeast[k] = (this.atLeast[k] ?? 0) + by;
  }
}
