import { describe, expect, it } from 'vitest';
import { createRng } from '../random/index.ts';
import { createBootstrap } from './bootstrap.ts';
import { resampleMeans } from './resampled-means.ts';
import { sampleColumns, sampleMatrix } from './sample-matrix.ts';
import type { SampleMatrix } from './sample-matrix.ts';

function drawn(rows: number, cols: number): SampleMatrix {
  const rng = createRng(`means/${rows}/${cols}`);
  return sampleMatrix(
    Array.from({ length: cols }, () => Float64Array.from({ length: rows }, () => rng.nextNormal() * 1e-3 + 0.01)),
  );
}

const scheme = { kind: 'stationary', blockLength: 4 } as const;

/** Deviations of the means by their definition: row after row, column after column. */
function plainDeviations(matrix: SampleMatrix, means: Float64Array, nReplications: number): Float64Array {
  const { rows, cols } = matrix;
  const source = createBootstrap(rows, scheme, createRng('plain'));
  const out = new Float64Array(nReplications * cols);
  for (let b = 0; b < nReplications; b++) {
    const counts = new Float64Array(rows);
    for (const place of source.fill(new Int32Array(rows))) counts[place]++;
    for (let a = 0; a < cols; a++) {
      let sum = 0;
      for (let t = 0; t < rows; t++) if (counts[t] > 0) sum += counts[t] * (matrix.data[t * cols + a] - means[a]);
      out[b * cols + a] = sum / rows;
    }
  }
  return out;
}

describe('resampleMeans', () => {
  it.each([1, 7, 8, 9, 20])('is what its definition says of %d columns, to the last bit', (cols) => {
    const matrix = drawn(90, cols);
    const { means, deviations } = resampleMeans(matrix, createBootstrap(90, scheme, createRng('plain')), 25);
    expect(deviations).toEqual(plainDeviations(matrix, means, 25));
  });

  it('keeps a column that is not finite to itself', () => {
    const columns = [...sampleColumns(drawn(40, 9))];
    columns[3] = columns[3].map((value, t) => (t === 20 ? NaN : value));
    const { deviations } = resampleMeans(sampleMatrix(columns), createBootstrap(40, scheme, createRng('nan')), 10);
    for (let i = 0; i < deviations.length; i++) expect(Number.isNaN(deviations[i])).toBe(i % 9 === 3);
  });
});

describe('sampleColumns', () => {
  it('takes apart what sampleMatrix has put side by side', () => {
    const columns = [Float64Array.of(1, 2, NaN), Float64Array.of(-0, 5, 6)];
    expect(sampleColumns(sampleMatrix(columns))).toEqual(columns);
  });
});
