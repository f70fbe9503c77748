/** Rows of user modules: an honest one is explained with its decisions, the trades of a leaking one are refused. */
import { afterAll, describe, expect, it } from 'vitest';
import { explainTrade, findRow, traceFoundRow } from '../../src/explain/index.ts';
import { rowsOfRun } from '../../src/research/index.ts';
import { randomWalk } from '../../src/sources/index.ts';
import { testWorkspace } from '../research/workspace.ts';

/** Holds where a column that it has made of the closes says so; `ahead` bars of it are from the future. */
const module = (ahead: number): string => `
export const strategy = {
  name: 'riser', summary: 'Holds after a rise.', source: 'a test',
  parameters: [],
  columns: ({ close }) => ({ rise: close.map((_, i) => (close[Math.min(close.length - 1, i + ${ahead})] ?? NaN) - (close[i - 1] ?? NaN)) }),
  terms: () => [],
  create: (_, { instruments }) => {
    let held = 0;
    return { decide: (view) => {
      const wanted = view.column(instruments[0], 'rise') > 0 ? 1 : 0;
      if (wanted === held) return [];
      held = wanted;
      return [{ legs: [{ instrument: instruments[0], target: { kind: 'exposure', value: wanted } }], allOrNone: false, reason: 'it rose' }];
    } };
  },
};
`;

const CONFIG = `
name: riser
packs: [{ name: walk, dataset: walk, timeframe: 1d }]
strategies: [{ class: ./riser.mjs }]
experiment:
  walkForward: { scheme: rolling, trainSize: 40, testSize: 60, purgeSize: 0 }
  stress: { enabled: false }
`;

describe('assay explain trade of a user module', () => {
  const workspaces: { remove(): void }[] = [];
  afterAll(() => workspaces.forEach((workspace) => workspace.remove()));

  async function runOf(
    ahead: number,
  ): Promise<{ readonly root: string; readonly runId: string; readonly row: string }> {
    const workspace = testWorkspace();
    workspaces.push(workspace);
    await workspace.publish('walk', randomWalk({ seed: 12, bars: 400 }));
    workspace.write('riser.mjs', module(ahead));
    const { runId } = await workspace.run(workspace.write('riser.yaml', CONFIG));
    const [row = ''] = await rowsOfRun(workspace.root, runId);
    return { root: workspace.root, runId, row };
  }

  it('S3-45: shows what the module decided, asked once more in its sandbox', { timeout: 120_000 }, async () => {
    const { root, runId } = await runOf(0);
    const row = await traceFoundRow(root, await findRow(root, runId, undefined));
    expect(row.note).toBeNull();
    expect(row.differences).toEqual([]);
    const explained = explainTrade(row, 2);
    expect(explained.decision?.actions[0]).toMatchObject({ kind: 'intent', reason: 'it rose' });
    expect(explained.decision?.size?.lots).toBe(explained.lots);
  });

  it('S3-45: refuses the trades of a row that is withheld for a leak, and says why', { timeout: 120_000 }, async () => {
    const { root, runId, row } = await runOf(1);
    await expect(findRow(root, runId, row)).rejects.toThrow(
      /the trades of row '.+' are withheld: a decision or fill of it changed/u,
    );
  });
});
