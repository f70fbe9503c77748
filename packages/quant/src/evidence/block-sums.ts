import type { SampleMatrix } from '@assay/core/inference';

/** Sums over the rows of each block, of every column's deviations from its mean. */
export interface BlockSums {
  readonly blocks: number;
  readonly cols: number;
  /** Rows of each block, shape (blocks,). */
  readonly counts: Float64Array;
  /** Mean of each column, shape (cols,). */
  readonly means: Float64Array;
  /** Sums and sums of squares, shape (blocks · cols,), block by block. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** Sharpe ratios of every column in the two halves of a split; overwritten by the next split. */
export interface Halves {
  readonly inSample: Float64Array;
  readonly outOfSample: Float64Array;
  /** Takes the blocks of `choice` as the sample. The places before `changed` must be those of the call before. */
  take(choice: Int32Array, changed: number): void;
}

/** Sums of the part of a split that is chosen up to some place. */
interface Partial {
  count: number;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** What a difference of sums leaves of a variance of 0, relative to the squares it was taken from. */
const NO_VARIATION = 1e-13;

/** Cuts the rows into blocks that are equal up to one row. */
export function blockSums({ data, rows, cols }: SampleMatrix, blocks: number): BlockSums {
  const means = new Float64Array(cols);
  for (let i = 0; i < data.length; i++) means[i % cols] += data[i] / rows;
  const counts = new Float64Array(blocks);
  const sums = new Float64Array(blocks * cols);
  const squares = new Float64Array(blocks * cols);
  for (let block = 0; block < blocks; block++) {
    const [from, to] = [Math.floor((block * rows) / blocks), Math.floor(((block + 1) * rows) / blocks)];
    counts[block] = to - from;
    for (let t = from; t < to; t++) {
      for (let a = 0; a < cols; a++) {
        const deviation = data[t * cols + a] - means[a];
        sums[block * cols + a] += deviation;
        squares[block * cols + a] += deviation * deviation;
      }
    }
  }
  return { blocks, cols, counts, means, sums, squares };
}

/**
 * Evaluates splits in lexicographic order. The sums of the chosen blocks up to each place are kept, so that only those
 * from the first changed place on are added again: two places on average.
 */
export function createHalves(blocks: BlockSums): Halves {
  const { cols } = blocks;
  const empty = (): Partial => ({ count: 0, sums: new Float64Array(cols), squares: new Float64Array(cols) });
  const partials = Array.from({ length: blocks.blocks / 2 + 1 }, empty);
  const total = empty();
  for (let block = 0; block < blocks.blocks; block++) addBlock(total, total, blocks, block);
  const rest = empty();
  const [inSample, outOfSample] = [new Float64Array(cols), new Float64Array(cols)];
  return {
    inSample,
    outOfSample,
    take(choice, changed) {
      for (let place = changed; place < choice.length; place++) {
        addBlock(partials[place + 1], partials[place], blocks, choice[place]);
      }
      const sample = partials[choice.length];
      rest.count = total.count - sample.count;
      for (let a = 0; a < cols; a++) {
        rest.sums[a] = total.sums[a] - sample.sums[a];
        rest.squares[a] = total.squares[a] - sample.squares[a];
      }
      sharpesInto(inSample, sample, total, blocks.means);
      sharpesInto(outOfSample, rest, total, blocks.means);
    },
  };
}

/** out = before + one block. */
function addBlock(out: Partial, before: Partial, { cols, counts, sums, squares }: BlockSums, block: number): void {
  out.count = before.count + counts[block];
  for (let a = 0; a < cols; a++) {
    out.sums[a] = before.sums[a] + sums[block * cols + a];
    out.squares[a] = before.squares[a] + squares[block * cols + a];
  }
}

/** Mean / standard deviation (n - 1) of every column; 0 where it does not vary. */
function sharpesInto(out: Float64Array, part: Partial, total: Partial, means: Float64Array): void {
  const { count, sums, squares } = part;
  for (let a = 0; a < out.length; a++) {
    const shift = sums[a] / count;
    const spread = squares[a] - shift * sums[a];
    const varies = spread > NO_VARIATION * total.squares[a];
    out[a] = varies ? (means[a] + shift) / Math.sqrt(spread / (count - 1)) : 0;
  }
}
