import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  gateDecisionSchema,
  gateRefusalSchema,
  gateRemarkSchema,
  gateSourceSchema,
  rankingsSchema,
} from '@assay/contracts/schemas';
import type { GateCoverageModel } from '@assay/contracts/schemas';
import { fixedClock, formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { Parameters } from '@assay/quant/strategy';
import { gateAt, GATE_SOURCES, gatesInForce, gateTable, REFUSALS, REMARKS } from '@assay/quant/signals';
import type { Gate } from '@assay/quant/signals';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cannedGates } from '@assay/quant/market/testing';
import { openLakehouse, publishDataset } from '../../lakehouse/index.ts';
import { sourcedSeries, testProvenance } from '../../lakehouse/testing/index.ts';
import { fx } from '../../sources/index.ts';
import { SILENT_PROGRESS } from '../../telemetry/index.ts';
import { runBacktest, withBacktestPlan } from '../backtest/run-backtest.ts';
import { openPage } from '../../reports/testing/index.ts';
import { trialKeyOf } from '../run-identity.ts';
import { runResearch } from '../run-research.ts';
import type { PublishedBacktest } from '../backtest/publish-backtest.ts';

const clock = fixedClock(Date.UTC(2026, 0, 2));
const [EURUSD] = fx({ seed: 'gates', bars: 700, start: '2015-01-05' }).series.map((one) => sourcedSeries(one)) as [
  BarSeries,
];

/** Gates of a maker, that and others in one table. */
function byMakers(bars: BarSeries, makers: readonly string[]): RecordTable {
  const own = cannedGates(bars, 'backtest', { isMissing: (nth) => nth % 10 < 3 });
  const gates = Array.from({ length: own.length }, (_, row) => gateAt(own, row));
  return gateTable(
    bars.instrument.id,
    makers.flatMap((maker) => gates.map((gate): Gate => ({ ...gate, maker }))),
  );
}

function sourced(table: RecordTable): RecordTable {
  const [hash = ''] = testProvenance({ length: table.length } as BarSeries).sources.map(({ sha256 }) => sha256);
  const row = Int32Array.from({ length: table.length }, (_, index) => index + 1);
  return { ...table, source: { files: [hash], file: new Int32Array(table.length), row } };
}

let workspace = '';

beforeAll(async () => {
  workspace = mkdtempSync(path.join(tmpdir(), 'assay-gates-'));
  const lake = openLakehouse(path.join(workspace, 'lake'), { threads: 1 });
  const provenance = testProvenance(EURUSD);
  const common = { createdAt: clock.now(), acceptUnfit: true };
  const publish = (name: string, series: readonly BarSeries[], tables: readonly RecordTable[]): Promise<unknown> =>
    publishDataset(lake, {
      ...common,
      name,
      series,
      tables: tables.map(sourced),
      provenance: {
        ...provenance,
        sources: [{ ...(provenance.sources[0] as (typeof provenance.sources)[number]), rows: 100_000 }],
      },
    });
  await publish('fx', [EURUSD], []);
  await publish('fx-gates', [], [byMakers(EURUSD, ['canned'])]);
  await publish('two-makers', [], [byMakers(EURUSD, ['canned', 'other'])]);
  await lake.close();
});

afterAll(() => rmSync(workspace, { recursive: true, force: true }));

/** A backtest of the strategy `gates` without stress. */
function backtest(
  instrument: string,
  profile: object,
  name: string,
  dates: { readonly from?: string } = {},
): Promise<PublishedBacktest> {
  writeFileSync(path.join(workspace, `${name}.yaml`), JSON.stringify({ stress: { enabled: false }, ...profile }));
  return runBacktest({
    ...{
      strategy: 'gates',
      folder: workspace,
      dataset: 'fx',
      instruments: [instrument],
      profile: `${name}.yaml`,
      name,
    },
    ...dates,
    ...{ workspace, clock, workers: 1, memoryBytes: 2 ** 30, progress: SILENT_PROGRESS },
  });
}

function coverageOf({ summary }: PublishedBacktest): GateCoverageModel {
  if (summary.gates === undefined) throw new Error('the summary has the coverage of gates');
  return summary.gates;
}

const PARAMS = { maxHazard: 0.3, holdMinutes: 300, gateTtlBars: 16, calibrationWindow: 300 };

