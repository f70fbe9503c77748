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
  const panels = centredPanels(matrix, means);
  const deviations = new Float64Array(nReplications * cols);
  const places = new Int32Array(rows);
  const draws: Draws = { counts: new Int32Array(rows), rows: new Int32Array(rows), nRows: 0 };
  for (let b = 0; b < nReplications; b++) {
    countDraws(draws, source.fill(places));
    for (let p = 0; p < panels.length; p++) sumDrawnInto(deviations, b * cols + p * PANEL, panels[p], draws);
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

/** Columns whose sums are taken at once. */
const PANEL = 8;

/** Some columns side by side, `PANEL` values a row. */
interface Panel {
  readonly data: Float64Array;
  /** Columns that it holds; the others are 0. */
  readonly width: number;
}

/** The matrix less the means of its columns. */
function centredPanels({ data, rows, cols }: SampleMatrix, means: Float64Array): readonly Panel[] {
  return Array.from({ length: Math.ceil(cols / PANEL) }, (_, p) => {
    const from = p * PANEL;
    const width = Math.min(PANEL, cols - from);
    const panel = new Float64Array(rows * PANEL);
    for (let t = 0; t < rows; t++) {
      for (let k = 0; k < width; k++) panel[t * PANEL + k] = data[t * cols + from + k] - means[from + k];
    }
    return { data: panel, width };
  });
}

/** How often each row was drawn, and which ones were at all, rising. */
interface Draws {
  readonly counts: Int32Array;
  readonly rows: Int32Array;
  nRows: number;
}

function countDraws(draws: Draws, places: Int32Array): void {
  const { counts, rows } = draws;
  counts.fill(0);
  for (let t = 0; t < places.length; t++) {
    if (!(places[t] >= 0 && places[t] < counts.length)) {
      throw new InvalidArgumentError('source', `of places below ${counts.length}`, places[t]);
    }
    counts[places[t]]++;
  }
  let nRows = 0;
  for (let t = 0; t < counts.length; t++) if (counts[t] > 0) rows[nRows++] = t;
  draws.nRows = nRows;
}

/** Σ over the drawn rows of count · value, for each column of a panel: the sums stay in registers, each in the order of its rows. */
function sumDrawnInto(out: Float64Array, at: number, { data, width }: Panel, { counts, rows, nRows }: Draws): void {
  let [s0, s1, s2, s3, s4, s5, s6, s7] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < nRows; i++) {
    const t = rows[i];
    const count = counts[t];
    const from = t * PANEL;
    s0 += count * data[from];
    s1 += count * data[from + 1];
    s2 += count * data[from + 2];
    s3 += count * data[from + 3];
    s4 += count * data[from + 4];
    s5 += count * data[from + 5];
    s6 += count * data[from + 6];
    s7 += count * data[from + 7];
  }
  const sums = [s0, s1, s2, s3, s4, s5, s6, s7];
  for (let k = 0; k < width; k++) out[at + k] = sums[k];
}

/** Population standard deviation of every column. */
function columnDeviations(data: Float64Array, cols: number): Float64Array {
  const rows = data.length / cols;
  const means = columnMeans({ data, rows, cols });
  const squares = new Float64Array(cols);
  for (let i = 0; i < data.length; i++) squares[i % cols] += (data[i] - means[i % cols]) ** 2;
  return squares.map((value) => Math.sqrt(value / rows));
}
