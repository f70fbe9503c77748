import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { watchFuzz } from './fuzz/watch-fuzz.ts';

const SEEDS = [1, 2, 3, 4];
const FILES = 25_000;
const LAYOUTS = 2_500;
const processes = Math.min(4, availableParallelism());

describe('hostile files, in full', () => {
  it.each(SEEDS)(
    'X-08: 25,000 changed files of seed %i are refused by name or published as they stand',
    async (seed) => {
      const { counts, faults } = await watchFuzz({ program: 'fuzz-imports.ts', seed, cases: FILES, processes });
      console.log(`seed ${seed}: ${JSON.stringify(counts)}`);
      expect(faults).toEqual([]);
      expect((counts['refused'] ?? 0) + (counts['unfit'] ?? 0) + (counts['published'] ?? 0)).toBe(FILES);
    },
  );

  it.each(SEEDS)('X-08: 2,500 changed layouts of seed %i are refused by name, or used', async (seed) => {
    const { counts, faults } = await watchFuzz({ program: 'fuzz-layouts.ts', seed, cases: LAYOUTS, processes });
    console.log(`seed ${seed}: ${JSON.stringify(counts)}`);
    expect(faults).toEqual([]);
    expect(counts['wrong']).toBe(0);
  });
});
