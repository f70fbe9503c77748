/** Strategies that their sandbox has to stop: one that never answers, and one that keeps more than it may. */
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import { plantedEdge } from '../../src/sources/index.ts';
import { comparableBytes, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const MODULE = (name: string, create: string): string => `
export const strategy = {
  name: '${name}', summary: 'Is stopped.', source: 'a test', parameters: [], terms: () => [],
  create: () => { const kept = []; return { decide: (view) => { ${create} } }; },
};
`;

const CONFIG = `
name: stopped
packs: [{ name: edge, dataset: edge, timeframe: 1d }]
strategies: [{ class: ./endless.mjs }, { class: ./hoarder.mjs }, { class: random-entry }]
experiment:
  walkForward: { scheme: rolling, trainSize: 100, testSize: 250, purgeSize: 0 }
  stress: { enabled: false }
`;

describe('a research run with strategies that have to be stopped', () => {
  const workspaces: TestWorkspace[] = [];
  afterAll(() => workspaces.forEach((one) => one.remove()));

  it('S2-10, X-09: holds them with the reason, judges the rest, the same with one worker and two, and in a replay', async () => {
    const made = [];
    for (const workers of [2, 1]) {
      const workspace = testWorkspace();
      workspaces.push(workspace);
      await workspace.publish('edge', plantedEdge({ seed: 7, bars: 620, strength: 0.15, lag: 1 }));
      workspace.write('endless.mjs', MODULE('endless', "while (view.barCount('SYN1') > 300); return [];"));
      workspace.write(
        'hoarder.mjs',
        MODULE('hoarder', 'for (;;) kept.push(new Array(100_000).fill(kept.length + 0.5));'),
      );
      const { rankings } = await workspace.run(workspace.write('stopped.yaml', CONFIG), workers);
      const found = new Map(rankings.rows.map((row) => [row.strategy, row]));
      expect(found.get('endless')?.failure).toMatchObject({ code: 'STRATEGY_FAILED', file: 'endless.mjs' });
      expect(found.get('endless')?.failure?.message).toMatch(/gave no answer within 10 s .*in decide\(\) at 2/u);
      expect(found.get('hoarder')?.failure).toMatchObject({ code: 'MEMORY_LIMIT', file: 'hoarder.mjs' });
      expect(found.get('hoarder')?.failure?.message).toContain('ran out of memory, it may keep 128 MiB');
      expect(found.get('random-entry')?.failure).toBeUndefined();
      made.push({ workspace, runId: rankings.runId });
    }
    const [first, second] = made as [(typeof made)[0], (typeof made)[0]];
    expect(comparableBytes(second.workspace, 'stopped')).toEqual(comparableBytes(first.workspace, 'stopped'));
    const env = { ASSAY_WORKSPACE: first.workspace.root };
    const replayed = await runCli(['runs', 'replay', first.runId, '--quiet'], { cwd: '/', env });
    expect(replayed.stdout).toContain('every byte the same');
  });
});
