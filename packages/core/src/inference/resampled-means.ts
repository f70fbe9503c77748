import { checkInteger } from '../checks/index.ts';
import { InvalidArgumentError } from '../errors/index.ts';
import type { IndexSource } from './bootstrap.ts';
import { checkSampleMatrix } from './sample-matrix.ts';
import type { SampleMatrix } from './sample-matrix.ts';

/** Means of several series, and what a bootstrap says of their joint error. */
export interface ResampledMeans {
  /** Number of observations and of series. */
  readonly rows: number;
  readonly cols: number;
  readonly nReplications: number;
  /** Mean of each series, shape (cols,). */
  readonly means: Float64Array;
  /** Standard deviation of each series' mean over the replications, shape (cols,); 0 where a series does not vary. */
  readonly standardErrors: Float64Array;
  /** Mean in a replication less `means`, shape (nReplications · cols,), replication by replication. */
  readonly deviations: Float64Array;
}

/**
 * Resamples the rows of a matrix and takes the mean of every column. A replication takes the same rows of all columns, which
 * keeps their dependence.
 *
 * @param matrix - at least 2 rows; excess returns or other differences, time along rows.
 * @param source - resamples of `matrix.rows` places, from `createBootstrap`.
 * @param nReplications - number of resamples, ≥ 2.
 * @returns means, their standard errors and the deviations of each replication.
 * @throws {InvalidArgumentError} if a shape or count is out of its domain, or the source names a row that does not exist.
 *
 * @remarks
 * NaN: a NaN or an infinity in a column makes its figures NaN.
 * Numerics: the mean in a replication is the sum of deviations from the column's mean, each times how often its row was drawn.
 * Cost: O(nReplications · rows · cols), memory O(nReplications · cols).
 * Source: B. Efron and R. J. Tibshirani, "An introduction to the bootstrap" (1993), chapter 6.
 */
export function resampleMeans(matrix: SampleMatrix, source: IndexSource, nReplications: number): ResampledMeans {
  checkSampleMatrix('matrix', matrix);
  checkInteger('matrix.rows', matrix.rows, 2);
  checkInteger('nReplications', nReplications, 2);
  const { rows, cols } = matrix;
  const means = columnMeans(matrix);
  const centred = matrix.data.map((value, i) => value - means[i % cols]);
  const deviations = new Float64Array(nReplications * cols);
  const places = new Int32Array(rows);
  const counts = new Int32Array(rows);
  for (let b = 0; b < nReplications; b++) {
    countDraws(counts, source.fill(places));
    addWeightedRows(deviations.subarray(b * cols, (b + 1) * cols), centred, counts);
  }
  for (let i = 0; i < deviations.length; i++) deviations[i] /= rows;
  return { rows, cols, nReplications, means, standardErrors: columnDeviations(deviations, cols), deviations };
}

/** Two passes, so that a column of equal elements has exactly that element as its mean. */
function columnMeans({ data, rows, cols }: SampleMatrix): Float64Array {
  const means = new Float64Array(cols);
  for (let i = 0; i < data.length; i++) means[i % cols] += data[i];
  for (let a = 0; a < cols; a++) means[a] /= rows;
  const corrections = new Float64Array(cols);
  for (let i = 0; i < data.length; i++) corrections[i % cols] += data[i] - means[i % cols];
  return means.map((value, a) => value + corrections[a] / rows);
}

function countDraws(counts: Int32Array, places: Int32Array): void {
  counts.fill(0);
  for (let t = 0; t < places.length; t++) {
    if (!(places[t] >= 0 && places[t] < counts.length)) {
      throw new InvalidArgumentError('source', `of places below ${counts.length}`, places[t]);
    }
    counts[places[t]]++;
  }
}

function addWeightedRows(out: Float64Array, centred: Float64Array, counts: Int32Array): void {
  const cols = out.length;
  for (let t = 0; t < counts.length; t++) {
    const count = counts[t];
    if (count === 0) continue;
    const from = t * cols;
    for (let a = 0; a < cols; a++) out[a] += count * centred[from + a];
  }
}

/** Population standard deviation of every column. */
function columnDeviations(data: Float64Array, cols: number): Float64Array {
  const rows = data.length / cols;
  const means = columnMeans({ data, rows, cols });
  const squares = new Float64Array(cols);
  for (let i = 0; i < data.length; i++) squares[i % cols] += (data[i] - means[i % cols]) ** 2;
  return squares.map((value) => Math.sqrt(value / rows));
}
