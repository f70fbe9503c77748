import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantedEdge } from '../../src/sources/index.ts';
import { ended, killedConfig, killedWorkspaces, start, surviveKills } from './testing/killed-runs.ts';
import { comparableBytes, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

/** The exam kills more often. */
const KILLS = 5;

describe('a research run that is killed', () => {
  let workspaces: readonly [TestWorkspace, TestWorkspace];

  beforeAll(async () => {
    workspaces = await killedWorkspaces();
  });
  afterAll(() => workspaces.forEach((workspace) => workspace.remove()));

  it(
    `X-11 X-09 survives ${KILLS} SIGKILLs: published results intact, resumed bytes equal, no finished step repeated`,
    { timeout: 180_000 },
    () => surviveKills(workspaces, KILLS),
  );

  it('X-09 gives the same bytes in another time zone and language', async () => {
    const other = testWorkspace();
    try {
      await other.publish('edge', plantedEdge({ seed: 9, bars: 1600, strength: 0.16 }));
      const path = other.write('first.yaml', killedConfig(1));
      expect(await ended(start(other, path, { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }))).toBe(0);
      const here = testWorkspace();
      await here.publish('edge', plantedEdge({ seed: 9, bars: 1600, strength: 0.16 }));
      await here.run(here.write('first.yaml', killedConfig(1)));
      expect(comparableBytes(other, 'killed')).toEqual(comparableBytes(here, 'killed'));
      here.remove();
    } finally {
      other.remove();
    }
  });
});
