import { checkSameLength } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';

/** Gates of one instrument, with what followed each within one horizon; in order of time. */
export interface OutcomeSample {
  readonly instrument: string;
  /** As `60m`. */
  readonly horizon: string;
  /** shape (n,): from when what followed is counted. */
  readonly from: Float64Array;
  /** shape (n,): end of the window. */
  readonly to: Float64Array;
  /** shape (n,): return in the direction that is looked at, in basis points. */
  readonly returnBp: Float64Array;
  /** shape (n,): what a round trip costs, in basis points; NaN where it is not known. */
  readonly costBp: Float64Array;
  /** shape (n,): level of hazard; NaN where a gate has none. */
  readonly hazard: Float64Array;
  /** shape (n,): 1 where the gate is admitted. */
  readonly admit: Uint8Array;
}

/** Which gates are looked at. */
export const OUTCOME_GROUPS = ['all', 'admitted', 'rejected'] as const;

/** Which gates are looked at. */
export type OutcomeGroup = (typeof OUTCOME_GROUPS)[number];

/** Throws unless the columns of a sample belong together and stand in order of time. */
export function checkSample(sample: OutcomeSample): void {
  const { from, to, returnBp, costBp, hazard, admit } = sample;
  for (const [name, column] of Object.entries({ to, returnBp, costBp, hazard, admit }))
    checkSameLength(name, column, from.length);
  for (let i = 0; i < from.length; i++) {
    if (i > 0 && from[i] < from[i - 1]) throw new InvalidArgumentError('from', 'in order of time', from[i]);
    if (!(to[i] > from[i])) throw new InvalidArgumentError('to', 'after from', to[i]);
  }
  if (returnBp.some((value) => !Number.isFinite(value))) throw new InvalidArgumentError('returnBp', 'finite', NaN);
}

/** A column at some places. */
export function pickPlaces(column: Float64Array, places: readonly number[]): Float64Array {
  return Float64Array.from(places, (at) => column[at]);
}

/** Places of a sample where something holds. */
export function placesWhere(sample: OutcomeSample, holds: (at: number) => boolean): readonly number[] {
  return [...sample.from.keys()].filter(holds);
}
