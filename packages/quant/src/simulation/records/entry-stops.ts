import type { Trade } from '../../orders/index.ts';

/** How far away the stop of each entry was when it filled. */
export class EntryStops {
  /** Per fill: ticks from the price paid to the stop; NaN where there was none. */
  private ticks: Float64Array = new Float64Array(0);

  /** Takes the distance of a fill's stop; a price beyond it (≤ 0) risks nothing that can be told. */
  note(fillId: number, distanceTicks: number): void {
    if (!(distanceTicks > 0)) return;
    if (fillId >= this.ticks.length) {
      const longer = new Float64Array(Math.max(64, 2 * fillId)).fill(NaN);
      longer.set(this.ticks);
      this.ticks = longer;
    }
    this.ticks[fillId] = distanceTicks;
  }

  /** Ticks × lots that a trade risked at its entry, in the terms of that day; NaN without a stop. */
  riskOf({ entryFillId, lots, splitRatio = 1 }: Trade): number {
    return entryFillId < this.ticks.length ? (this.ticks[entryFillId] * lots) / splitRatio : NaN;
  }
}
