import type { EpochMs } from '@assay/core/time';
import type { Coverage, Severity } from './report.ts';

const WORST: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/** Finds the stretch of time that a moment lies in; keeps the last one, so that asking in order of time is fast. */
export interface StretchFinder {
  /** How many stretches there are. */
  readonly count: number;
  /** Index of the stretch (edge, next edge] that holds `time`; -1 outside all of them. */
  at(time: EpochMs): number;
}

/** @param edges - ends of the stretches, in order; fewer than two make none. */
export function stretchFinder(edges: readonly EpochMs[]): StretchFinder {
  const count = Math.max(0, edges.length - 1);
  let last = 0;
  const holds = (index: number, time: EpochMs): boolean =>
    index >= 0 && index < count && time > (edges[index] as number) && time <= (edges[index + 1] as number);
  return {
    count,
    at: (time) => {
      if (holds(last, time)) return last;
      let [low, high] = [0, count - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (time <= (edges[middle + 1] as number)) high = middle;
        else low = middle + 1;
      }
      if (!holds(low, time)) return -1;
      last = low;
      return low;
    },
  };
}

/** Counts what is expected and what is there, in stretches of time. */
export class CoverageCounter {
  private readonly stretches: StretchFinder;
  private readonly expected: number[];
  private readonly present: number[];

  constructor(edges: readonly EpochMs[]) {
    this.stretches = stretchFinder(edges);
    this.expected = Array.from({ length: this.stretches.count }, () => 0);
    this.present = Array.from({ length: this.stretches.count }, () => 0);
  }

  /** A row was expected at `time`, and is there or not. */
  expect(time: EpochMs, isPresent: boolean): void {
    const index = this.stretches.count === 0 ? -1 : this.stretches.at(time);
    if (index < 0) return;
    this.expected[index] = (this.expected[index] as number) + 1;
    if (isPresent) this.present[index] = (this.present[index] as number) + 1;
  }

  /** The counts, with the worst finding of each stretch; undefined where no stretch was asked for. */
  result(marks: readonly StretchMark[]): Coverage | undefined {
    if (this.stretches.count === 0) return undefined;
    const worst = this.expected.map(() => 0);
    for (const { severity, stretches } of marks) {
      for (const index of stretches) worst[index] = Math.max(worst[index] as number, WORST[severity]);
    }
    return { expected: this.expected, present: this.present, worst };
  }
}

/** Where a finding shows. */
export interface StretchMark {
  readonly severity: Severity;
  readonly stretches: ReadonlySet<number>;
}
