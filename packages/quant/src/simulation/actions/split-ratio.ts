import type { SplitRatio } from '../../orders/index.ts';

/** Largest number of shares on either side of a split that is looked for. */
const LARGEST_TERM = 1_000_000;
/** Relative distance within which a value counts as the fraction: what seven published digits leave open. */
const TOLERANCE = 2e-7;

/**
 * The fraction of whole shares that a split's value stands for: 7 as 7 / 1, 0.3333333 as 1 / 3.
 *
 * The first convergent of the continued fraction within 2e-7 of the value.
 *
 * @param value - new shares for one old share, finite and > 0.
 * @returns undefined where there is none with both terms up to a million.
 *
 * @remarks
 * Source: this project.
 */
export function splitRatioOf(value: number): SplitRatio | undefined {
  let [before, now] = [
    { numerator: 0, denominator: 1 },
    { numerator: 1, denominator: 0 },
  ];
  for (let rest = value; ; rest = 1 / (rest - Math.floor(rest))) {
    const whole = Math.floor(rest);
    const next = {
      numerator: whole * now.numerator + before.numerator,
      denominator: whole * now.denominator + before.denominator,
    };
    if (!(next.numerator <= LARGEST_TERM && next.denominator <= LARGEST_TERM)) return undefined;
    const isNear = Math.abs(next.numerator / next.denominator / value - 1) <= TOLERANCE;
    if (isNear && next.numerator > 0) return { now: next.numerator, before: next.denominator };
    [before, now] = [now, next];
  }
}
