/** A trade on gates, from its fill back to the bars that the gate was made of: each figure is computed again from the bars alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tradeExplanationSchema } from '@assay/contracts/schemas';
import type { TradeExplanation } from '@assay/contracts/schemas';
import type { BarSeries } from '@assay/quant/market';
import { codecGates, resolveCodec } from '@assay/quant/regimes';
import type { CodecReading } from '@assay/quant/regimes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import { explainTrade, findRow, traceFoundRow } from '../../src/explain/index.ts';
import { openLakehouse, publishDataset } from '../../src/lakehouse/index.ts';
import { sourcedSeries, testProvenance } from '../../src/lakehouse/testing/index.ts';
import { fx } from '../../src/sources/index.ts';

const [EURUSD] = fx({ seed: 'explained', bars: 450, start: '2015-01-05' }).series.map((one) => sourcedSeries(one)) as [
  BarSeries,
];
const CODEC = { nullDraws: 100, stride: 4, thresholds: 'raw', medianWindow: 32, edgeWindow: 64 } as const;
const PARAMS = {
  ...{ maxHazard: 0.8, minRepetitions: 2, maxEntropyLevel: 0.99, holdMinutes: 180, gateTtlBars: 3 },
  ...{ deriverWindow: 12, calibrationWindow: 200 },
};
const PROFILE = { gates: { dataset: 'fx-gates' }, params: PARAMS, stress: { enabled: false } };
const HOUR = 3_600_000;
const TICK = 1e-5;

const cwd = mkdtempSync(path.join(tmpdir(), 'assay-gates-'));
let runId = '';
let trades: readonly TradeExplanation[] = [];
let readings: readonly CodecReading[] = [];

beforeAll(async () => {
  const lake = openLakehouse(path.join(cwd, 'assay-workspace/lake'), { threads: 1 });
  await publishDataset(lake, { name: 'fx', series: [EURUSD], provenance: testProvenance(EURUSD), createdAt: 0 });
  await lake.close();
  writeFileSync(path.join(cwd, 'profile.json'), JSON.stringify(PROFILE));
  const options = Object.entries(CODEC).map(([name, value]) => [
    `--${name.replace(/[A-Z]/gu, '-$&').toLowerCase()}`,
    String(value),
  ]);
  const built = await runCli(['gates', 'build', '--dataset', 'fx', ...options.flat(), '--quiet'], { cwd });
  expect(built.stderr).toBe('');
  const args = ['--strategy', 'gates', '--dataset', 'fx', '--profile', 'profile.json', '--workers', '1', '--json'];
  const backtest = await runCli(['backtest', 'run', ...args], { cwd });
  ({ runId } = backtest.json() as { runId: string });
  const workspace = path.join(cwd, 'assay-workspace');
  const row = await traceFoundRow(workspace, await findRow(workspace, runId, undefined));
  expect(row.differences).toEqual([]);
  trades = row.record.simulation.trades.map((_, k) => explainTrade(row, k));
  readings = codecGates(EURUSD, resolveCodec(CODEC));
}, 120_000);

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const at = (time: string): number => EURUSD.eventTime.indexOf(Date.parse(time));
const ticks = (price: number): number => Math.round(price / TICK);

/** Moves in one direction up to a bar, and the completed runs that ended in the last bars before. */
function streakAt(bar: number): {
  readonly moves: number;
  readonly direction: number;
  readonly runs: readonly number[];
} {
  const way = (i: number): number => Math.sign((EURUSD.close[i] as number) - (EURUSD.close[i - 1] as number));
  const runs: number[] = [];
  let moves = 0;
  for (let i = 1; i <= bar; i++) {
    const goesOn = i > 1 && way(i) !== 0 && way(i) === way(i - 1);
    if (!goesOn && moves > 0 && i > bar - PARAMS.calibrationWindow) runs.push(moves);
    moves = way(i) === 0 ? 0 : goesOn ? moves + 1 : 1;
  }
  return { moves, direction: way(bar), runs };
}

function survival(runs: readonly number[], length: number): number {
  const ofCoin = 0.5 ** (length - 1);
  return runs.length < 30 ? ofCoin : (runs.filter((one) => one >= length).length + ofCoin) / (runs.length + 1);
}

