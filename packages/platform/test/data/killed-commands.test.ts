import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { killCommand } from './killed-commands.ts';
import type { KilledKind } from './killed-commands.ts';

const KILLS = 2;
const KINDS: readonly KilledKind[] = ['import', 'append', 'gc', 'diff'];

describe('the command, killed', () => {
  it.each(KINDS)(
    'X-11: at %s leaves every version whole for readers, and run again gives the same',
    { timeout: 120_000 },
    async (kind) => {
      const report = await killCommand(kind, temporaryFolder(), { kills: KILLS, bars: 4_000, rng: createRng(kind) });
      expect(report.kills).toBe(KILLS);
      expect(report.looks).toBeGreaterThan(KILLS);
    },
  );
});
