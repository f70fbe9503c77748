import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RankingRow, StressModel } from '@assay/contracts/schemas';
import { stressFileSchema, stressSchema } from '@assay/contracts/schemas';
import { fixedClock } from '@assay/core/time';
import { createRng } from '@assay/core/random';
import type { BarSeries } from '@assay/quant/market';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ohlcSeries } from '../../../../quant/src/market/testing/index.ts';
import { openLakehouse, publishDataset } from '../../lakehouse/index.ts';
import { sourcedSeries, testProvenance } from '../../lakehouse/testing/index.ts';
import { SILENT_PROGRESS } from '../../telemetry/index.ts';
import { runResearch } from '../run-research.ts';
import type { PublishedRun } from '../publish-run.ts';

const clock = fixedClock(Date.UTC(2012, 0, 4));
const N_BARS = 1250;
/** Bars of a stretch in which the market keeps its kind. */
const STRETCH = 60;

/** Rises quietly, then swings three times as wide about one level, in turn; in `mirrored` the other way round. */
function twoKinds(id: string, isMirrored = false): BarSeries {
  const rng = createRng(`two-kinds/${id}`);
  let [level, swing] = [100, 0];
  const close = Array.from({ length: N_BARS }, (_, t) => {
    const isQuiet = (Math.floor(t / STRETCH) % 2 === 0) !== isMirrored;
    if (isQuiet) level *= Math.exp(0.003 + 0.004 * rng.nextNormal());
    // Every other swing takes the one before it back.
    swing = isQuiet ? 0 : swing === 0 ? 0.02 * rng.nextNormal() : 0;
    return Math.round(level * Math.exp(swing) * 100) / 100;
  });
  return { ...ohlcSeries({ close }), instrument: { ...ohlcSeries({ close }).instrument, id } };
}

/** Fails once a process asks for more instances than there are test windows, as the stretches of a regime do. */
const FAILING = `let made = 0;
export const strategy = {
  name: 'third-time-unlucky',
  summary: 'Buys at first and keeps it.',
  source: 'made for a test',
  parameters: [],
  terms: () => [],
  create() {
    made += 1;
    if (made > 8) throw new Error('third time unlucky');
    const legs = [{ instrument: 'UP', target: { kind: 'lots', value: 1 } }];
    return { decide: () => [{ legs, allOrNone: false, reason: 'buy' }] };
  },
};
`;

