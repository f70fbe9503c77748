import { describe, expect, it } from 'vitest';
import type { PackedAccount } from '../trials.ts';
import type { PlannedRow } from '../plan.ts';
import { begunAhead } from './begun-ahead.ts';
import { evaluateInstrument } from './grid-cells.ts';
import type { CellsContext } from './grid-cells.ts';
import { interruptible } from './interrupted.ts';

describe('evaluateInstrument', () => {
  it('ends with the first cells that fail: those that wait for a thread are not evaluated any more', async () => {
    const ahead = begunAhead();
    const evaluated: string[] = [];
    const evaluator = interruptible(
      {
        pid: 1,
        run: async ({ exportName }) => {
          await Promise.resolve();
          evaluated.push(exportName);
          throw new Error('a cell fails');
        },
        close: () => Promise.resolve(),
      },
      1,
      ahead.signal,
    );
    const run = {
      id: 'r',
      step: async ({ name, compute }: { readonly name: string; readonly compute: () => Promise<unknown> }) =>
        name.startsWith('warm-up') ? { json: { bars: 0 } } : compute(),
    };
    const sets = Array.from({ length: 200 }, (_, fast) => ({ fast }));
    const row = { id: 'row', strategy: { reference: {}, identity: 'i', sets } } as unknown as PlannedRow;
    const times = Float64Array.of(0, 1, 2);
    const series = [{ length: 3, eventTime: times }];
    const account = { settings: { seed: 1 }, timeline: times, series } as unknown as PackedAccount;
    const context = {
      ...{ plan: {}, run, evaluator, workspace: '' },
      begin: (work: () => Promise<unknown>) => ahead.begin(work),
      onCells: () => undefined,
    };
    const ended = evaluateInstrument(row, account, context as unknown as CellsContext);
    await expect(ended).rejects.toThrow();
    await ahead.settled();
    expect(ahead.firstFailure()).toMatchObject({ error: { message: 'a cell fails' } });
    // Of 20 steps those that were taken before the first failure was known.
    expect(evaluated.length).toBeLessThan(10);
  });
});
