import { checkNonEmpty, checkSameLength } from '../checks/index.ts';
import { InvalidArgumentError } from '../errors/index.ts';

/** Observations of several series side by side: time along rows, `data[t * cols + a]`. */
export interface SampleMatrix {
  /** Shape (rows · cols,), row by row. */
  readonly data: Float64Array;
  /** Number of observations. */
  readonly rows: number;
  /** Number of series. */
  readonly cols: number;
}

/**
 * Puts series of equal length side by side.
 *
 * @param columns - at least one series, each of shape (rows,).
 * @returns a copy, row by row.
 * @throws {InvalidArgumentError} if there is no series, or one of another length.
 *
 * @remarks
 * NaN: copied.
 * Source: this project.
 */
export function sampleMatrix(columns: readonly Float64Array[]): SampleMatrix {
  checkNonEmpty('columns', columns);
  const [rows, cols] = [columns[0].length, columns.length];
  const data = new Float64Array(rows * cols);
  for (const [a, column] of columns.entries()) {
    checkSameLength(`columns[${a}]`, column, rows);
    for (let t = 0; t < rows; t++) data[t * cols + a] = column[t];
  }
  return { data, rows, cols };
}

/**
 * The series of a matrix, each by itself.
 *
 * @returns copies of shape (rows,), in their order.
 *
 * @remarks
 * NaN: copied.
 * Source: this project.
 */
export function sampleColumns({ data, rows, cols }: SampleMatrix): readonly Float64Array[] {
  return Array.from({ length: cols }, (_, a) => {
    const column = new Float64Array(rows);
    for (let t = 0, i = a; t < rows; t++, i += cols) column[t] = data[i];
    return column;
  });
}

/**
 * Throws unless the matrix has as many elements as its sides say, and at least one.
 *
 * Source: this project.
 */
export function checkSampleMatrix(parameter: string, matrix: SampleMatrix): void {
  const { data, rows, cols } = matrix;
  if (rows >= 1 && cols >= 1 && data.length === rows * cols) return;
  throw new InvalidArgumentError(parameter, `of rows x cols >= 1 elements (${rows} x ${cols})`, data.length);
}
