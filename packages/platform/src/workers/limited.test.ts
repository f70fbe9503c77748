import { describe, expect, it } from 'vitest';
import { limited } from './limited.ts';

describe('limited', () => {
  it('runs at most so many at a time, in their order, and goes on after a failure', async () => {
    const slots = limited(2);
    const [begun, end]: [number[], (() => void)[]] = [[], []];
    const run = (item: number): Promise<number> =>
      slots(async () => {
        begun.push(item);
        await new Promise<void>((resolve) => end.push(resolve));
        if (item === 1) throw new Error('first');
        return item;
      });
    const [first, ...rest] = [1, 2, 3, 4].map(run);
    const failed = expect(first).rejects.toThrow('first');
    expect(begun).toEqual([1, 2]);
    end[0]?.();
    await failed;
    expect(begun).toEqual([1, 2, 3]);
    end[1]?.();
    end[2]?.();
    await rest[1];
    expect(begun).toEqual([1, 2, 3, 4]);
    end[3]?.();
    expect(await Promise.all(rest)).toEqual([2, 3, 4]);
  });
});
