import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { finishGrid, killGrid, publishedBytes } from '../../src/research/grid/testing/kill-grid.ts';
import { publishWalks } from '../../src/research/grid/testing/small-grid.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';

const SEED = 'killed grids';
const KILLS = 25;

describe('grids killed at random points', () => {
  it(`S1-10 X-11 X-09 ${KILLS} kills: the state is truthful, nothing torn is seen, resumed bytes are equal (seed '${SEED}')`, async () => {
    const rng = createRng(SEED);
    const [fresh, published] = [temporaryFolder(), temporaryFolder()];
    await publishWalks(fresh, ['AAA', 'BBB']);
    await publishWalks(published, ['AAA', 'BBB']);
    await finishGrid(published);
    const bytes = await publishedBytes(published);
    const states: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const point = { lines: 1 + Math.floor(rng.nextFloat() * 7), turns: Math.floor(rng.nextFloat() * 400) };
      states.push(await killGrid(fresh, point, bytes));
    }
    expect(states).toContain('interrupted');
  });
});
