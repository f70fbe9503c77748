import { describe, expect, it } from 'vitest';
import { baseContract } from '../execution/index.ts';
import type { BarSeries } from '../market/index.ts';
import { closeOnlySeries, ohlcSeries } from '../market/testing/index.ts';
import { byBar, COST_FREE, runOver, wantLots } from './testing/index.ts';

/** All cash in ten lots at 100. */
const account = { currency: 'USD', cash: 1000 };
const all = wantLots('TEST', 10);

const named = (series: BarSeries, id: string): BarSeries => ({ ...series, instrument: { ...series.instrument, id } });

describe('exposure: what was held while a period lasted (ruling 10)', () => {
  it('counts a bar from the fills at its open to its close', () => {
    const flat = [100, 100, 100, 100, 100];
    const series = ohlcSeries({ open: flat, close: flat });
    const plan = { 0: all, 2: wantLots('TEST', 0) };
    const { exposure } = runOver([series], byBar('TEST', plan), { account });
    expect(Array.from(exposure)).toEqual([0, 1, 1, 0, 0]);
  });

  it('counts a bar half in which a stop or a target was hit, and one that opened beyond it not at all', () => {
    const series = ohlcSeries({
      open: [100, 100, 100, 100, 100, 90],
      low: [100, 100, 95, 100, 100, 90],
      close: [100, 100, 100, 100, 100, 100],
    });
    const stopped = wantLots('TEST', 10, { stopLoss: { fraction: 0.04 } });
    const { exposure, fills } = runOver([series], byBar('TEST', { 0: stopped, 3: stopped }), { account });
    expect(fills.map(({ rule }) => rule)).toEqual([
      'market-at-next-open',
      'stop-inside-bar',
      'market-at-next-open',
      'stop-gapped-at-open',
    ]);
    expect(exposure[1]).toBe(1);
    expect(exposure[2]).toBe(0.5);
    expect(exposure[5]).toBe(0);
  });

  it('counts a close-only bar by what was held before anything filled at its close, protective exits too', () => {
    const series = closeOnlySeries([100, 100, 100, 100, 100, 100, 90]);
    const stopped = wantLots('TEST', 10, { stopLoss: { fraction: 0.04 } });
    const plan = { 0: all, 2: wantLots('TEST', 0), 4: stopped };
    const { exposure, fills } = runOver([series], byBar('TEST', plan), { account });
    expect(fills.map(({ barIndex, rule }) => [barIndex, rule])).toEqual([
      [1, 'market-at-next-close'],
      [3, 'market-at-next-close'],
      [5, 'market-at-next-close'],
      [6, 'stop-at-close'],
    ]);
    expect(Array.from(exposure)).toEqual([0, 0, 1, 1, 0, 0, 1]);
  });

  it('does not count what fills at a close because the open was degenerate', () => {
    const flat = [100, 100, 100, 100, 100];
    const series = ohlcSeries({ open: flat, close: flat });
    const contract = baseContract({ costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 } });
    const { exposure } = runOver([series], byBar('TEST', { 0: all, 2: wantLots('TEST', 0) }), { account, contract });
    expect(Array.from(exposure)).toEqual([0, 0, 1, 1, 0]);
  });

  it('is 0 in the period in which equity is used up, and after it', () => {
    const series = ohlcSeries({ open: [100, 100, 250, 250], close: [100, 100, 250, 250] });
    const { exposure } = runOver([series], byBar('TEST', { 0: wantLots('TEST', -10) }), { account });
    expect(Array.from(exposure)).toEqual([0, -1, -0.5, 0]);
  });
});

describe('instrumentReturns: what is known of each instrument', () => {
  const nothing = byBar('LONG', {});
  const long = named(closeOnlySeries([100, 110, 121, 100, 90, 99]), 'LONG');
  const column = (values: Float64Array, a: number): number[] => Array.from(values).filter((_, i) => i % 2 === a);

  it('X-15: is unknown before the second close of an instrument that was listed late, and after its last', () => {
    const late = named(closeOnlySeries([50, 55, 44], { firstDate: '2006-01-05' }), 'LATE');
    const { instrumentReturns } = runOver([long, late], nothing, { contract: COST_FREE });
    expect(column(instrumentReturns, 1)).toEqual([NaN, NaN, NaN, 55 / 50 - 1, 44 / 55 - 1, NaN]);
    expect(column(instrumentReturns, 0)).toEqual([NaN, ...[110 / 100, 121 / 110, 100 / 121, 0.9, 99 / 90].map(less1)]);
  });

  it('is 0 at a bar without a close; the next close counts from the last one that is known', () => {
    const holed = named(closeOnlySeries([NaN, 50, 55, NaN, 44, NaN]), 'HOLED');
    const { instrumentReturns } = runOver([long, holed], nothing, { contract: COST_FREE });
    expect(column(instrumentReturns, 1)).toEqual([NaN, NaN, 55 / 50 - 1, 0, 44 / 55 - 1, NaN]);
  });
});

function less1(value: number): number {
  return value - 1;
}
