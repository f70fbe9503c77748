import { createRng } from '@assay/core/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setClockBack } from './clock.ts';
import { killLongCommand } from './killing.ts';
import { makeLab } from './lab.ts';
import type { Lab } from './lab.ts';
import { commandNamed } from './long-commands.ts';
import { pairs } from './pairs.ts';
import { runTogether } from './together.ts';
import type { Pair } from './together.ts';

/** `npm run exams -- faults` kills every long command, and more often. */
const KILLS = 2;
const NAMES = ['data outcomes', 'data repair', 'research init', 'runs export-trades', 'runs rebuild-ledger'];

describe('a long command, killed, or beside another', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await makeLab()), 240_000);
  afterAll(() => lab.remove());

  it.each(NAMES)(
    'X-11 X-09: %s: nothing torn is seen, nothing is lost, a rerun gives the same bytes and cleans up',
    { timeout: 240_000 },
    async (name) => {
      const report = await killLongCommand(lab, commandNamed(lab, name), { kills: KILLS, rng: createRng(name) });
      expect(report.kills).toBe(KILLS);
      expect(report.looks).toBeGreaterThan(KILLS);
    },
  );

  it('X-11 S2-42: of two acknowledgements at once one counts, the other says so, every chain is whole', async () => {
    const pair = pairs(lab).find(({ name }) => name === 'two acknowledgements') as Pair;
    await runTogether(lab, pair, [0]);
  });

  it('X-09: a clock that goes back by an hour changes nothing', () =>
    setClockBack(lab, commandNamed(lab, 'verdict acknowledge')));
});
