import { checkNonEmpty } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { createRng } from '@assay/core/random';
import type { EpochMs } from '@assay/core/time';

/** What cuts are chosen from. */
export interface CutChoice {
  /** Names the run and the row: the same one gives the same cuts. */
  readonly seed: string;
  /** Judged closes, ascending; the last one is never a cut, since nothing comes after it. */
  readonly closes: ArrayLike<EpochMs>;
  /** Moments at which the strategy asked for something, in any order. */
  readonly decisions: readonly EpochMs[];
  /** Number of cuts, whole and ≥ 1; fewer are chosen where there are fewer closes. */
  readonly count: number;
}

/**
 * Moments at which the future is cut off: one in each of `count` equal parts of the judged closes, oldest first.
 *
 * Where the strategy asked for something within a part, one of those moments: what is decided by the next bar can be found
 * at the decision itself only.
 *
 * @throws {InvalidArgumentError} if `count` is not whole and ≥ 1, or there is no close.
 *
 * @remarks
 * Source: this project.
 */
export function chooseCuts({ seed, closes, decisions, count }: CutChoice): readonly EpochMs[] {
  if (!(Number.isInteger(count) && count >= 1)) throw new InvalidArgumentError('count', 'whole and >= 1', count);
  checkNonEmpty('closes', closes);
  const rng = createRng(seed).fork('leak-cuts');
  const n = closes.length - 1;
  const parts = Math.min(count, n);
  const cuts: EpochMs[] = [];
  for (let part = 0; part < parts; part++) {
    const [from, to] = [Math.floor((part * n) / parts), Math.floor(((part + 1) * n) / parts)];
    const [first, end] = [closes[from], closes[to]];
    const asked = [...new Set(decisions.filter((time) => time >= first && time < end))].sort((a, b) => a - b);
    cuts.push(asked.length > 0 ? asked[rng.nextInt(asked.length)] : closes[from + rng.nextInt(to - from)]);
  }
  return cuts;
}

/**
 * Share of the judged closes up to and with the last cut; 0 where there is no cut.
 *
 * Source: this project.
 */
export function cutCoverage(cuts: readonly EpochMs[], closes: ArrayLike<EpochMs>): number {
  const last = Math.max(...cuts);
  let compared = 0;
  while (compared < closes.length && closes[compared] <= last) compared++;
  return closes.length === 0 ? 0 : compared / closes.length;
}
