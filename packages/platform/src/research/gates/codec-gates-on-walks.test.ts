/** Gates of the codec on markets in which nothing can be foreseen. */
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { codecGates, codecNull, resolveCodec } from '@assay/quant/regimes';
import type { CodecSpec } from '@assay/quant/regimes';
import { DEFAULT_GUARDS, gateAt, gateOf, gateTable } from '@assay/quant/signals';
import { describe, expect, it } from 'vitest';
import { judgeGate } from '../../gates/index.ts';
import { fx, randomWalk } from '../../sources/index.ts';
import { traded } from './testing/traded.ts';

const SPEC: CodecSpec = { nullDraws: 1000 };

/** What `assay gates build` makes of a series. */
function gatesOf(bars: BarSeries, spec: CodecSpec): RecordTable {
  const { instrument, timeframe } = bars;
  const identity = { instrument: instrument.id, timeframe, maker: 'codec' };
  return gateTable(
    instrument.id,
    codecGates(bars, spec).map((reading) => gateOf(reading, identity)),
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Mean and its standard error. */
function meanOf(numbers: readonly number[]): readonly [mean: number, error: number] {
  const mean = sum(numbers) / numbers.length;
  const variance = sum(numbers.map((one) => (one - mean) ** 2)) / (numbers.length - 1);
  return [mean, Math.sqrt(variance / numbers.length)];
}

describe('gates of the codec on random walks', () => {
  it.each([0.1, 0.3])('ruling 16: a hazard cap of %d admits the share that the codec states for it', (maxHazard) => {
    // Windows that share no candle, so that each is one observation.
    const spec = { ...SPEC, stride: 64 };
    const walks = randomWalk({ seed: 'admitted', bars: 10_000, instruments: 4, timeframe: '1h' }).series;
    const gates = walks
      .map((bars) => gatesOf(bars, spec))
      .flatMap((table) => Array.from(table.availableAt, (_, row) => gateAt(table, row)));
    const stated = codecNull(resolveCodec(spec), { range: true, spread: false, volume: true }).attained(
      'flipRate',
      maxHazard,
    );
    expect(stated).toBeGreaterThan(maxHazard - 0.04);
    const guards = { ...DEFAULT_GUARDS, maxHazard };
    const refused = (reason: string): number =>
      gates.filter((gate) => (judgeGate(gate, guards).reasons as readonly string[]).includes(reason)).length;
    const share = 1 - refused('hazard-above-max') / gates.length;
    expect(gates.length).toBeGreaterThan(500);
    expect(Math.abs(share - stated)).toBeLessThan(3 * Math.sqrt((stated * (1 - stated)) / gates.length));
  });

  it.each(['with', 'against'])('X-12: traded %s their direction they expect minus their costs', (follow) => {
    const walks = fx({ seed: 'walks', bars: 6000, pairs: ['EURUSD', 'GBPUSD', 'AUDUSD'], start: '2015-01-05' }).series;
    const profile = {
      params: { maxHazard: 1, holdMinutes: 240, fallback: false, follow },
      ...{ sizing: { kind: 'fixed', lots: 10 }, maxGrossExposure: 50 },
    };
    const { trades } = traded(
      profile,
      walks,
      walks.map((bars) => gatesOf(bars, { ...SPEC, stride: 4 })),
    );
    expect(trades.length).toBeGreaterThan(100);
    const [gross, error] = meanOf(trades.map(({ grossUnits }) => grossUnits));
    const [net] = meanOf(trades.map(({ netUnits }) => netUnits));
    const [cost] = meanOf(trades.map(({ costUnits }) => costUnits));
    expect(cost).toBeGreaterThan(0);
    expect(Math.abs(gross)).toBeLessThan(3 * error);
    expect(Math.abs(net + cost)).toBeLessThan(3 * error);
    expect(net - gross).toBeCloseTo(0 - cost, 6);
  });
});
