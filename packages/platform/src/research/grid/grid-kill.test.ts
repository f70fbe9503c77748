import { describe, expect, it } from 'vitest';
import { publishResults } from '../../runs/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { GRID_AREA } from './progress-file.ts';
import { finishGrid, killGrid, publishedBytes } from './testing/kill-grid.ts';
import { publishWalks, SMALL_GRID } from './testing/small-grid.ts';

describe('a grid that is killed', { timeout: 240_000 }, () => {
  it('S1-10 X-11 X-09 is told as interrupted, leaves the latest alone, and goes on to the same bytes', async () => {
    const workspace = temporaryFolder();
    await publishWalks(workspace, ['AAA']);
    // What was published before, by whichever run.
    const place = { workspace, area: GRID_AREA, name: SMALL_GRID };
    await publishResults({ ...place, runId: '0123456789abcdef', files: { 'grid.json': 'before' } });
    const whole = temporaryFolder();
    await publishWalks(whole, ['AAA']);
    await finishGrid(whole);
    const bytes = await publishedBytes(whole);
    expect(Object.keys(bytes)).toEqual(['cells.csv', 'grid.json', 'report.html']);
    expect(await killGrid(workspace, { lines: 2, turns: 0 }, bytes)).toBe('interrupted');
  });
});
