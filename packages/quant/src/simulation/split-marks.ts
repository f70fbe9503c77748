/** A split as marks see it. */
export interface SplitMark {
  /** From this moment on prices are in the terms after it. */
  readonly time: number;
  /** New lots for one old lot. */
  readonly ratio: number;
  /** Index of the first bar in the terms after it. */
  readonly bar: number;
  /** Ticks a lot, in the terms after it, that were paid out of what the lots cost. @default 0 */
  readonly paidTicks?: number | undefined;
}

/**
 * A price in the terms after all splits that came after it, in the nearest whole ticks.
 *
 * A price of the very moment of a split is one before it: it closed there.
 *
 * @param priceTime - when the price was made.
 *
 * @remarks
 * Source: this project.
 */
export function ticksAfterSplits(ticks: number, priceTime: number, splits: readonly SplitMark[]): number {
  let restated = ticks;
  for (const { time, ratio } of splits) if (priceTime <= time) restated /= ratio;
  return restated === ticks ? ticks : Math.round(restated);
}
