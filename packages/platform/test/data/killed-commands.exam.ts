import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { killCommand } from './killed-commands.ts';

describe('the command, killed often', () => {
  it.each([
    ['import', 80],
    ['append', 60],
    ['gc', 40],
    ['diff', 20],
  ] as const)(
    'X-11: at %s, %i times, leaves every version whole for readers, and run again gives the same',
    async (kind, kills) => {
      const report = await killCommand(kind, temporaryFolder(), {
        kills,
        bars: 20_000,
        rng: createRng(`exam ${kind}`),
      });
      console.log(`${kind}: ${JSON.stringify(report)}`);
      expect(report.kills).toBe(kills);
      // Kills fell on both sides of the moment at which the version was put in place.
      if (kind === 'import' || kind === 'append') expect(report.finished).toBeLessThan(kills);
    },
  );
});
