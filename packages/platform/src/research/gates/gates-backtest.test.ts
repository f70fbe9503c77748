import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gateDecisionSchema, gateRefusalSchema, gateRemarkSchema, gateSourceSchema } from '@assay/contracts/schemas';
import type { GateCoverageModel } from '@assay/contracts/schemas';
import { fixedClock } from '@assay/core/time';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { gateAt, GATE_SOURCES, gateTable, REFUSALS, REMARKS } from '@assay/quant/signals';
import type { Gate } from '@assay/quant/signals';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cannedGates } from '../../../../quant/src/signals/testing/gates.ts';
import { openLakehouse, publishDataset } from '../../lakehouse/index.ts';
import { sourcedSeries, testProvenance } from '../../lakehouse/testing/index.ts';
import { fx } from '../../sources/index.ts';
import { SILENT_PROGRESS } from '../../telemetry/index.ts';
import { runBacktest } from '../backtest/run-backtest.ts';
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
function backtest(instrument: string, profile: object, name: string): Promise<PublishedBacktest> {
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
    ...{ workspace, clock, workers: 1, memoryBytes: 2 ** 30, progress: SILENT_PROGRESS },
  });
}

function coverageOf({ summary }: PublishedBacktest): GateCoverageModel {
  if (summary.gates === undefined) throw new Error('the summary has the coverage of gates');
  return summary.gates;
}

const PARAMS = { maxHazard: 0.3, holdMinutes: 300, gateTtlBars: 16, calibrationWindow: 300 };
const tradesOf = ({ summary }: PublishedBacktest): number => summary.outcomes[0]?.trades ?? 0;

describe('a backtest of gates', () => {
  it('S1-01 S1-02: store connected and disconnected both trade; of the bars exactly the gaps are derived or without', async () => {
    const connected = await backtest('EURUSD', { params: PARAMS, gates: { dataset: 'fx-gates' } }, 'connected');
    const apart = await backtest('EURUSD', { params: PARAMS }, 'apart');
    for (const one of [connected, apart]) {
      expect(one.summary.evidence.leakTest).toBe('passed');
      expect(tradesOf(one)).toBeGreaterThan(20);
    }
    const [with_, without] = [coverageOf(connected), coverageOf(apart)];
    expect(without.bars.gate).toBe(0);
    expect(without.bars.derived).toBeGreaterThan(250);
    expect(with_.fractions.gate).toBeGreaterThan(0.6);
    expect(with_.fractions.gate).toBeLessThan(0.72);
    const total = ({ bars }: GateCoverageModel): number => bars.gate + bars.derived + bars.none;
    expect([total(with_), total(without)]).toEqual([699, 699]);
    expect(with_.bars.derived).toBeGreaterThan(60);
    expect(with_.minutes.gate).toBe(with_.bars.gate * 60);
    const shown = with_.overTime.reduce((sum, { gate, derived, none }) => sum + gate + derived + none, 0);
    expect(shown).toBe(699);
    const trades = with_.regimes.reduce((sum, one) => sum + one.trades, 0);
    expect(trades).toBe(tradesOf(connected));
    expect(with_.regimes.map(({ regime }) => regime)).toEqual(expect.arrayContaining(['bull', 'derived']));
    for (const { hitRate, won, trades: own } of with_.regimes) expect(hitRate).toBe(own === 0 ? null : won / own);
    // Another source of gates is another trial.
    expect(apart.summary.trials.key).not.toBe(connected.summary.trials.key);
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
