import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { outcomesStepSchema } from '@assay/contracts/schemas';
import { DataError } from '@assay/core/errors';
import { fixedClock } from '@assay/core/time';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLakehouse, publishDataset, resolveDataset } from '../../lakehouse/index.ts';
import { randomWalk } from '../../sources/index.ts';
import { SILENT_PROGRESS } from '../../telemetry/index.ts';
import type { ResearchPlan } from '../plan.ts';
import type { PublishedRun } from '../publish-run.ts';
import { runResearch, withResearchPlan } from '../run-research.ts';
import { makeOutcomes } from './ensure-outcomes.ts';
import { planOutcomes } from './plan-outcomes.ts';

const clock = fixedClock(Date.UTC(2021, 0, 4));
const PACK = { dataset: 'made', timeframe: '1d', walkForward: { trainSize: 100, testSize: 100 } };

let workspace = '';
beforeAll(async () => {
  workspace = mkdtempSync(path.join(tmpdir(), 'assay-outcomes-'));
  await publish(420);
  return () => rmSync(workspace, { recursive: true, force: true });
});

async function publish(bars: number): Promise<void> {
  const lake = openLakehouse(path.join(workspace, 'lake'), { threads: 1 });
  const walk = randomWalk({ seed: 3, bars, instruments: ['AAA', 'BBB'] });
  await publishDataset(lake, { ...walk, name: 'made', createdAt: clock.now() });
  await lake.close();
}

let events: string[] = [];
beforeEach(() => {
  events = [];
});

function options(config: object): Parameters<typeof runResearch>[0] {
  const configPath = path.join(workspace, 'research.yaml');
  const strategies = [{ class: 'random-entry', sweep: { seed: [1] } }];
  writeFileSync(configPath, JSON.stringify({ name: 'out', packs: [PACK], strategies, ...config }));
  const progress = { ...SILENT_PROGRESS, start: (label: string) => void events.push(label) };
  return { configPath, workspace, workers: 1, memoryBytes: 2 ** 30, progress, clock };
}

const plan = (config: object): Promise<ResearchPlan> =>
  withResearchPlan(options(config), (planned) => Promise.resolve(planned));
const run = (config: object): Promise<PublishedRun> => runResearch(options(config));
const step = (outcomes: object): ReturnType<typeof outcomesStepSchema.parse> => outcomesStepSchema.parse(outcomes);

describe('planOutcomes', () => {
  it('S4-05: a single pack makes one call for each symbol and horizon, a universe one for all of its symbols', async () => {
    const calls = async (pack: object): Promise<readonly unknown[]> => {
      const outcomes = { horizons: ['1bar', '5d'] };
      const planned = planOutcomes(await plan({ packs: [{ ...PACK, ...pack }], outcomes }), step(outcomes));
      return planned.map(({ instrument, entries, label, name, parent }) => [
        `${parent.name} ${entries.map((entry) => `${entry.instrument.id} ${entry.timeframe}`).join('+')}`,
        instrument,
        label,
        name,
      ]);
    };
    expect(await calls({ mode: 'single' })).toEqual([
      ['made AAA 1d', 'AAA', '1bars', 'made-outcomes'],
      ['made AAA 1d', 'AAA', '5d', 'made-outcomes'],
      ['made BBB 1d', 'BBB', '1bars', 'made-outcomes'],
      ['made BBB 1d', 'BBB', '5d', 'made-outcomes'],
    ]);
    expect(await calls({ mode: 'universe' })).toEqual([
      ['made AAA 1d+BBB 1d', null, '1bars', 'made-outcomes'],
      ['made AAA 1d+BBB 1d', null, '5d', 'made-outcomes'],
    ]);
    expect(await calls({ mode: 'universe', symbols: ['BBB'] })).toEqual([
      ['made BBB 1d', null, '1bars', 'made-outcomes'],
      ['made BBB 1d', null, '5d', 'made-outcomes'],
    ]);
  });

  it('S4-05: makes no call where the step is off or absent, and no call twice', async () => {
    const planned = await plan({ packs: [PACK, { ...PACK, acceptUnfit: true }] });
    expect(planOutcomes(planned, undefined)).toEqual([]);
    expect(planOutcomes(planned, step({ ensure: false, horizons: ['1bar'] }))).toEqual([]);
    expect(planOutcomes(planned, step({ horizons: ['1bar'] }))).toHaveLength(2);
    expect(planOutcomes(planned, step({ horizons: ['1bar'], dataset: 'mine' }))[0]?.name).toBe('mine');
  });
});

