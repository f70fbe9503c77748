import { recordTable } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { ohlcSeries } from '../../../../quant/src/market/testing/index.ts';
import { splitAdjusted } from './split-adjusted.ts';

const bars: BarSeries = {
  ...ohlcSeries({ close: [100, 102, 51, 52] }),
  volume: Float64Array.of(10, 10, 20, 20),
};

function splitAt(eventTime: number): RecordTable {
  const values = { type: 'split', value: 2 };
  return recordTable({ kind: 'actions', id: 'TEST', unit: 'USD', synthetic: true }, [
    { eventTime, availableAt: eventTime, values },
  ]);
}

describe('splitAdjusted', () => {
  it('states all bars in the shares of their end, where prices are raw', () => {
    const [found] = splitAdjusted([bars], { actions: [splitAt(bars.openTime[2] as number)] });
    expect([...(found?.close ?? [])]).toEqual([50, 51, 51, 52]);
    expect([...(found?.volume ?? [])]).toEqual([20, 20, 20, 20]);
  });

  it('leaves adjusted bars and those without actions as they are', () => {
    const adjusted = { ...bars, adjustment: 'split' } as const;
    expect(splitAdjusted([adjusted], { actions: [splitAt(bars.openTime[2] as number)] })).toEqual([adjusted]);
    const series = [bars];
    expect(splitAdjusted(series, { actions: [] })).toBe(series);
  });

  it('knows no volumes where bars cannot be restated', () => {
    const weekly = { ...bars, timeframe: '1w' } as const;
    const inside = ((bars.openTime[2] as number) + (bars.eventTime[2] as number)) / 2;
    const [found] = splitAdjusted([weekly], { actions: [splitAt(inside)] });
    expect([...(found?.volume ?? [])]).toEqual([NaN, NaN, NaN, NaN]);
    expect(found?.close).toEqual(bars.close);
  });
});
