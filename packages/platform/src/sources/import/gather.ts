/** The values of a column at some rows. */
export function gather(column: Float64Array, rows: ArrayLike<number>): Float64Array {
  const found = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) found[index] = column[rows[index] as number] as number;
  return found;
}
