import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCommand } from '../data/command.ts';
import { makeLab } from './lab.ts';
import type { Lab } from './lab.ts';
import { commandNamed } from './long-commands.ts';
import { inspect } from './looks.ts';
import { differences, treeOf } from './tree.ts';

const NAME = 'backtest run';
/** Its first step is under way once the run's folder is there. */
const AUDIT = /^assay-workspace\/runs\/[0-9a-f]{16}\/run\.json$/u;

describe('a long command, told to stop', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await makeLab()), 240_000);
  afterAll(() => lab.remove());

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'X-11: by %s ends with 130, says that it goes on, and does',
    { timeout: 240_000 },
    async (signal) => {
      const command = commandNamed(lab, NAME);
      const whole = lab.copy();
      const before = treeOf(whole);
      const runsBefore = [...before.keys()].filter((name) => AUDIT.test(name)).length;
      expect(await startCommand(whole, command.args).ended).toMatchObject({ code: 0 });
      const after = treeOf(whole);
      const folder = lab.copy();
      const running = startCommand(folder, command.args);
      const hasBegun = (): boolean => [...treeOf(folder).keys()].filter((name) => AUDIT.test(name)).length > runsBefore;
      while (running.isRunning() && !hasBegun()) await new Promise((resolve) => setTimeout(resolve, 5));
      running.kill(signal);
      const { code, stderr } = await running.ended;
      expect({ code, stderr }).toMatchObject({ code: 130 });
      expect(stderr).toContain('interrupted; the same command goes on where this one stopped');
      await inspect(folder, { before, after });
      expect(differences(treeOf(folder), after).length).toBeGreaterThan(0);
      expect(await startCommand(folder, command.args).ended).toMatchObject({ code: 0 });
      expect(differences(treeOf(folder), after)).toEqual([]);
      for (const one of [whole, folder]) rmSync(one, { recursive: true, force: true });
    },
  );
});
