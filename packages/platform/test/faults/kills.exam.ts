import { createRng } from '@assay/core/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killLongCommand } from './killing.ts';
import type { KillReport } from './killing.ts';
import { makeLab } from './lab.ts';
import type { Lab } from './lab.ts';
import { COMMAND_NAMES, commandNamed } from './long-commands.ts';

/** Kills at work of each command; all together at least 200. */
const KILLS = 8;
/** Of those that compute for seconds. */
const KILLS_OF_HEAVY = 4;
const HEAVY = /^(?:research run|backtest run|demo|runs replay|prove)/u;
const SEED = process.env['FAULTS_SEED'] ?? 'exam';

describe('every long command, killed at random points', { timeout: 3_600_000 }, () => {
  const reports: KillReport[] = [];
  let lab: Lab;
  beforeAll(async () => (lab = await makeLab()));
  afterAll(() => lab.remove());

  it.each(COMMAND_NAMES)(
    'X-11 X-09: %s: nothing torn is seen, nothing is lost, a rerun gives the same bytes',
    async (name) => {
      const kills = HEAVY.test(name) ? KILLS_OF_HEAVY : KILLS;
      const report = await killLongCommand(lab, commandNamed(lab, name), { kills, rng: createRng(`${SEED} ${name}`) });
      console.log(JSON.stringify(report));
      reports.push(report);
      expect(report.kills).toBe(kills);
      expect(report.looks).toBeGreaterThan(report.kills);
    },
  );

  it('X-11: together at least 200 SIGKILLs hit a command at work', () => {
    expect(reports.reduce((sum, { kills }) => sum + kills, 0)).toBeGreaterThanOrEqual(200);
  });
});
