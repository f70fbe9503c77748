import { describe, expect, it } from 'vitest';
import type { StagedRows } from '../../lakehouse/index.ts';
import { perSubject, readThrough, subjectBlocks } from './staged-groups.ts';

/** Rows of (subject, eventTime, value) in batches of a size. */
async function* batches(
  rows: readonly (readonly [number, number, number])[],
  size: number,
): AsyncGenerator<StagedRows> {
  for (let start = 0; start < rows.length; start += size) {
    const part = rows.slice(start, start + size);
    const columns = [0, 1, 2].map((index) => Float64Array.from(part, (row) => row[index as 0 | 1 | 2]));
    yield await Promise.resolve({ columns, length: part.length });
  }
}

const ROWS = [
  ...[[0, 10, 1] as const, [0, 10, 2] as const, [0, 10, 3] as const, [0, 20, 4] as const],
  ...[[1, 20, 5] as const, [1, 30, 6] as const, [1, 30, 7] as const, [2, 30, 8] as const],
];

describe('subjectBlocks', () => {
  it.each([1, 2, 3, 4, 5, 8, 100])('keeps moments whole and subjects apart in batches of %i', async (size) => {
    const values: number[] = [];
    const moments: string[] = [];
    for await (const { subject, columns, from, to } of subjectBlocks(batches(ROWS, size))) {
      const inBlock = new Set<string>();
      for (let row = from; row < to; row++) {
        expect(columns[0]?.[row]).toBe(subject);
        inBlock.add(`${subject}:${String(columns[1]?.[row])}`);
        values.push(columns[2]?.[row] as number);
      }
      moments.push(...inBlock);
    }
    expect(values).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(moments).toEqual(['0:10', '0:20', '1:20', '1:30', '2:30']);
  });

  it('gives nothing for no rows', async () => {
    await readThrough(subjectBlocks(batches([], 5)));
    for await (const block of subjectBlocks(batches([], 5))) expect(block).toBeUndefined();
  });
});

describe('perSubject', () => {
  it('gives each subject once, also where its blocks were not read', async () => {
    const seen: number[] = [];
    const read: number[] = [];
    const sources = perSubject(subjectBlocks(batches(ROWS, 2)), (subject, blocks) => ({ subject, blocks }));
    for await (const { subject, blocks } of sources) {
      seen.push(subject);
      if (subject === 1) for await (const { to, from } of blocks()) read.push(to - from);
    }
    expect(seen).toEqual([0, 1, 2]);
    expect(read.reduce((sum, count) => sum + count, 0)).toBe(3);
  });
});
