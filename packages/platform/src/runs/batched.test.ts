import { describe, expect, it } from 'vitest';
import { batched } from './batched.ts';

/** Doubles numbers; keeps what was taken together, and how many were at work at once. */
function doubling(): {
  readonly double: (key: string, n: number) => Promise<number>;
  readonly batches: (readonly number[])[];
  readonly most: () => number;
} {
  const batches: (readonly number[])[] = [];
  let [working, most] = [0, 0];
  const double = batched(async (_key: string, numbers: readonly number[]) => {
    batches.push(numbers);
    most = Math.max(most, ++working);
    await new Promise((resume) => setImmediate(resume));
    working--;
    if (numbers.includes(13)) throw new Error('no thirteen');
    return numbers.map((n) => 2 * n);
  });
  return { double, batches, most: () => most };
}

describe('batched', () => {
  it('takes together what waits, in order, and gives each its own result', async () => {
    const { double, batches, most } = doubling();
    const results = await Promise.all([1, 2, 3, 4].map((n) => double('a', n)));
    expect(results).toEqual([2, 4, 6, 8]);
    expect(batches).toEqual([[1], [2, 3, 4]]);
    expect(most()).toBe(1);
    expect(await double('a', 5)).toBe(10);
  });

  it('lets different keys work at once', async () => {
    const { double, most } = doubling();
    expect(await Promise.all([double('a', 1), double('b', 2)])).toEqual([2, 4]);
    expect(most()).toBe(2);
  });

  it('fails those that were taken together, and goes on', async () => {
    const { double } = doubling();
    const ended = await Promise.allSettled([1, 13, 3].map((n) => double('a', n)));
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await double('a', 4)).toBe(8);
  });
});
