import { it } from 'vitest';
import { killedWorkspaces, surviveKills } from './testing/killed-runs.ts';

const KILLS = 20;

it(`X-11 X-09 a research run survives ${KILLS} SIGKILLs: published results intact, resumed bytes equal, no finished step repeated`, async () => {
  const workspaces = await killedWorkspaces();
  try {
    await surviveKills(workspaces, KILLS);
  } finally {
    workspaces.forEach((workspace) => workspace.remove());
  }
});
