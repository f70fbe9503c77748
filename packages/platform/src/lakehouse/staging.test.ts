import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createRng } from '@assay/core/random';
import { temporaryFolder } from '../settings/testing/index.ts';
import { openLakehouse, openStaging } from './index.ts';
import type { Lakehouse, Staging } from './index.ts';

let lake: Lakehouse;

function openTestLake(memoryBytes = 256 * 2 ** 20): Lakehouse {
  lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 2, memoryBytes });
  return lake;
}

afterEach(() => lake.close());

async function rowsOf(staging: Staging): Promise<number[][]> {
  const rows: number[][] = [];
  for await (const { columns, length } of staging.sorted()) {
    for (let row = 0; row < length; row++) rows.push(columns.map((column) => column[row] as number));
  }
  return rows;
}

describe('openStaging', () => {
  it('gives rows back in order, equal ones as they came, NaN last', async () => {
    const staging = await openStaging(openTestLake(), { columns: ['a', 'b', 'n'], order: ['a', 'b'] });
    const a = Float64Array.of(2, 1, NaN, 1, 1, 99);
    const b = Float64Array.of(0, 5, 0, -1, 5, 99);
    await staging.append([a, b, Float64Array.of(0, 1, 2, 3, 4, 99)], 5);
    await staging.append([Float64Array.of(-7), Float64Array.of(0), Float64Array.of(5)], 1);
    const expected = [
      [-7, 0, 5],
      [1, -1, 3],
      [1, 5, 1],
      [1, 5, 4],
      [2, 0, 0],
      [NaN, 0, 2],
    ];
    expect(await rowsOf(staging)).toEqual(expected);
    expect(await rowsOf(staging)).toEqual(expected);
    await staging.append([Float64Array.of(0), Float64Array.of(0), Float64Array.of(6)], 1);
    expect(staging.rows).toBe(7);
    expect((await rowsOf(staging))[1]).toEqual([0, 0, 6]);
    await staging.close();
    await expect(staging.append([a, b, b], 1)).rejects.toMatchObject({ code: 'ILLEGAL_STATE' });
  });

  it('gives rows that came in order back as they came, and sorts from the first that did not', async () => {
    const staging = await openStaging(openTestLake(), { columns: ['s', 't', 'n'], order: ['s', 't'] });
    const [length, perSubject] = [300_000, 100_000];
    const column = (of: (row: number) => number): Float64Array => Float64Array.from({ length }, (_, row) => of(row));
    const subjects = column((row) => (row < 2 * perSubject ? Math.floor(row / perSubject) : NaN));
    const times = column((row) => (row % perSubject) >> 1);
    await staging.append([subjects, times, column((row) => row)], length);
    let next = 0;
    for await (const { columns, length: rows } of staging.sorted()) {
      const [, , numbers] = columns as [Float64Array, Float64Array, Float64Array];
      for (let row = 0; row < rows; row++) if (numbers[row] === next) next++;
    }
    expect(next).toBe(length);
    await staging.append([Float64Array.of(NaN, 1), Float64Array.of(2, 7), Float64Array.of(-1, -2)], 2);
    const late = (await rowsOf(staging)).flatMap(([, , n], place) => ((n as number) < 0 ? [[n, place]] : []));
    expect(late).toEqual([
      [-2, perSubject + 16],
      [-1, 2 * perSubject + 7],
    ]);
    await staging.close();
  });

  it('X-17: holds and sorts more rows than its memory, with the rest below the root', async () => {
    const memoryBytes = 64 * 2 ** 20;
    const staging = await openStaging(openTestLake(memoryBytes), { columns: ['key', 'x', 'y', 'z'], order: ['key'] });
    const [rows, batches] = [100_000, 30];
    const rng = createRng('staging');
    let total = 0;
    for (let batch = 0; batch < batches; batch++) {
      const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: rows }, () => rng.nextFloat()));
      total += (columns[0] as Float64Array).reduce((sum, value) => sum + value, 0);
      await staging.append(columns, rows);
    }
    let [seen, sum, last, spilled, unsorted] = [0, 0, -Infinity, 0, 0];
    for await (const { columns, length } of staging.sorted()) {
      const [keys] = columns as [Float64Array];
      for (let row = 0; row < length; row++) {
        if ((keys[row] as number) < last) unsorted++;
        last = keys[row] as number;
        sum += last;
      }
      seen += length;
      spilled = Math.max(spilled, spilledBytes(lake.root));
    }
    expect(rows * batches * 32).toBeGreaterThan(memoryBytes);
    expect([seen, unsorted]).toEqual([rows * batches, 0]);
    expect(sum).toBeCloseTo(total, 3);
    expect(spilled).toBeGreaterThan(0);
    await staging.close();
  });

  it('X-11: spills where no other database does, and leaves nothing', async () => {
    const first = openTestLake(64 * 2 ** 20);
    const second = openLakehouse(first.root, { memoryBytes: 64 * 2 ** 20 });
    const lakes = [first, second];
    const ends: number[] = [];
    let folders = 0;
    const work = lakes.map(async (one, which) => {
      const staging = await openStaging(one, { columns: ['key', 'x', 'y', 'z'], order: ['key'] });
      for (let batch = 0; batch < 30; batch++) {
        const columns = Array.from({ length: 4 }, () => new Float64Array(100_000).fill(which));
        await staging.append(columns, 100_000);
      }
      folders = Math.max(folders, spillFolders(first.root).length);
      let sum = 0;
      for await (const { columns, length } of staging.sorted())
        for (let row = 0; row < length; row++) sum += (columns[3] as Float64Array)[row] as number;
      await staging.close();
      ends[which] = sum;
    });
    await Promise.all(work);
    expect(folders).toBe(2);
    expect(ends).toEqual([0, 3_000_000]);
    await Promise.all(lakes.map((one) => one.close()));
    expect(spillFolders(first.root)).toEqual([]);
  });

  it('says which column it does not know', async () => {
    openTestLake();
    await expect(openStaging(lake, { columns: ['a'], order: ['b'] })).rejects.toThrow(/'order'.*one of a/);
    await expect(openStaging(lake, { columns: ['a', 'a'], order: [] })).rejects.toThrow(/each once/);
    const staging = await openStaging(lake, { columns: ['a'], order: [] });
    await expect(staging.append([Float64Array.of(1)], 2)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await staging.close();
  });
});

function spilledBytes(root: string): number {
  return spillFolders(root)
    .flatMap((folder) => readdirSync(folder).map((name) => statSync(path.join(folder, name)).size))
    .reduce((sum, size) => sum + size, 0);
}

function spillFolders(root: string): readonly string[] {
  return readdirSync(root)
    .filter((name) => name.startsWith('.spill.'))
    .map((name) => path.join(root, name));
}
