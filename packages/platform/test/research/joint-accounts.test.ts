/** Several instruments in one account of a whole run, against each of them in an account of its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trade } from '@assay/quant/orders';
import { readRowSimulations } from '../../src/research/index.ts';
import type { RowSimulations } from '../../src/research/index.ts';
import { randomWalk, regimeSwitching } from '../../src/sources/index.ts';
import type { DatasetContent } from '../../src/sources/index.ts';
import { publishedRows, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

/** Each instrument is decided by its own bars and held in a number of lots, so that no account touches another's trades. */
const CONFIG = `
name: joint
packs:
  - { name: together, dataset: two, timeframe: 1d, mode: universe }
  - { name: apart, dataset: two, timeframe: 1d, mode: single }
strategies:
  - { class: moving-average-crossover, params: { fast: 5, slow: 20, direction: long-short } }
experiment:
  cash: 10000000
  maxGrossExposure: 1000
  sizing: { kind: fixed, lots: 7 }
  walkForward: { trainSize: 400, testSize: 300 }
  stress: { regimes: { minHistory: 250, refit: 250, window: expanding } }
evaluation: { leakTest: { cuts: 1 } }
`;

describe('a joint account', () => {
  let workspace: TestWorkspace;
  let rows: ReadonlyMap<string, RowSimulations>;
  const row = (account: string): RowSimulations => rows.get(`moving-average-crossover.${account}`) as RowSimulations;

  beforeAll(async () => {
    workspace = testWorkspace();
    const calm = randomWalk({ seed: 2, bars: 1300, instruments: ['CALM'] });
    const wild = regimeSwitching({ seed: 9, bars: 1300, instruments: ['WILD'] });
    const both: DatasetContent = {
      series: [...calm.series, ...wild.series],
      provenance: { ...calm.provenance, sources: [...calm.provenance.sources, ...wild.provenance.sources] },
    };
    await workspace.publish('two', both);
    const { runId } = await workspace.run(workspace.write('joint.yaml', CONFIG));
    const found = new Map<string, RowSimulations>();
    for await (const one of readRowSimulations(workspace.root, runId)) found.set(one.rowId, one);
    rows = found;
  }, 240_000);
  afterAll(() => workspace.remove());

  const profits = ({ simulation }: RowSimulations): readonly number[] =>
    Array.from(simulation.equityUnits, (units) => units - simulation.initialUnits);

  it('S4-09: earns at every close, in ledger units, what separate accounts of its instruments earn', () => {
    const [together, calm, wild] = [row('together.universe'), row('apart.CALM'), row('apart.WILD')];
    expect(together.instruments.map(({ id }) => id)).toEqual(['CALM', 'WILD']);
    const others = profits(wild);
    const sums = profits(calm).map((own, t) => own + (others[t] ?? NaN));
    expect(sums.length).toBeGreaterThan(800);
    expect(sums.at(-1)).not.toBe(0);
    expect(profits(together)).toEqual(sums);
  });

  it("S4-09: makes each instrument's trades, bars of both closing at the same moments", () => {
    const key = (trades: readonly Trade[]): unknown =>
      trades.map(({ entryTime, exitTime, lots, netUnits }) => [entryTime, exitTime, lots, netUnits]);
    for (const id of ['CALM', 'WILD']) {
      const own = row(`apart.${id}`).simulation.trades;
      expect(own.length).toBeGreaterThan(20);
      const joint = row('together.universe').simulation.trades.filter(({ instrument }) => instrument === id);
      expect(key(joint)).toEqual(key(own));
    }
  });

  it('S4-09: looks each trade up in the regimes of its own instrument', () => {
    const ranked = publishedRows(workspace, 'joint', 'rankings');
    const stressOf = (account: string) => ranked.find(({ id }) => id === `moving-average-crossover.${account}`)?.stress;
    const tradesOf = (...accounts: string[]): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const { label, trades } of accounts.flatMap((account) => stressOf(account)?.regimes ?? []))
        if (trades > 0) counts[label] = (counts[label] ?? 0) + trades;
      return counts;
    };
    expect(tradesOf('apart.WILD')['crisis']).toBeGreaterThan(0);
    expect(tradesOf('apart.CALM')).not.toEqual(tradesOf('apart.WILD'));
    expect(tradesOf('together.universe')).toEqual(tradesOf('apart.CALM', 'apart.WILD'));
    expect(stressOf('together.universe')?.model?.instruments).toEqual(
      ['CALM', 'WILD'].flatMap((id) => stressOf(`apart.${id}`)?.model?.instruments ?? []),
    );
  });

  it('S4-09: has the choice between one account and several in the record of the run', () => {
    const accounts = publishedRows(workspace, 'joint', 'rankings').map(({ pack, instruments }) => [pack, instruments]);
    expect(accounts).toHaveLength(3);
    const summary = JSON.parse(workspace.read('joint', 'summary.json')) as {
      data: { packs: { account: string; instruments: number; bars: number }[] };
    };
    expect(summary.data.packs.map(({ account, instruments, bars }) => [account, instruments, bars])).toEqual([
      ['together.universe', 2, 2600],
      ['apart.CALM', 1, 1300],
      ['apart.WILD', 1, 1300],
    ]);
  });
});
