import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rankingsSchema, stressFileSchema, summarySchema } from '@assay/contracts/schemas';
import type { TrialRecord } from '@assay/quant/evidence';
import { openLakehouse, resolveDataset } from '../../src/lakehouse/index.ts';
import { readRowSimulations } from '../../src/research/index.ts';
import type { RowSimulations } from '../../src/research/index.ts';
import { readTrials } from '../../src/runs/index.ts';
import { plantedEdge, randomWalk } from '../../src/sources/index.ts';
import { comparableBytes, publishedRows, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const CONFIG = `
name: cycle
hypothesis: yesterday's direction carries into today
packs:
  - { name: edge, dataset: edge, timeframe: 1d }
  - { name: walk, dataset: walk, timeframe: 1d }
strategies:
  - class: time-series-momentum
    params: { rebalanceBars: 1, direction: long-short }
    sweep: { lookback: [1, 2, 20] }
  - class: random-entry
    sweep: { seed: { min: 1, max: 4, step: 1 } }
  - class: moving-average-crossover
    sweep: { fast: [5, 10], slow: [20, 40] }
  - class: buy-and-hold
experiment:
  costs: { halfSpreadBps: 0.2, slippageBps: 0.2, commissionBps: 0.1 }
  walkForward: { trainSize: 2y, testSize: 1y }
outcomes: { horizons: [1bar, 5bars] }
`;

describe('a research run, from data to verdicts', { timeout: 240_000 }, () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = testWorkspace();
    await workspace.publish(
      'edge',
      plantedEdge({ seed: 5, bars: 2000, instruments: ['EDGE'], lag: 1, strength: 0.18 }),
    );
    await workspace.publish('walk', randomWalk({ seed: 4, bars: 2000, instruments: ['WALK'] }));
    await workspace.run(workspace.write('cycle.yaml', CONFIG));
  }, 240_000);
  afterAll(() => workspace.remove());

  it('S4-29 finds the planted edge and kills what has none, with fills behind both', () => {
    const candidates = publishedRows(workspace, 'cycle', 'candidates');
    const killed = publishedRows(workspace, 'cycle', 'killed');
    expect(candidates.map((row) => row.id)).toEqual(['time-series-momentum.edge.EDGE']);
    expect(candidates[0]?.params).toMatchObject({ lookback: 1 });
    expect(candidates[0]?.trades).toBeGreaterThan(200);
    expect(killed.map((row) => row.id)).toContain('time-series-momentum.walk.WALK');
    expect(killed.every((row) => row.reasons.length > 0)).toBe(true);
    expect(killed.some((row) => row.trades > 100)).toBe(true);
  });

  it('S4-29 makes the outcomes first, of every bar of both datasets whose window has ended', async () => {
    const { outcomes } = summarySchema.parse(JSON.parse(workspace.read('cycle', 'summary.json')));
    expect(outcomes?.map(({ instrument, horizon, added, problem }) => [instrument, horizon, added, problem])).toEqual(
      ['EDGE', 'WALK'].flatMap((id) => ['1bars', '5bars'].map((horizon) => [id, horizon, 2000, null])),
    );
    const lake = openLakehouse(join(workspace.root, 'lake'), { readOnly: true });
    try {
      const { tables } = await resolveDataset(lake, 'edge-outcomes');
      // Figures of the bars that have so many after them, and the state of all.
      const figures = [1999, 1995].flatMap((bars) => [bars, bars, bars, 2000]);
      expect(tables.map(({ rows }) => rows)).toEqual(figures);
    } finally {
      await lake.close();
    }
  });

  it('S4-29 has fills behind the candidate and behind every killed row that traded, and packs behind all', async () => {
    const { runId, data } = summarySchema.parse(JSON.parse(workspace.read('cycle', 'summary.json')));
    const found = new Map<string, RowSimulations>();
    for await (const row of readRowSimulations(workspace.root, runId)) found.set(row.rowId, row);
    const rows = publishedRows(workspace, 'cycle', 'rankings');
    expect([...found.keys()].sort()).toEqual(rows.map(({ id }) => id).sort());
    const killed = publishedRows(workspace, 'cycle', 'killed');
    expect(killed.length).toBeGreaterThanOrEqual(1);
    for (const { id, trades } of [...killed, ...publishedRows(workspace, 'cycle', 'candidates')]) {
      const simulation = found.get(id)?.simulation;
      expect(simulation?.trades.length, id).toBe(trades);
      expect(trades, id).toBeGreaterThan(20);
      // A trade takes a fill to begin and one to end.
      expect(simulation?.fills.length, id).toBeGreaterThan(trades);
    }
    expect(data.packs?.map(({ account, bars }) => [account, bars])).toEqual([
      ['edge.EDGE', 2000],
      ['walk.WALK', 2000],
    ]);
  });

  it('S4-29 S4-15 stresses every row, none of which counts as an experiment', async () => {
    const { runId } = JSON.parse(workspace.read('cycle', 'summary.json')) as { runId: string };
    const file = join(workspace.root, 'runs', runId, 'artefacts/stress.json');
    const stressed = stressFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const rows = publishedRows(workspace, 'cycle', 'rankings');
    expect(stressed.rows.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    for (const { id, stress } of stressed.rows) {
      expect(stress.state, `${id}: ${stress.reason ?? ''}`).toBe('done');
      expect(stress.regimes.length, id).toBeGreaterThan(0);
      expect(stress.fills.map(({ variant }) => variant).sort(), id).toEqual(['base', 'optimistic', 'pessimistic']);
    }
    const trials = await readTrials<TrialRecord>(workspace.root);
    expect(new Set(trials.map(({ role }) => role))).toEqual(new Set(['sweep', 'neighbour']));
  });

  it('S4-20 publishes disjoint lists that together are the ranking', () => {
    const ids = (list: string): readonly string[] => publishedRows(workspace, 'cycle', list).map((row) => row.id);
    const parts = [...ids('killed'), ...ids('held'), ...ids('candidates')];
    expect(new Set(parts).size).toBe(parts.length);
    expect([...parts].sort()).toEqual([...ids('rankings')].sort());
    expect(ids('rankings')).toHaveLength(6);
  });

  it('X-04 holds numbers or nulls with a reason, in the published form', () => {
    const rankings = rankingsSchema.parse(JSON.parse(workspace.read('cycle', 'rankings.json')));
    summarySchema.parse(JSON.parse(workspace.read('cycle', 'summary.json')));
    expect(rankings.generatedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/u);
    for (const row of rankings.rows) {
      for (const [name, value] of Object.entries(row.metrics)) {
        if (value === null) expect(row.nulls[name], `${row.id} ${name}`).toBeTypeOf('string');
        else expect(Number.isFinite(value), `${row.id} ${name}`).toBe(true);
      }
    }
  });

  it('S4-12 S4-19 counts every parameter set once, and every neighbour, of overlapping instruments as a trial', async () => {
    const trials = await readTrials<TrialRecord>(workspace.root);
    const edge = trials.filter(({ instruments }) => instruments[0] === 'EDGE');
    const setsOf = (strategy: string): number =>
      edge.filter((trial) => trial.strategy === strategy && trial.role === 'sweep').length;
    expect(['time-series-momentum', 'random-entry', 'moving-average-crossover'].map(setsOf)).toEqual([3, 4, 4]);
    expect(edge.filter(({ role }) => role === 'neighbour').length).toBeGreaterThan(6);
    const rows = publishedRows(workspace, 'cycle', 'rankings').filter((row) => row.pack === 'edge');
    expect(rows.map((row) => row.trials)).toEqual(rows.map(() => edge.length));
  });

  it('X-09 S4-26 repeats to the same bytes from the cache, with one worker, and counts no trial twice', async () => {
    const before = comparableBytes(workspace, 'cycle');
    const again = await workspace.run(join(workspace.root, 'cycle.yaml'), 1);
    expect(again.origin).toBe('reopened');
    expect(comparableBytes(workspace, 'cycle')).toEqual(before);
    expect(readdirSync(join(workspace.root, 'runs')).filter((name) => /^[0-9a-f]{16}$/u.test(name))).toHaveLength(1);
  });

  it('X-09 S4-13 gives the same bytes in another folder, from data published in another order, with one worker', async () => {
    const other = testWorkspace();
    try {
      await other.publish('walk', randomWalk({ seed: 4, bars: 2000, instruments: ['WALK'] }));
      await other.publish('edge', plantedEdge({ seed: 5, bars: 2000, instruments: ['EDGE'], lag: 1, strength: 0.18 }));
      await other.run(other.write('renamed.yaml', CONFIG), 1);
      expect(comparableBytes(other, 'cycle')).toEqual(comparableBytes(workspace, 'cycle'));
    } finally {
      other.remove();
    }
  });

  it('S4-13 gives one changed bar another run id', async () => {
    const content = randomWalk({ seed: 4, bars: 2000, instruments: ['WALK'] });
    const series = content.series.map((bars) => ({
      ...bars,
      volume: bars.volume.map((v, i) => (i === 5 ? v + 1 : v)),
    }));
    const before = (JSON.parse(workspace.read('cycle', 'summary.json')) as { runId: string }).runId;
    await workspace.publish('walk', { ...content, series });
    const changed = await workspace.run(join(workspace.root, 'cycle.yaml'));
    expect(changed.runId).not.toBe(before);
  });

  it('X-11 leaves the last good results and says which step failed when data are too short', async () => {
    const before = comparableBytes(workspace, 'cycle');
    await workspace.publish('walk', randomWalk({ seed: 5, bars: 300, instruments: ['WALK'] }));
    await expect(workspace.run(join(workspace.root, 'cycle.yaml'))).rejects.toMatchObject({ code: 'DATA_UNFIT' });
    expect(JSON.parse(workspace.read('cycle', 'error.json'))).toMatchObject({
      error: { code: 'DATA_UNFIT', step: 'read data' },
    });
    expect(comparableBytes(workspace, 'cycle')).toEqual(before);
  });

  it('S4-19 lets the trials of an earlier run raise the hurdle of a later one, without touching its own', async () => {
    const other = testWorkspace();
    try {
      await other.publish('walk', randomWalk({ seed: 6, bars: 1500 }));
      const config = (name: string, sweep: string): string =>
        other.write(
          `${name}.yaml`,
          `name: ${name}\npacks: [{ name: walk, dataset: walk, timeframe: 1d }]\nstrategies: [{ class: random-entry, sweep: { seed: ${sweep} } }]\n`,
        );
      const alone = await other.run(config('alone', '[1, 2]'));
      const wide = await other.run(config('wide', '{ min: 10, max: 39, step: 1 }'));
      const hurdle = (run: typeof alone): number => run.rankings.rows[0]?.metrics['expectedMaximum'] ?? NaN;
      expect(wide.summary.trials).toMatchObject({ prior: alone.summary.trials.thisRun });
      const again = await other.run(config('alone', '[1, 2]'));
      expect(again.runId).not.toBe(alone.runId);
      expect(again.summary.trials).toMatchObject({
        thisRun: alone.summary.trials.thisRun,
        prior: wide.summary.trials.thisRun,
      });
      expect(hurdle(again)).toBeGreaterThan(hurdle(alone));
      expect(again.rankings.rows[0]?.metrics['excessSharpeRatio']).toBe(
        alone.rankings.rows[0]?.metrics['excessSharpeRatio'],
      );
      expect(publishedRows(other, 'alone', 'candidates')).toEqual([]);
    } finally {
      other.remove();
    }
  });

  it('S4-08 refuses dates that the data do not cover', async () => {
    const path = workspace.write(
      'early.yaml',
      CONFIG.replace('timeframe: 1d }', 'timeframe: 1d, start: 1999-01-01 }').replace('name: cycle', 'name: early'),
    );
    await expect(workspace.run(path)).rejects.toThrow(/asked for 1999-01-01 to the end, the data cover 2000-01-03 to/u);
  });

  it('X-01 leaves out a bar that closed inside the dates but became known after them', async () => {
    const content = randomWalk({ seed: 8, bars: 1600 });
    const last = content.series[0]?.eventTime[1500] as number;
    const end = new Date(last).toISOString().slice(0, 10);
    const late = content.series.map((bars) => ({
      ...bars,
      availableAt: bars.availableAt.map((time, index) => (index === 1500 ? time + 864e5 : time)),
    }));
    const other = testWorkspace();
    try {
      await other.publish('walk', { ...content, series: late });
      const config = `name: late\npacks: [{ name: walk, dataset: walk, timeframe: 1d, end: ${end} }]\nstrategies: [{ class: random-entry }]\n`;
      const { rankings } = await other.run(other.write('late.yaml', config));
      expect(rankings.rows[0]?.period.to).toBe(
        new Date(content.series[0]?.eventTime[1499] as number).toISOString().slice(0, 10),
      );
    } finally {
      other.remove();
    }
  });
});
