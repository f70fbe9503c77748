import { checkInRange, checkInteger } from '@assay/core/checks';
import type { PeriodRange } from '../walk-forward.ts';

/**
 * The stretches of one label inside one range: as long as they go, without a gap.
 *
 * @param labels - shape (n,): label of each period.
 * @param range - periods [from, to) that are looked at.
 * @param label - the one that is wanted.
 * @throws {InvalidArgumentError} if the range is not inside the periods.
 *
 * @remarks
 * Source: this project.
 */
export function labelledStretches(labels: Int32Array, range: PeriodRange, label: number): readonly PeriodRange[] {
  checkInteger('range.from', range.from, 0);
  checkInRange('range.to', range.to, range.from, labels.length);
  const stretches: PeriodRange[] = [];
  let from = -1;
  for (let t = range.from; t <= range.to; t++) {
    const isIn = t < range.to && labels[t] === label;
    if (isIn && from < 0) from = t;
    if (!isIn && from >= 0) {
      stretches.push({ from, to: t });
      from = -1;
    }
  }
  return stretches;
}
