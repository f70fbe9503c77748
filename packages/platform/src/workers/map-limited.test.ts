import { describe, expect, it } from 'vitest';
import { mapLimited } from './map-limited.ts';

/** Work that ends when it is told to, and says which of it has begun. */
function heldWork(): {
  readonly begun: number[];
  readonly end: Map<number, (error?: Error) => void>;
  readonly work: (item: number) => Promise<number>;
} {
  const begun: number[] = [];
  const end = new Map<number, (error?: Error) => void>();
  const work = (item: number): Promise<number> => {
    begun.push(item);
    return new Promise((resolve, reject) =>
      end.set(item, (error) => (error === undefined ? resolve(item * 10) : reject(error))),
    );
  };
  return { begun, end, work };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('mapLimited', () => {
  it('has no more at work than allowed, and returns results in order', async () => {
    const { begun, end, work } = heldWork();
    const done = mapLimited([1, 2, 3, 4], 2, work);
    expect(begun).toEqual([1, 2]);
    end.get(2)?.();
    await turn();
    expect(begun).toEqual([1, 2, 3]);
    end.get(1)?.();
    await turn();
    for (const item of [3, 4]) end.get(item)?.();
    expect(await done).toEqual([10, 20, 30, 40]);
    expect(await mapLimited([], 3, work)).toEqual([]);
  });

  it('begins nothing after a failure, and ends when what had begun has ended', async () => {
    const { begun, end, work } = heldWork();
    let isOver = false;
    const done = mapLimited([1, 2, 3], 2, work).finally(() => (isOver = true));
    const failed = expect(done).rejects.toThrow('first');
    end.get(1)?.(new Error('first'));
    await turn();
    expect(isOver).toBe(false);
    end.get(2)?.(new Error('second'));
    await failed;
    expect(begun).toEqual([1, 2]);
  });
});
