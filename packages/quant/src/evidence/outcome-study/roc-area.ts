import { checkSameLength } from '@assay/core/checks';
import { argsortStable } from '@assay/core/vector';

/** An area under the curve, and what each observation adds to it. */
export interface RocArea {
  /** In [0, 1], ½ where the score says nothing; NaN where there are no positive observations, or no others. */
  readonly area: number;
  /**
   * shape (n,): by how much the area moves for a share of weight put on an observation; their mean is 0, and the area is known as
   * well as a mean of them. NaN with the area.
   */
  readonly influence: Float64Array;
}

/**
 * Area under the receiver operating characteristic: the probability that a positive observation has the higher score than one
 * that is not, ties counting half.
 *
 * With V the share of the others below a positive observation, W the share of the positive ones above another (ties half), and π the
 * share of positive ones: influence = (V - area)/π of a positive observation, (W - area)/(1 - π) of another.
 *
 * @param scores - shape (n,), none of them NaN.
 * @param isPositive - shape (n,): 1 or 0.
 * @throws {InvalidArgumentError} if the lengths differ.
 *
 * @remarks
 * Cost: O(n log n).
 * Source: J. A. Hanley and B. J. McNeil, Radiology 143 (1982); E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, Biometrics 44
 * (1988), for what an observation adds.
 */
export function rocArea(scores: Float64Array, isPositive: Uint8Array): RocArea {
  checkSameLength('isPositive', isPositive, scores.length);
  const n = scores.length;
  const order = argsortStable(scores);
  const positives = isPositive.reduce((sum, one) => sum + one, 0);
  const others = n - positives;
  const share = new Float64Array(n);
  let [positivesBelow, othersBelow, sum] = [0, 0, 0];
  for (let start = 0, end = 0; start < n; start = end) {
    let tied = 0;
    for (end = start; end < n && scores[order[end]] === scores[order[start]]; end++) tied += isPositive[order[end]];
    const tiedOthers = end - start - tied;
    for (const at of order.subarray(start, end)) {
      const isOne = isPositive[at] === 1;
      share[at] = isOne ? (othersBelow + tiedOthers / 2) / others : 1 - (positivesBelow + tied / 2) / positives;
      if (isOne) sum += share[at];
    }
    positivesBelow += tied;
    othersBelow += tiedOthers;
  }
  const area = positives === 0 || others === 0 ? NaN : sum / positives;
  const influence = share.map((one, at) => ((one - area) * n) / (isPositive[at] === 1 ? positives : others));
  return { area, influence };
}
