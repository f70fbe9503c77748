/** The dates of a cycle: one pair, resolved once by the clock (UTC), used by every step. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MS_PER_DAY, MS_PER_MINUTE, fixedClock, formatIsoDate } from '@assay/core/time';
import type { Clock } from '@assay/core/time';
import { summarySchema } from '@assay/contracts/schemas';
import { runResearch } from '../../src/research/index.ts';
import type { PublishedRun } from '../../src/research/index.ts';
import { randomWalk } from '../../src/sources/index.ts';
import { SILENT_PROGRESS } from '../../src/telemetry/index.ts';
import { testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const at = (text: string): number => Date.parse(text);
const WALK_FORWARD = { trainSize: 150, testSize: 100 };
const PACK = { dataset: 'days', timeframe: '1d', lastNDays: 400, coverage: { atEnds: 0 }, walkForward: WALK_FORWARD };

describe('the dates of a cycle', { timeout: 240_000 }, () => {
  let workspace: TestWorkspace;
  beforeAll(async () => {
    workspace = testWorkspace();
    // Around the clock: a bar closes at every midnight UTC, so that a day more or less is a bar more or less.
    const market = { bars: 900, start: '2020-01-01', calendar: 'continuous', instruments: ['AAA', 'BBB'] } as const;
    await workspace.publish('days', randomWalk({ seed: 6, ...market }));
  });
  afterAll(() => workspace.remove());

  function run(clock: Clock, packs: readonly object[] = [PACK], more: object = {}): Promise<PublishedRun> {
    const strategies = [{ class: 'random-entry', sweep: { seed: [1] } }];
    const config = { name: 'dated', packs, strategies, evaluation: { leakTest: { cuts: 1 } }, ...more };
    const configPath = workspace.write('dated.yaml', JSON.stringify(config));
    const place = { workspace: workspace.root, workers: 1, memoryBytes: 2 ** 30 };
    return runResearch({ configPath, ...place, progress: SILENT_PROGRESS, clock });
  }

  /** Every pair of dates that a run has written down, by where it stands. */
  function datesOf({ runId, summary, rankings }: PublishedRun): Readonly<Record<string, unknown>> {
    const manifest = path.join(workspace.root, 'runs', runId, 'run.json');
    const { config } = JSON.parse(readFileSync(manifest, 'utf8')) as { config: unknown };
    const accounts = (source: unknown): unknown =>
      (source as { accounts: { from: string; to: string }[] }).accounts.map(({ from, to }) => ({ from, to }));
    const { data } = summarySchema.parse(JSON.parse(workspace.read('dated', 'summary.json')));
    expect(summary.runId).toBe(runId);
    return {
      manifest: accounts(config),
      rankings: accounts(rankings.config),
      packs: data.packs?.map(({ asked }) => asked),
      covered: data.packs?.map(({ covered }) => covered),
      read: data.datasets.flatMap(({ series }) => series.map(({ first, last }) => ({ from: first, to: last }))),
      judgedTo: rankings.rows.map(({ period }) => period.to),
    };
  }

  const all = (pair: { from: string; to: string }): unknown => {
    const twice = [pair, pair];
    return {
      manifest: twice,
      rankings: twice,
      packs: twice,
      covered: twice,
      read: twice,
      judgedTo: [pair.to, pair.to],
    };
  };

  it.each([
    ['2021-11-20T23:59:00Z', '2021-11-19'],
    ['2021-11-21T00:01:00Z', '2021-11-20'],
  ])('S4-03: at %s the last N days end on %s, both ends included, in every step', async (now, to) => {
    const from = formatIsoDate(at(to) - 399 * MS_PER_DAY);
    expect(datesOf(await run(fixedClock(at(now))))).toEqual(all({ from, to }));
  });

  it('S4-03: today enters where it is not excluded', async () => {
    const published = await run(fixedClock(at('2021-11-21T00:01:00Z')), [{ ...PACK, excludeToday: false }]);
    expect(datesOf(published)).toEqual(all({ from: '2020-10-18', to: '2021-11-21' }));
  });

  it('S4-03: a cycle that midnight passes over keeps its pair; the next one has the next', async () => {
    let now = at('2021-11-20T23:59:30Z');
    const asked: number[] = [];
    const ticking: Clock = {
      now: () => {
        asked.push(now);
        return (now += MS_PER_MINUTE) - MS_PER_MINUTE;
      },
    };
    const packs = [
      { ...PACK, symbols: ['AAA'] },
      { ...PACK, symbols: ['BBB'], name: 'late' },
    ];
    const first = await run(ticking, packs, { outcomes: { horizons: ['1bar'] } });
    expect(asked.filter((time) => time >= at('2021-11-21T00:00:00Z')).length).toBeGreaterThan(3);
    expect(datesOf(first)).toEqual(all({ from: '2020-10-16', to: '2021-11-19' }));
    const next = await run(ticking, packs, { outcomes: { horizons: ['1bar'] } });
    expect(datesOf(next)).toEqual(all({ from: '2020-10-17', to: '2021-11-20' }));
    expect(next.runId).not.toBe(first.runId);
  });

  it('S4-03: one day is one day: a single bar, which is too little to judge', async () => {
    const one = run(fixedClock(at('2021-11-21T12:00:00Z')), [{ ...PACK, lastNDays: 1 }]);
    await expect(one).rejects.toMatchObject({ code: 'DATA_UNFIT' });
    await expect(one).rejects.toThrow(/pack 'pack-1\.AAA'/u);
  });

  it('S4-03, S4-08: days that the data do not have are an error, not a shorter run', async () => {
    const late = run(fixedClock(at('2022-07-01T12:00:00Z')));
    await expect(late).rejects.toThrow(
      /AAA 1d: asked for 2021-05-27 to 2022-06-30, the data cover 2021-05-27 to 2022-06-19: 11 sessions are missing after/u,
    );
  });
});
