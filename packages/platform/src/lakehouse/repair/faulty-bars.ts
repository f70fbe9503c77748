/**
 * Which of two bars that contradict each other is the faulty one.
 *
 * 1. Two bars contradict each other if one of their prices differs by more than a bar ever usefully moves: 12 robust
 *    standard deviations, and ten times the difference that 1 % of the bars exceed.
 * 2. The last close on which both agreed decides: the base is faulty if it jumped away from there and the other did not.
 * 3. In all other cases the two are left as they are and named: no price is invented, and none is taken because it pleases.
 *
 * Causal: what is called faulty depends on bars up to the bar itself, apart from the two scales.
 */
import { valueAt } from '../columns.ts';
import type { Agreement } from './agreement.ts';
import type { BarPlace } from './bar-rows.ts';

const SCORE = 12;
const LARGE_DIFFERENCES = 10;
/** The move of the right bar is at most this share of the faulty one's. */
const MOST_MOVE = 0.5;

const SIDES = ['open', 'high', 'low', 'close'] as const;

/** What two bars of one moment are to each other. */
export type BarVerdict = 'agree' | 'base-faulty' | 'undecided';

/** Judges bars of both series in order of time. */
export class FaultFinder {
  private readonly least: number;
  private agreed = NaN;

  constructor({ deviation, largeDifference }: Agreement) {
    this.least = Math.max(SCORE * deviation, LARGE_DIFFERENCES * largeDifference);
  }

  judge(base: BarPlace, other: BarPlace): BarVerdict {
    const pairs = pricesOf(base).map((price, index) => [price, pricesOf(other)[index] as number] as const);
    const apart = pairs.filter(([left, right]) => Math.abs(Math.log(right / left)) > this.least);
    if (apart.length === 0) {
      this.agreed = valueAt(base.series.close, base.index);
      return 'agree';
    }
    const isBaseFaulty = apart.every(([left, right]) => {
      const [moved, kept] = [this.moveOf(left), this.moveOf(right)];
      return moved > this.least && kept <= MOST_MOVE * moved;
    });
    return isBaseFaulty ? 'base-faulty' : 'undecided';
  }

  private moveOf(price: number): number {
    return Math.abs(Math.log(price / this.agreed));
  }
}

function pricesOf({ series, index }: BarPlace): readonly number[] {
  if (series.shape === 'close-only') return [valueAt(series.close, index)];
  return SIDES.map((name) => valueAt(series[name], index));
}
