/** The columns of a bar that hold doubles, as the checks and audits name them. */
export const BAR_COLUMNS = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;

/** The element at `index`, which the caller knows to exist. */
export function valueAt(column: Float64Array | Int32Array, index: number): number {
  return column[index] as number;
}
