import { describe, expect, it } from 'vitest';
import { begunAhead } from './begun-ahead.ts';

describe('begunAhead', () => {
  it('S1-10 tells all to end at the first failure, remembers it, and waits for what was begun', async () => {
    const ahead = begunAhead();
    let release = (): void => undefined;
    let ended = false;
    const slow = ahead.begin(async () => {
      await new Promise<void>((resolve) => (release = resolve));
      ended = true;
      if (ahead.signal.aborted) throw new Error('told to end');
    });
    expect(ahead.signal.aborted).toBe(false);
    await expect(ahead.begin(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(ahead.signal.aborted).toBe(true);
    release();
    await ahead.settled();
    expect(ended).toBe(true);
    await expect(slow).rejects.toThrow('told to end');
    expect(ahead.firstFailure()).toEqual({ error: new Error('broken') });
  });

  it('gives back what comes of the work, and has no failure', async () => {
    const ahead = begunAhead();
    expect(await ahead.begin(() => Promise.resolve(7))).toBe(7);
    await ahead.settled();
    expect([ahead.firstFailure(), ahead.signal.aborted]).toEqual([undefined, false]);
  });
});
