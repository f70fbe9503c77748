import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatMemory,
  GIBIBYTE,
  MEBIBYTE,
  MEMORY_FLOOR,
  memoryFloor,
  parseMemory,
  resolveMemory,
  resolveResources,
  resolveWorkers,
} from './resources.ts';

describe('parseMemory', () => {
  it.each([
    ['1.5GiB', 1.5 * GIBIBYTE],
    ['2048MB', 2048e6],
    ['512 mib', 512 * MEBIBYTE],
    ['1kb', 1000],
    ['123B', 123],
    ['0.0015KiB', 1],
  ])('%j is %d bytes', (text, bytes) => {
    expect(parseMemory(text)).toBe(bytes);
  });

  it.each(['', '2048', '1.5', 'GiB', '-1GiB', '1e3MB', '1,5GiB', '0MB', '1 GiBs', '99999999TiB'])(
    'refuses %j',
    (text) => {
      expect(() => parseMemory(text, '--memory')).toThrow("invalid '--memory': must be a size > 0 with its unit");
    },
  );

  it('reads what formatMemory wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), (mebibytes) => {
        const bytes = mebibytes * MEBIBYTE;
        expect(Math.abs(parseMemory(formatMemory(bytes)) - bytes)).toBeLessThan(0.006 * GIBIBYTE);
      }),
    );
  });
});

describe('resolveWorkers', () => {
  it('takes default < environment < command line', () => {
    expect(resolveWorkers({ cores: 6 })).toBe(6);
    expect(resolveWorkers({ cores: 6, env: { ASSAY_WORKERS: '3' } })).toBe(3);
    expect(resolveWorkers({ cores: 6, env: { ASSAY_WORKERS: '3' }, option: '2' })).toBe(2);
    expect(resolveWorkers({ cores: 6, env: { ASSAY_WORKERS: ' ' } })).toBe(6);
    expect(resolveWorkers()).toBeGreaterThanOrEqual(1);
  });

  it.each(['0', '-1', '1.5', 'two', '', '1e3'])('refuses %j', (option) => {
    expect(() => resolveWorkers({ option })).toThrow("invalid '--workers': must be a whole number >= 1");
    if (option !== '')
      expect(() => resolveWorkers({ env: { ASSAY_WORKERS: option } })).toThrow("invalid 'ASSAY_WORKERS'");
  });
});

describe('resolveMemory', () => {
  it('is a quarter of the machine and at most 2 GiB unless asked for', () => {
    expect(resolveMemory({ totalMemory: 4 * GIBIBYTE, workers: 2 })).toBe(GIBIBYTE);
    expect(resolveMemory({ totalMemory: 64 * GIBIBYTE, workers: 2 })).toBe(2 * GIBIBYTE);
    expect(resolveMemory({ env: { ASSAY_MEMORY: '3GiB' }, workers: 2 })).toBe(3 * GIBIBYTE);
    expect(resolveMemory({ env: { ASSAY_MEMORY: '3GiB' }, option: '4GiB', workers: 2 })).toBe(4 * GIBIBYTE);
  });

  it('accepts the floor and refuses a byte less, saying what the floor is and why', () => {
    for (const workers of [1, 2, 8]) {
      const floor = memoryFloor(workers);
      expect(floor).toBe(MEMORY_FLOOR.base + workers * MEMORY_FLOOR.perWorker);
      expect(resolveMemory({ option: `${floor}B`, workers })).toBe(floor);
      const refused = (): number => resolveMemory({ option: `${floor - 1}B`, workers });
      expect(refused).toThrow(`the least is ${formatMemory(floor)}`);
      expect(refused).toThrow(
        expect.objectContaining({ code: 'MEMORY_LIMIT', hint: expect.stringContaining('--memory') }),
      );
    }
  });

  it('speaks of a size that is none as a fault of the command line', () => {
    expect(() => resolveMemory({ option: '2048', workers: 1 })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('resolveResources', () => {
  it('takes fewer workers than cores where the default memory carries no more', () => {
    const { workers, memoryBytes, workersLimitedByMemory } = resolveResources({
      cores: 64,
      totalMemory: 256 * GIBIBYTE,
    });
    expect(memoryBytes).toBe(2 * GIBIBYTE);
    expect(memoryFloor(workers)).toBeLessThanOrEqual(memoryBytes);
    expect(memoryFloor(workers + 1)).toBeGreaterThan(memoryBytes);
    expect(workersLimitedByMemory).toBe(true);
  });

  it('never takes fewer workers than were asked for: it refuses', () => {
    const asked = { option: 64, cores: 64, totalMemory: 256 * GIBIBYTE };
    expect(() => resolveResources(asked)).toThrow(expect.objectContaining({ code: 'MEMORY_LIMIT' }));
    expect(resolveResources({ ...asked, memory: '16GiB' }).workers).toBe(64);
  });

  it('takes every core where the memory carries them', () => {
    const resources = resolveResources({ cores: 2, totalMemory: 24 * GIBIBYTE });
    expect(resources).toEqual({ workers: 2, memoryBytes: 2 * GIBIBYTE, workersLimitedByMemory: false });
  });
});