type Evidence = NonNullable<NonNullable<TradeExplanation['decision']>['gate']>;

const evidenceOf = ({ decision }: TradeExplanation): Evidence => {
  if (decision?.gate === undefined) throw new Error('a trade on gates is explained with its evidence');
  return decision.gate;
};
const onGates = (): readonly TradeExplanation[] => trades.filter((one) => evidenceOf(one).decision.source === 'gate');
const onStreaks = (): readonly TradeExplanation[] =>
  trades.filter((one) => evidenceOf(one).decision.source === 'derived');

/** Price and costs of a fill from its bar: the own side, a basis point of slippage, half a basis point of commission. */
function checkFill({ rule, side, bar, lots, priceTicks, referenceTicks, costs }: TradeExplanation['entry']): number {
  const field = rule === 'market-at-next-open' ? 'open' : 'close';
  const [bid, ask] = [EURUSD[field], EURUSD.ask?.[field]].map((column) => ticks(column?.[bar] as number));
  const [taken = NaN, sign] = side === 'buy' ? [ask, 1] : [bid, -1];
  const slipped = Math.ceil(taken / 10_000 - 1e-9);
  expect([rule, priceTicks]).toEqual([rule, taken + sign * slipped]);
  const commission = Math.round((priceTicks * lots * 10 * 0.5) / 10_000);
  expect(Object.fromEntries(costs.map(({ name, units }) => [name, units]))).toEqual({
    ...{ spread: Math.abs(taken - referenceTicks) * lots * 10, slippage: slipped * lots * 10, commission },
  });
  return commission;
}

/** A trade as the command tells it: the document is checked, the text returned with single blanks. */
async function told(trade: TradeExplanation): Promise<string> {
  const args = ['explain', 'trade', runId, String(trade.trade)];
  const document: unknown = (await runCli([...args, '--json'], { cwd })).json();
  expect(tradeExplanationSchema.parse(document)).toEqual(trade);
  const { stdout, code } = await runCli(args, { cwd });
  expect(code).toBe(0);
  return stdout.replace(/\s+/gu, ' ');
}

