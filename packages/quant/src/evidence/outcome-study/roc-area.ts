import { checkSameLength } from '@assay/core/checks';
import { argsortStable } from '@assay/core/vector';

/** Scores put in order once, so that the area of many resamples costs no sort. */
export interface RankedScores {
  /** Places of the observations with a score, the lowest score first. */
  readonly order: Int32Array;
  /** shape (order,): 1 where the score is that of the place before. */
  readonly isTie: Uint8Array;
  /** shape (n,): 1 where the outcome is positive. */
  readonly isPositive: Uint8Array;
}

/**
 * Puts scores in order.
 *
 * @param scores - shape (n,); an observation whose score is NaN is left out.
 * @param isPositive - shape (n,): 1 or 0.
 * @throws {InvalidArgumentError} if the lengths differ.
 *
 * @remarks
 * Source: this project.
 */
export function rankScores(scores: Float64Array, isPositive: Uint8Array): RankedScores {
  checkSameLength('isPositive', isPositive, scores.length);
  const order = Int32Array.from(argsortStable(scores)).filter((at) => !Number.isNaN(scores[at]));
  const isTie = Uint8Array.from(order, (at, rank) => (rank > 0 && scores[order[rank - 1]] === scores[at] ? 1 : 0));
  return { order, isTie, isPositive };
}

/**
 * Area under the receiver operating characteristic: the probability that a positive observation has the higher score than one
 * that is not, ties counting half.
 *
 * @param counts - shape (n,): how often each observation counts. @default once
 * @returns in [0, 1], ½ where the score says nothing; NaN where there are no positive ones, or no others.
 *
 * @remarks
 * Cost: O(n).
 * Source: J. A. Hanley and B. J. McNeil, Radiology 143 (1982); the statistic of Mann and Whitney.
 */
export function rocArea({ order, isTie, isPositive }: RankedScores, counts?: Int32Array): number {
  let [area, negativeBelow, positives, negatives] = [0, 0, 0, 0];
  let [tiedPositives, tiedNegatives] = [0, 0];
  for (let rank = 0; rank < order.length; rank++) {
    if (isTie[rank] === 0) {
      area += tiedPositives * (negativeBelow + tiedNegatives / 2);
      negativeBelow += tiedNegatives;
      [tiedPositives, tiedNegatives] = [0, 0];
    }
    const at = order[rank];
    const count = counts === undefined ? 1 : counts[at];
    if (isPositive[at] === 1) {
      tiedPositives += count;
      positives += count;
    } else {
      tiedNegatives += count;
      negatives += count;
    }
  }
  area += tiedPositives * (negativeBelow + tiedNegatives / 2);
  return positives === 0 || negatives === 0 ? NaN : area / (positives * negatives);
}