describe('a backtest of gates', () => {
  it('S1-01 S1-02 X-01: a store that is connected is read, kept with the run and cut by the leak test; of the bars exactly the gaps are derived or without', async () => {
    const connected = await backtest('EURUSD', { params: PARAMS, gates: { dataset: 'fx-gates' } }, 'connected');
    expect(connected.summary.evidence.leakTest).toBe('passed');
    const trades = connected.summary.outcomes[0]?.trades ?? 0;
    expect(trades).toBeGreaterThan(20);
    const { bars, entries, fractions, minutes, overTime, regimes } = coverageOf(connected);
    expect(fractions.gate).toBeGreaterThan(0.6);
    expect(fractions.gate).toBeLessThan(0.72);
    expect(bars.gate + bars.derived + bars.none).toBe(699);
    expect(bars.derived).toBeGreaterThan(60);
    expect(minutes.gate).toBe(bars.gate * 60);
    expect(overTime.reduce((sum, { gate, derived, none }) => sum + gate + derived + none, 0)).toBe(699);
    expect(regimes.reduce((sum, one) => sum + one.trades, 0)).toBe(trades);
    expect([entries.gate + entries.derived, entries.none]).toEqual([trades, 0]);
    expect(entries.derived).toBe(regimes.find(({ regime }) => regime === 'derived')?.trades);
    expect(regimes.map(({ regime }) => regime)).toEqual(expect.arrayContaining(['bull', 'derived']));
    for (const { hitRate, won, trades: own } of regimes) expect(hitRate).toBe(own === 0 ? null : won / own);
  });

  it('X-01 ruling 17: a gate that was known before --from is in force at the first bar as if the bars before it were there', async () => {
    const own = byMakers(EURUSD, ['canned']);
    const moments = EURUSD.availableAt;
    const held = gatesInForce(own, { moments, from: EURUSD.openTime[0] ?? NaN }, PARAMS.gateTtlBars);
    const isFirst = (bar: number): boolean =>
      bar > 200 && (EURUSD.eventTime[bar] ?? NaN) % MS_PER_DAY === 0 && (held[bar] ?? -1) >= 0;
    const first = held.findIndex((row, bar) => isFirst(bar) && row === held[bar - 5]);
    const from = formatIsoDate(EURUSD.eventTime[first] ?? NaN);
    const params = { ...PARAMS, fallback: false };
    const run = await backtest('EURUSD', { params, gates: { dataset: 'fx-gates' } }, 'from-a-day', { from });
    expect(run.summary.evidence.leakTest).toBe('passed');
    const { bars } = coverageOf(run);
    const expected = held.slice(first, -1);
    expect([bars.gate, bars.none]).toEqual([true, false].map((is) => expected.filter((row) => row >= 0 === is).length));
  });

  it('S1-01: parameters stand in the profile, and those of the request go before them; what is wrong says which', async () => {
    const planned = (params: object, own: Parameters): Promise<Parameters> => {
      writeFileSync(path.join(workspace, 'params.yaml'), JSON.stringify({ params }));
      const request = { strategy: 'gates', folder: workspace, dataset: 'fx', profile: 'params.yaml', params: own };
      return withBacktestPlan({ ...request, workspace, clock, memoryBytes: 2 ** 30 }, (plan) =>
        Promise.resolve(plan.rows[0]?.strategy.sets[0] ?? {}),
      );
    };
    const both = await planned({ maxHazard: 0.2, holdMinutes: 90 }, { holdMinutes: 60 });
    expect(both).toMatchObject({ maxHazard: 0.2, holdMinutes: 60, minStreak: 2 });
    await expect(planned({ maxHzard: 0.2 }, { holdMinutes: 0 })).rejects.toThrow(
      /params\.yaml: params\.maxHzard: .*'maxHazard'.*--params holdMinutes: /su,
    );
    await expect(planned([1], {})).rejects.toThrow(/params\.yaml.*params.*by name/su);
  });

  it('S1-02: gates of another store, or of none, are another trial', async () => {
    const keys = new Set<string>();
    for (const gates of [
      {},
      { dataset: 'fx-gates' },
      { dataset: 'two-makers', maker: 'canned' },
      { dataset: 'two-makers', maker: 'other' },
    ]) {
      writeFileSync(path.join(workspace, 'planned.yaml'), JSON.stringify({ gates }));
      const key = await withBacktestPlan(
        {
          ...{ strategy: 'gates', folder: workspace, dataset: 'fx', instruments: ['EURUSD'], profile: 'planned.yaml' },
          ...{ workspace, clock, memoryBytes: 2 ** 30 },
        },
        (plan) => Promise.resolve(trialKeyOf(plan, plan.rows[0] as (typeof plan.rows)[number], {}, 0)),
      );
      keys.add(key);
    }
    expect(keys.size).toBe(4);
  });

  it('X-08: gates that cannot be chosen or are not there end with what to do', async () => {
    const failed = async (gates: object): Promise<string> => {
      const error: unknown = await backtest('EURUSD', { gates }, 'failed').catch((thrown: unknown) => thrown);
      const { message, hint = '' } = error as Error & { readonly hint?: string };
      return `${message} ${hint}`;
    };
    expect(await failed({ dataset: 'two-makers' })).toMatch(/gates of EURUSD by canned, other.*gates\.maker/u);
    expect(await failed({ dataset: 'fx' })).toMatch(/gates\.dataset.*with gates of EURUSD/su);
    expect(await failed({ maker: 'canned' })).toMatch(/gates\.maker.*changes nothing without gates\.dataset/su);
    expect(await failed({ dataset: 'fx-gates', timeframe: '4h' })).toMatch(/no gate of EURUSD at 4h.*1h by canned/su);
  });
});