describe('assay explain trade of the strategy gates', () => {
  it('S3-45 S1-04: leads from the fill over the decision to the gate in force, its measures, its window and its row', () => {
    expect(onGates().length).toBeGreaterThan(10);
    for (const trade of onGates()) {
      const { decision, window, record } = evidenceOf(trade);
      const decided = Date.parse(decision.time);
      const reading = readings.findLast(({ availableAt }) => availableAt <= decided) as CodecReading;
      expect(decision.gate).toMatchObject({
        ...{ maker: 'codec', timeframe: '1h', eventTime: new Date(reading.eventTime).toISOString() },
        ...{ regime: reading.regime ?? null, signature: reading.signature ?? null, tags: reading.tags },
      });
      // A gate holds for three bars.
      expect(decided - reading.availableAt).toBeLessThan(3 * HOUR);
      expect(decision.metrics).toEqual(reading.measures);
      expect(decision.direction).toBe(reading.direction);
      const last = EURUSD.eventTime.indexOf(reading.eventTime);
      expect(window).toEqual({
        ...{ bars: 64, from: new Date(EURUSD.openTime[last - 63] as number).toISOString() },
        to: new Date(reading.eventTime).toISOString(),
      });
      expect(record).toMatchObject({
        dataset: expect.stringMatching(/^fx-gates@[0-9a-f]{16}$/u) as string,
        madeOf: trade.dataset,
        source: { row: EURUSD.source.row[last], file: EURUSD.source.files[0], name: 'test.csv' },
      });
    }
    expect(trades.every(({ dataset }) => /^fx@[0-9a-f]{16}$/u.test(dataset))).toBe(true);
  });

  it('S3-45 S1-03: leads from the fill to the streak behind derived evidence, whose measures are those of the closes', () => {
    expect(onStreaks().length).toBeGreaterThan(10);
    for (const trade of onStreaks()) {
      const { decision, window, record } = evidenceOf(trade);
      const bar = at(decision.time);
      const { moves, direction, runs } = streakAt(bar);
      const { metrics } = decision;
      const [here, above] = [survival(runs, moves), survival(runs, moves + 1)];
      expect([decision.direction, metrics['streak'], Date.parse(decision.streakFrom ?? '')]).toEqual([
        ...[direction, moves, EURUSD.eventTime[bar - moves + 1]],
      ]);
      expect(metrics['hazard']).toBeCloseTo((here + above) / 2, 12);
      expect(metrics['runSurprise']).toBeCloseTo(1 - here, 12);
      expect(metrics['streakCoherence']).toBeCloseTo(Math.min(moves, 12) / 12, 12);
      expect(record).toBe(null);
      expect([window?.bars, Date.parse(window?.from ?? ''), window?.to]).toEqual([
        ...[13, EURUSD.openTime[bar - 12], decision.time],
      ]);
    }
  });

  it('S1-04: holds each measure against the guard that looks at it', () => {
    for (const trade of trades) {
      const { decision, checks, guards } = evidenceOf(trade);
      // Guards of what the codec measures judge gates alone.
      const ofGates = decision.source === 'gate' ? ['minRepetitions', 'maxEntropyLevel'] : [];
      expect(checks.map(({ guard }) => guard)).toEqual(['maxHazard', ...ofGates]);
      for (const { guard, looksAt, value, rule, limit, holds } of checks) {
        expect([value, limit]).toEqual([decision.metrics[looksAt], guards[guard]]);
        expect(holds).toBe(rule === 'at most' ? Number(value) <= Number(limit) : Number(value) >= Number(limit));
      }
      expect(decision.admit).toBe(true);
      expect(checks.every(({ holds }) => holds)).toBe(true);
    }
  });

  it('S3-45: its size, its prices and its costs follow from the bars, and sum to what the account has gained', () => {
    for (const trade of trades) {
      const { decision, entry, exit, direction, lots, attribution } = trade;
      if (decision === null) throw new Error('every trade has its decision');
      const weight = direction === 'long' ? 1 : -1;
      const wanted = Math.trunc((weight * decision.equity) / (EURUSD.close[at(decision.decisionTime)] as number));
      expect(decision.size?.lots).toBe(wanted);
      expect(lots).toBeLessThanOrEqual(Math.abs(wanted));
      const paid = [entry, exit].map(checkFill);
      const moved = (exit.priceTicks - entry.priceTicks) * weight * lots * 10;
      expect(attribution.net).toBe(paid.reduce((left, commission) => left - commission, moved));
    }
  });

  it('S3-45 X-13: is the same on the command line, as a document and in words', async () => {
    const [gate, streak] = [onGates()[0], onStreaks()[0]] as [TradeExplanation, TradeExplanation];
    const ofGate = await told(gate);
    const { decision, window, record } = evidenceOf(gate);
    const way = decision.direction > 0 ? 'up' : 'down';
    expect(ofGate).toContain(`gate of codec at 1h, pointing ${way}, known from ${String(decision.gate?.availableAt)}`);
    expect(ofGate).toContain(`dataset ${String(record?.dataset)}, made of the bars of ${gate.dataset}`);
    expect(ofGate).toContain(`looks back on 64 bars from ${String(window?.from)} to ${String(window?.to)}`);
    expect(ofGate).toContain(`its last bar is row ${String(record?.source?.row)} of test.csv`);
    const hazard = Number(decision.metrics['hazard']?.toPrecision(6));
    expect(ofGate).toContain(`3 guards are on: maxHazard hazard ${hazard}: at most 0.8`);
    expect(ofGate).toContain('all equal to the ledger unit');
    const ofStreak = await told(streak);
    const { repetitions = 0 } = evidenceOf(streak).decision.metrics;
    expect(ofStreak).toContain(`no gate in force: derived from the candles, a streak`);
    expect(ofStreak).toContain(`of ${repetitions} moves, the first of them closed`);
    expect(ofStreak).toContain('looks back on 13 bars');
    expect(ofStreak).not.toContain('gate of codec');
  });
});
