import { describe, expect, it } from 'vitest';
import { PlatformError } from '@assay/core/errors';
import type { DatasetManifest } from '../lakehouse/index.ts';
import { memoryFloor } from '../settings/index.ts';
import { checkMemory, estimatedMemory } from './check-memory.ts';
import type { PlannedAccount } from './plan.ts';

function account(rows: number, nQuotes: number = 0): PlannedAccount {
  const instrument = { id: 'A' };
  const tables = [{ kind: 'quotes', id: 'A', rows: nQuotes }];
  const manifest = { series: [{ instrument, timeframe: '1d', rows }], tables } as unknown as DatasetManifest;
  const beside = { quotes: nQuotes === 0 ? [] : [{ manifest, instrument: 'A' }] };
  return { manifest, timeframe: '1d', instruments: ['A'], beside } as unknown as PlannedAccount;
}

describe('checkMemory', () => {
  it('X-17 lets a run through whose bars fit, and refuses one that does not fit, with what it would take', () => {
    const memoryBytes = 2 * 2 ** 30;
    expect(() => checkMemory([account(10_000)], { workers: 2, memoryBytes })).not.toThrow();
    const refused = (): void => checkMemory([account(50_000_000)], { workers: 2, memoryBytes });
    expect(refused).toThrow(/needs about .* GiB, the limit is 2 GiB/u);
    expect(refused).toThrow(PlatformError);
  });

  it('is the floor for small runs and grows with bars and workers beyond', () => {
    expect(estimatedMemory([account(5_000)], 2)).toBe(memoryFloor(2));
    const million = estimatedMemory([account(1_000_000)], 1);
    expect(million).toBeGreaterThan(memoryFloor(1) + 500 * 2 ** 20);
    expect(estimatedMemory([account(1_000_000)], 2)).toBeGreaterThan(million + 280 * 2 ** 20);
    expect(estimatedMemory([account(2_000_000)], 1)).toBeGreaterThan(million);
    expect(estimatedMemory([account(1_000_000, 1_000_000)], 1)).toBeGreaterThan(million + 300 * 2 ** 20);
    // A backtest of 500,000 bars on one worker was measured at 946 MiB with its stress, and at 1,063 before costs were kept as outcomes.
    expect(estimatedMemory([account(500_000)], 1, 'backtest')).toBeGreaterThan(1063 * 2 ** 20);
  });
});