describe('a research run of gates', () => {
  it('S1-02: each row of the strategy says where its out-of-sample decisions came from, by source and by regime; others say nothing', async () => {
    const config = {
      name: 'gated',
      packs: [{ name: 'fx', dataset: 'fx', timeframe: '1h', symbols: ['EURUSD'] }],
      strategies: [
        { class: 'gates', params: PARAMS, sweep: { maxHazard: [0.3, 0.6] } },
        { class: 'random-entry', params: { holdBars: 5 } },
      ],
      experiment: {
        walkForward: { trainSize: 200, testSize: 150, purgeSize: 0 },
        ...{ gates: { dataset: 'fx-gates' }, stress: { enabled: false } },
      },
      evaluation: { leakTest: { cuts: 1 } },
    };
    const configPath = path.join(workspace, 'gated.yaml');
    writeFileSync(configPath, JSON.stringify(config));
    const run = { configPath, workspace, clock, workers: 1, memoryBytes: 2 ** 30, progress: SILENT_PROGRESS };
    await runResearch(run);
    const read = (file: string): string => readFileSync(path.join(workspace, 'published/research/gated', file), 'utf8');
    const { rows } = rankingsSchema.parse(JSON.parse(read('rankings.json')));
    const [row, other] = ['gates', 'random-entry'].map((name) => rows.find(({ strategy }) => strategy === name));
    expect(other?.gates).toBe(undefined);
    const { bars, minutes, fractions, regimes, admitted } = row?.gates as GateCoverageModel;
    // Three test windows of 150 closes and a last one of what is left of 700.
    expect(bars.gate + bars.derived + bars.none).toBe(row?.metrics['nObservations']);
    expect(fractions.gate).toBeGreaterThan(0.5);
    expect(bars.derived).toBeGreaterThan(30);
    expect(minutes.derived).toBe(bars.derived * 60);
    expect(regimes.reduce((sum, one) => sum + one.trades, 0)).toBe(row?.trades);
    expect(regimes.reduce((sum, one) => sum + one.admitted, 0)).toBe(admitted.gate + admitted.derived);
    for (const { hitRate, won, trades } of regimes) expect(hitRate).toBe(trades === 0 ? null : won / trades);
    const { words } = openPage(read('report.html'));
    const share = `${(100 * (fractions.gate ?? NaN)).toFixed(1)} % of the bars were decided on a gate in force`;
    expect(words.replaceAll('\u202f', ' ')).toContain(share);
    expect(words.split('were decided on a gate in force').length).toBe(3);
  });
});

describe('documents of gates', () => {
  it('S1-04: name the reasons and sources that decisions have', () => {
    expect(gateRefusalSchema.options).toEqual(REFUSALS);
    expect(gateRemarkSchema.options).toEqual(REMARKS);
    expect(gateSourceSchema.options).toEqual(GATE_SOURCES);
    const refused = {
      ...{ admit: false, reasons: [], instrument: 'EURUSD', time: '2015-01-05T00:00:00.000Z', source: 'none' },
      ...{ hardBlocked: false, direction: 0, gate: null, streakFrom: null, metrics: {} },
    };
    expect(gateDecisionSchema.safeParse(refused).success).toBe(false);
    expect(gateDecisionSchema.safeParse({ ...refused, reasons: ['gate-missing'] }).success).toBe(true);
  });
});
