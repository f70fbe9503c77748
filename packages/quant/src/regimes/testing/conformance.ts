/** Named columns with one row of `width` values for each bar. */
export type CausalColumns = Readonly<Record<string, ArrayLike<number>>>;

/** A column that changed at or before a cut when data after the cut changed. */
export interface CausalProblem {
  readonly check: 'prefix' | 'poison';
  readonly column: string;
  readonly cut: number;
  readonly bar: number;
}

const CUTS = [0.15, 0.3, 0.5, 0.51, 0.75, 0.95];

/**
 * The columns that look ahead: for cuts along `x`, every column is computed on the bars before the cut, and on all bars with
 * garbage from the cut on; rows before the cut must be equal to the last bit.
 *
 * @param compute - columns of a series; each has a whole number of values for each bar.
 * @returns every column and cut at which a row differs; empty for causal columns.
 */
export function causalProblems(compute: (x: Float64Array) => CausalColumns, x: Float64Array): readonly CausalProblem[] {
  const known = compute(x);
  return [...CUTS.map((share) => Math.floor(share * x.length)), x.length - 1].flatMap((cut) => {
    const poisoned = x.map((value, t) => (t < cut ? value : garbage(t)));
    return [
      ...differences('prefix', cut, [known, compute(x.slice(0, cut)), x.length]),
      ...differences('poison', cut, [known, compute(poisoned), x.length]),
    ];
  });
}

/** Finite values of any size, and holes. */
function garbage(t: number): number {
  return t % 7 === 3 ? NaN : (t % 2 === 0 ? 1 : -1) * 10 ** ((t % 5) - 2);
}

function differences(
  check: CausalProblem['check'],
  cut: number,
  [known, other, length]: readonly [CausalColumns, CausalColumns, number],
): CausalProblem[] {
  return Object.keys(known).flatMap((column) => {
    const [left, right] = [known[column] ?? [], other[column] ?? []];
    const width = left.length / length;
    for (let i = 0; i < cut * width; i++) {
      if (!Object.is(left[i], right[i])) return [{ check, column, cut, bar: Math.floor(i / width) }];
    }
    return [];
  });
}