describe('makeOutcomes', () => {
  const fail = (): never => {
    throw new DataError('no bars');
  };

  it('S4-05: abort throws the first failure, continue writes it down and goes on', async () => {
    const outcomes = { horizons: ['1bar'] };
    const calls = planOutcomes(await plan({ outcomes }), step(outcomes));
    const tried: (string | null)[] = [];
    const backfill: Parameters<typeof makeOutcomes>[2] = ({ instrument }) => {
      tried.push(instrument);
      return instrument === 'AAA' ? fail() : Promise.resolve({ dataset: 'x@1', added: 3, upgraded: 0 });
    };
    await expect(makeOutcomes(calls, { onFailure: 'abort' }, backfill)).rejects.toThrow('no bars');
    expect(tried).toEqual(['AAA']);
    expect(await makeOutcomes(calls, { onFailure: 'continue' }, backfill)).toMatchObject([
      { instrument: 'AAA', dataset: null, problem: 'DATA_INVALID: no bars' },
      { instrument: 'BBB', dataset: 'x@1', added: 3, problem: null },
    ]);
    const defect = (): never => {
      throw new TypeError('undefined is not a function');
    };
    await expect(makeOutcomes(calls, { onFailure: 'continue' }, defect)).rejects.toThrow(TypeError);
  });
});

describe('the outcomes step of a run', () => {
  it('S4-05, S4-07: comes before the packs, is idempotent, and adds what new bars bring', async () => {
    const outcomes = { horizons: ['5bars'] };
    const first = await run({ outcomes, packs: [{ ...PACK, mode: 'universe' }] });
    expect(events).toEqual(['outcomes', 'evaluating']);
    expect(first.summary.outcomes).toMatchObject([{ instrument: null, horizon: '5bars', added: 840, problem: null }]);
    const again = await run({ outcomes, packs: [{ ...PACK, mode: 'universe' }] });
    expect(again.origin).toBe('reopened');
    expect(again.summary.outcomes).toMatchObject([
      { dataset: first.summary.outcomes?.[0]?.dataset, added: 0, upgraded: 0 },
    ]);
    await publish(430);
    const later = await run({ outcomes });
    expect(later.summary.outcomes).toMatchObject([
      { instrument: 'AAA', added: 10, upgraded: 5 },
      { instrument: 'BBB', added: 10, upgraded: 5 },
    ]);
    expect(later.runId).not.toBe(first.runId);
    expect((await run({})).runId).toBe(later.runId);
    expect((await run({})).summary.outcomes).toBeUndefined();
  });

  it('S4-05: its failure ends the run before any pack is written, and says at which step; continue goes on and says so', async () => {
    const runs = (): readonly string[] => readdirSync(path.join(workspace, 'runs')).sort();
    const before = runs();
    const outcomes = { horizons: ['5bars'], dataset: 'made' };
    await expect(run({ name: 'bad', experiment: { seed: 7 }, outcomes })).rejects.toMatchObject({ code: 'USAGE' });
    expect(runs()).toEqual(before);
    const folder = path.join(workspace, 'published/research/bad');
    expect(JSON.parse(readFileSync(path.join(folder, 'error.json'), 'utf8'))).toMatchObject({
      error: {
        step: 'outcomes',
        code: 'USAGE',
        message: expect.stringContaining("cannot be kept in 'made'") as string,
      },
    });
    expect(existsSync(path.join(folder, 'rankings.json'))).toBe(false);
    const published = await run({ name: 'bad', onFailure: 'continue', outcomes });
    expect(published.summary.outcomes?.map(({ problem }) => problem)).toEqual(
      new Array(2).fill(expect.stringMatching(/^USAGE: outcomes cannot be kept in 'made'/u)),
    );
  });

  it('S4-06, S4-08: a dataset that is missing and a pack of nothing are errors, before anything is touched', async () => {
    const outcomes = { horizons: ['1bar'] };
    const missing = run({ packs: [{ ...PACK, dataset: 'other' }], outcomes });
    await expect(missing).rejects.toThrow(/packs\[0\]\.dataset: dataset 'other' was not found/u);
    await expect(run({ packs: [], outcomes })).rejects.toThrow(/packs: must hold at least one pack/u);
    await expect(run({ outcomes: { horizons: [] } })).rejects.toThrow(/outcomes\.horizons: must list at least one/u);
    await expect(run({ outcomes: { horizons: ['soon'] } })).rejects.toThrow(/outcomes\.horizons\[0\]: must be/u);
    const lake = openLakehouse(path.join(workspace, 'lake'), { readOnly: true });
    await expect(resolveDataset(lake, 'other-outcomes')).rejects.toThrow('was not found');
    await lake.close();
  });
});
