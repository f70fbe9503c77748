import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RankingRow } from '@assay/contracts/schemas';
import { plantedEdge } from '../../src/sources/index.ts';
import { publishedRows, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

// A market in which yesterday's direction goes on today. The honest module trades it; its twin reads the column one bar ahead.
const module = (name: string, column: string): string => `
export const strategy = {
  name: '${name}', summary: 'Follows the last bar.', source: 'a test', parameters: [], terms: () => [],
  columns: ({ close, length }) => ({
    up: Float64Array.from({ length }, (_, i) => ${column}),
  }),
  create: () => ({
    decide: (view) => view.updated.flatMap((instrument) => {
      const up = view.column(instrument, 'up');
      const wanted = up > 0 ? 0.2 : up < 0 ? -0.2 : 0;
      if (Math.sign(wanted) === Math.sign(view.position(instrument))) return [];
      return [{ legs: [{ instrument, target: { kind: 'exposure', value: wanted } }], allOrNone: false, reason: 'up ' + wanted }];
    }),
  }),
};
`;

const config = (name: string, modules: readonly string[], more = ''): string => `
name: ${name}
packs: [{ name: edge, dataset: edge, timeframe: 1d }]
strategies: [${modules.map((one) => `{ class: ./${one}.mjs }`).join(', ')}]
experiment:
  costs: { halfSpreadBps: 0.2, slippageBps: 0, commissionBps: 0 }
  walkForward: { scheme: rolling, trainSize: 100, testSize: 300, purgeSize: 0 }
${more}`;

const MODULES: Readonly<Record<string, string>> = {
  honest: 'i === 0 ? 0 : close[i] - close[i - 1]',
  leaky: 'i + 1 < length ? close[i + 1] - close[i] : 0',
  crashing: 'i === 0 ? 0 : jump(close[i], close[i - 1])',
  losing: 'i === 0 ? 0 : close[i - 1] - close[i]',
};

async function started(): Promise<TestWorkspace> {
  const workspace = testWorkspace();
  await workspace.publish('edge', plantedEdge({ seed: 7, bars: 1300, strength: 0.15, lag: 1 }));
  for (const [name, column] of Object.entries(MODULES)) workspace.write(`${name}.mjs`, module(name, column) + CHECK);
  return workspace;
}

describe('a research run with leaks in it', () => {
  const workspaces: TestWorkspace[] = [];
  let twins: TestWorkspace;
  let rows: ReadonlyMap<string, RankingRow>;
  beforeAll(async () => {
    workspaces.push((twins = await started()));
    const { rankings } = await twins.run(twins.write('twins.yaml', config('twins', ['leaky', 'crashing', 'losing'])));
    rows = new Map(rankings.rows.map((row) => [row.strategy, row]));
  }, 120_000);
  afterAll(() => workspaces.forEach((workspace) => workspace.remove()));

  it('X-01, S4-29: an honest module that trades a planted edge becomes a candidate, clean at every cut', async () => {
    const workspace = await started();
    workspaces.push(workspace);
    const { rankings } = await workspace.run(workspace.write('alone.yaml', config('alone', ['honest'])));
    expect(rankings.rows).toMatchObject([
      { strategy: 'honest', verdict: 'candidate', leak: { outcome: 'clean', differing: 0, columns: [], replays: 7 } },
    ]);
    expect(rankings.rows[0]?.leak?.cuts.length).toBe(3);
    expect(rankings.rows[0]?.leak?.coverage).toBeGreaterThan(0.6);
    expect(rankings.rows[0]?.metrics['totalReturn']).toBeGreaterThan(0);
  });

  it('X-01, X-02: its twin that reads one bar ahead is killed for the leak, shown where, and not a figure of it', () => {
    const { verdict, reasons, checks, metrics, nulls, score, leak } = rows.get('leaky') as RankingRow;
    expect([verdict, reasons.map(({ rule }) => rule), checks.map(({ rule }) => rule)]).toEqual([
      'killed',
      ['leak'],
      ['leak', 'no-trades'],
    ]);
    expect(leak).toMatchObject({ outcome: 'leak', differing: 2, columns: ['up'] });
    expect(leak?.firstDifference).toMatchObject({ kind: 'prefix', what: 'decision', instrument: 'SYN1' });
    expect(leak?.firstDifference?.time).toBe(leak?.firstDifference?.cut);
    expect(leak?.firstDifference?.full).toMatch(/^exposure -?0\.2: up /u);
    expect(Object.values(metrics).every((value) => value === null)).toBe(true);
    const page = twins.read('twins', 'report.html');
    expect(page).toContain('Its figures say nothing and are not shown.');
    expect(page).toContain(`First difference, decision of SYN1 at ${leak?.firstDifference?.time ?? ''}:`);
    expect(page).toContain('Columns that depend on what comes after their bar: up.');
    expect([score, nulls['totalReturn'], nulls['score']]).toEqual([null, 'withheld-for-a-leak', 'withheld-for-a-leak']);
  });

  it('S4-18: a strategy that fails on poison is insufficient, in its own words', () => {
    const { verdict, reasons, leak } = rows.get('crashing') as RankingRow;
    expect([verdict, reasons[0]?.rule, leak?.outcome]).toEqual(['insufficient', 'leak-test-failed', 'failed']);
    expect(leak?.error).toContain('no price jumps so far (crashing.mjs:');
  });

  it('S4-18: what only ever loses is killed and shown after everything else that is not', () => {
    const { verdict, metrics, leak } = rows.get('losing') as RankingRow;
    expect([verdict, leak?.outcome]).toEqual(['killed', 'clean']);
    expect(metrics['totalReturn']).toBeLessThan(0);
    expect([...rows.keys()]).toEqual(['crashing', 'losing', 'leaky']);
    expect(publishedRows(twins, 'twins', 'candidates')).toEqual([]);
  });

  it('X-01: a config may ask for no cut: the rows say that they were not tested', async () => {
    const path = twins.write('untested.yaml', config('twins', ['losing'], 'evaluation: { leakTest: { cuts: 0 } }'));
    const { rankings } = await twins.run(path);
    expect(rankings.rows[0]).toMatchObject({ leak: { outcome: 'not-run', replays: 0, cuts: [] } });
    expect(rankings.rows[0]?.checks.map(({ rule }) => rule)).not.toContain('leak');
  });
});

// What poison does to a strategy that checks its data.
const CHECK = `
function jump(price, before) { if (price > 1.4 * before) throw new Error('no price jumps so far'); return price - before; }
`;
