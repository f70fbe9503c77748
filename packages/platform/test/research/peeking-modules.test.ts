import { afterAll, describe, expect, it } from 'vitest';
import type { RankingRow } from '@assay/contracts/schemas';
import { randomWalk } from '../../src/sources/index.ts';
import { testWorkspace } from './workspace.ts';

// A later fold's choice was made with the returns of an earlier one. A module that learns of it early knows what is to come:
// each of these tries to keep in a module variable what it is told, and trades on whether later folds chose "long".
const module = (keep: { readonly terms?: string; readonly create?: string }): string => `
const told = [];
export const strategy = {
  name: 'peek', summary: 'Looks at what later folds chose.', source: 'a test',
  parameters: [
    { name: 'long', type: 'integer', description: 'Which side.', default: 1, min: 0, max: 1, nominal: true },
    { name: 'days', type: 'integer', description: 'Unused but by the name.', default: 1, min: 1, max: 3, nominal: true },
  ],
  terms: (params) => { ${keep.terms ?? ''} return []; },
  create: (params) => {
    ${keep.create ?? ''}
    const own = params.long;
    let held;
    return { decide: (view) => {
      const ahead = told.length > 1 ? told.at(-1) : own;
      const wanted = ahead === 1 ? 1 : -1;
      if (wanted === held) return [];
      held = wanted;
      const id = view.instruments[0];
      return [{ legs: [{ instrument: id, target: { kind: 'exposure', value: wanted } }], allOrNone: false, reason: 'told ' + told.length }];
    } };
  },
};
`;

const CONFIG = `
name: peek
packs: [{ name: walk, dataset: walk, timeframe: 1d }]
strategies: [{ class: ./peek.mjs, sweep: { long: [0, 1] } }]
experiment:
  selectBy: netReturn
  walkForward: { scheme: rolling, trainSize: 20, testSize: 20, purgeSize: 0 }
  stress: { enabled: false }
evaluation: { leakTest: { cuts: 0 } } # the records are compared here, figure by figure
`;

describe('a user module that waits for what later folds chose (X-01)', () => {
  const workspaces: { remove(): void }[] = [];
  afterAll(() => workspaces.forEach((workspace) => workspace.remove()));

  async function rowOf(keep: { readonly terms?: string; readonly create?: string }): Promise<RankingRow> {
    const workspace = testWorkspace();
    workspaces.push(workspace);
    await workspace.publish('walk', randomWalk({ seed: 12, bars: 500 }));
    workspace.write('peek.mjs', module(keep));
    const { rankings } = await workspace.run(workspace.write('peek.yaml', CONFIG));
    return rankings.rows[0] as RankingRow;
  }

  it(
    'X-01 learns nothing early from terms() or create(): its record is that of its honest twin',
    { timeout: 180_000 },
    async () => {
      const honest = await rowOf({});
      expect(honest.metrics['totalReturn']).not.toBeNull();
      const byTerms = await rowOf({ terms: 'told.push(params.long);' });
      expect(byTerms.metrics).toEqual(honest.metrics);
      expect(byTerms.selections).toEqual(honest.selections);
      // create() tells the choice of the segment that begins, which is known then: the last one told is its own.
      const byCreate = await rowOf({ create: 'told.push(params.long);' });
      expect(byCreate.metrics).toEqual(honest.metrics);
    },
  );
});