let workspace = '';
beforeAll(async () => {
  workspace = mkdtempSync(path.join(tmpdir(), 'assay-stress-'));
  const lake = openLakehouse(path.join(workspace, 'lake'));
  const series = [twoKinds('UP'), twoKinds('DOWN', true)];
  await publishDataset(lake, {
    name: 'kinds',
    series: series.map((one) => sourcedSeries(one, `${one.instrument.id}.csv`)),
    tables: [],
    provenance: {
      ...testProvenance(series[0] as BarSeries, 'UP.csv'),
      sources: series.flatMap((one) => testProvenance(one, `${one.instrument.id}.csv`).sources),
    },
    createdAt: clock.now(),
    acceptUnfit: true,
  });
  await lake.close();
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

/** Without what takes long. */
const QUICK = { regimes: { enabled: false }, monteCarlo: { enabled: false }, startDates: { enabled: false } };
const PACK = { name: 'kinds', dataset: 'kinds', timeframe: '1d', symbols: ['UP'], acceptUnfit: true };
const HOLD = { class: 'random-entry', params: { entryProbability: 1, holdBars: 8, direction: 'long-only' } };
const WALK = { trainSize: 300, testSize: 300, purgeSize: 0 };

async function run(name: string, config: object = {}, workers = 1): Promise<PublishedRun> {
  const configPath = path.join(workspace, `${name}.yaml`);
  const { experiment = {}, ...rest } = config as { readonly experiment?: object };
  const whole = { name, packs: [PACK], strategies: [HOLD], ...rest, experiment: { walkForward: WALK, ...experiment } };
  writeFileSync(configPath, JSON.stringify(whole));
  return runResearch({ configPath, workspace, workers, memoryBytes: 2 ** 30, progress: SILENT_PROGRESS, clock });
}

async function rowOf(name: string, stress: object, config: object = {}): Promise<RankingRow> {
  const { rankings } = await run(name, { ...config, experiment: { stress } });
  return rankings.rows[0] as RankingRow;
}

describe('runResearch', () => {
  it('S4-15, S4-24: a strategy that earns in one regime only depends on it, and is killed for that', async () => {
    const row = await rowOf('dependent', { regimes: { refit: 50 } });
    const stress = row.stress as StressModel;
    expect(stressSchema.parse(stress)).toEqual(stress);
    const by = new Map(stress.regimes.map((regime) => [regime.label, regime]));
    expect([...by.keys()]).toEqual(['quiet', 'crisis', 'unknown']);
    const [quiet, crisis] = [by.get('quiet'), by.get('crisis')];
    expect([quiet?.periods, crisis?.periods].every((n) => (n ?? 0) > 200)).toBe(true);
    expect(quiet?.periods).not.toBe(crisis?.periods);
    expect(quiet?.shareOfAbsPnl.value).toBeGreaterThan(0.8);
    expect(stress.dependency.value).toBe(0.8);
    expect(row.checks.find(({ rule }) => rule === 'regime-dependency')).toMatchObject({ passed: false, value: 0.8 });
    expect(row.verdict).toBe('killed');
    expect(stress.model?.instruments[0]).toMatchObject({
      instrument: 'UP',
      fits: expect.toSatisfy((n: number) => n > 10),
    });
    expect(stress.costs.map(({ multiple }) => multiple)).toEqual([1, 1.25, 1.5, 2]);
    const left = stress.costs.map(({ totalReturn }) => totalReturn.value as number);
    expect(left).toEqual(left.toSorted((a, b) => b - a));
    expect(stress.fills.map(({ variant }) => variant)).toEqual(['base', 'pessimistic', 'optimistic']);
    const fills = new Map(stress.fills.map(({ variant, totalReturn }) => [variant, totalReturn.value as number]));
    expect(fills.get('optimistic')).toBeGreaterThan(fills.get('base') as number);
    expect(fills.get('pessimistic')).toBeLessThan(fills.get('base') as number);
    const alone = stress.resimulated.reduce((sum, { periods }) => sum + periods, 0);
    expect(alone).toBe(stress.regimes.reduce((sum, { periods }) => sum + periods, 0));
  });

  it('S4-24, S4-18: the multiple that the kill policy looks at is simulated, also where the stress does not name it', async () => {
    const row = await rowOf(
      'dear',
      { ...QUICK, costs: { multiples: [3] } },
      { evaluation: { kill: { costMultiple: 2 } } },
    );
    expect(row.stress?.costs.map(({ multiple }) => multiple)).toEqual([1, 2, 3]);
    expect(row.notApplied?.map(({ rule }) => rule)).not.toContain('stressed-costs-mean');
    const judged = row.checks.find(({ rule }) => rule === 'stressed-costs-mean');
    expect(judged).toMatchObject({ note: 'costs-times-2', value: row.stress?.costs[1]?.meanReturn.value });
  });

  it('S4-26: the stress is the same with any number of workers', async () => {
    const config = { strategies: [HOLD, { ...HOLD, params: { ...HOLD.params, holdBars: 5 } }] };
    const bytes = async (name: string, workers: number): Promise<string> =>
      JSON.stringify((await run(name, config, workers)).rankings.rows.map(({ stress }) => stress));
    expect(await bytes('one-worker', 1)).toBe(await bytes('three-workers', 3));
  });

  it('S4-15: a stress that ends with an error marks the row, says why, and fails no run', async () => {
    writeFileSync(path.join(workspace, 'unlucky.mjs'), FAILING);
    const strategies = [{ class: './unlucky.mjs' }, HOLD];
    const { rankings } = await run('unlucky', { strategies, evaluation: { leakTest: { cuts: 0 } } });
    const [failed, other] = ['third-time-unlucky', 'random-entry'].map((name) =>
      rankings.rows.find(({ strategy }) => strategy === name),
    );
    expect(failed?.stress).toMatchObject({ state: 'stress_failed', costs: [], regimes: [] });
    expect(failed?.stress?.reason).toContain('third time unlucky');
    expect(failed?.verdict).not.toBe('candidate');
    expect(other?.stress).toMatchObject({ state: 'done' });
    const checks = (failed?.checks ?? []).filter(({ rule }) => rule === 'stress-failed');
    for (const check of checks) expect(check).toMatchObject({ passed: false, effect: 'insufficient' });
  });

  it('S4-09: in an account of several instruments every result counts for the regime of its own instrument', async () => {
    const pack = { ...PACK, symbols: ['UP', 'DOWN'], mode: 'universe', sizing: { kind: 'target-weight', weight: 0.5 } };
    const { stress } = await rowOf('universe', { regimes: { refit: 50 } }, { packs: [pack] });
    // One of the two is quiet and the other is not, almost always.
    const [quiet, crisis] = stress?.regimes ?? [];
    expect([quiet?.shareOfPeriods.value, crisis?.shareOfPeriods.value]).toEqual([
      expect.closeTo(0.5, 0.1),
      expect.closeTo(0.5, 0.1),
    ]);
    expect(quiet?.shareOfAbsPnl.value).toBeGreaterThan(0.65);
    expect(crisis?.shareOfAbsPnl.value).toBeLessThan(0.25);
    expect(stress?.model?.instruments.map(({ instrument }) => instrument)).toEqual(['DOWN', 'UP']);
  });

  it('X-18: a version of the regimes that a strategy was built on must be among them, else the run is refused', async () => {
    const { stress } = await rowOf('versions', { regimes: { refit: 50 } });
    const newest = stress?.model?.instruments[0]?.newest as string;
    const same = await rowOf('same-version', { regimes: { refit: 50, versions: { UP: newest } } });
    expect(same.stress?.model).toEqual(stress?.model);
    const other = rowOf('other-version', { regimes: { refit: 60, versions: { UP: newest } } });
    await expect(other).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('experiment.stress.regimes.versions.UP') as string,
    });
    await expect(rowOf('no-symbol', { regimes: { versions: { NONE: newest } } })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  it('S4-11, S4-24: the multiples of costs are those of the config, and a stress that is off leaves nothing', async () => {
    const few = await rowOf('multiples', { regimes: { enabled: false }, costs: { multiples: [1.5, 3] } });
    expect(few.stress?.costs.map(({ multiple }) => multiple)).toEqual([1, 1.5, 3]);
    expect([few.stress?.regimes, few.stress?.resimulated, few.stress?.model]).toEqual([[], [], undefined]);
    expect((await rowOf('off', { enabled: false })).stress).toBeUndefined();
  });

  it('S4-15: a stress is no trial', async () => {
    const counted = await run('counted');
    const off = await run('uncounted', { experiment: { stress: { enabled: false } } });
    expect(counted.summary.trials.thisRun).toBe(off.summary.trials.thisRun);
    const file = stressFileSchema.parse(
      JSON.parse(readFileSync(path.join(counted.folder, 'artefacts', 'stress.json'), 'utf8')),
    );
    expect(file.rows).toEqual(counted.rankings.rows.map(({ id, stress }) => ({ id, stress })));
    expect(readFileSync(path.join(counted.folder, 'audit.jsonl'), 'utf8')).toContain('stress:random-entry.kinds.UP');
  });
});
