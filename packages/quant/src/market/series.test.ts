import { PlatformError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import type { BarSeries } from './bars.ts';
import { checkSeries } from './check-series.ts';
import { barAt, sliceSeries } from './series.ts';
import { closeOnlySeries, ohlcSeries, poisonedFrom, walkSeries } from './testing/index.ts';

const series = walkSeries(1, 50);

function faultOf(broken: BarSeries): string {
  try {
    checkSeries(broken);
  } catch (error) {
    if (PlatformError.is(error, 'DATA_INVALID')) return error.message;
    throw error;
  }
  return 'none';
}

function withValue(
  column: 'openTime' | 'eventTime' | 'availableAt' | 'open' | 'high' | 'low' | 'close' | 'volume',
  value: number,
): BarSeries {
  const changed = series[column].slice();
  changed[20] = value;
  return { ...series, [column]: changed };
}

describe('barAt', () => {
  it('is the bar at an index', () => {
    expect(barAt(series, 7)).toMatchObject({
      eventTime: series.eventTime[7],
      close: series.close[7],
      volume: series.volume[7],
    });
  });

  it.each([-1, 50, 0.5, NaN])('refuses the index %s', (index) => {
    expect(() => barAt(series, index)).toThrow(/'index'/);
  });
});

describe('sliceSeries', () => {
  it('is a view of the same memory, rows of the source included', () => {
    const part = sliceSeries(series, 10, 15);
    expect(part.length).toBe(5);
    expect(part.close).toEqual(series.close.slice(10, 15));
    expect(part.close.buffer).toBe(series.close.buffer);
    expect(part.source.row.length).toBe(5);
    checkSeries(part);
    expect(sliceSeries(series, 50, 50).length).toBe(0);
  });

  it.each([
    [-1, 3],
    [4, 3],
    [0, 51],
    [0.5, 3],
  ])('refuses the range %s to %s', (from, to) => {
    expect(() => sliceSeries(series, from, to)).toThrow(/'range'/);
  });
});

describe('checkSeries', () => {
  it('passes sound series of both shapes, empty ones and poisoned ones', () => {
    checkSeries(series);
    checkSeries(closeOnlySeries([1, 2, 3]));
    checkSeries(ohlcSeries({ close: [] }));
    checkSeries(poisonedFrom(series, 10));
    checkSeries(poisonedFrom(closeOnlySeries([1, 2, 3]), 1));
  });

  it.each([
    ['eventTime', series.eventTime[19], /does not close after the bar before it|opens after it closes/],
    ['eventTime', 0.5, /whole milliseconds/],
    ['eventTime', 1e16, /whole milliseconds/],
    ['openTime', series.eventTime[20] + 1, /opens after it closes/],
    ['openTime', series.eventTime[19] - 1, /opens before the bar before it has closed/],
    ['availableAt', series.eventTime[20] - 1, /available before it closes/],
    ['close', NaN, /the close NaN/],
    ['close', Infinity, /the close Infinity/],
    ['open', NaN, /open NaN/],
    ['open', 1e6, /open 1000000 outside/],
    ['close', 1e6, /close 1000000 outside/],
    ['high', 0.001, /the high 0.001 below the low/],
    ['low', -1, /the price -1, impossible for the kind equity/],
    ['volume', -1, /the volume -1/],
    ['volume', Infinity, /the volume Infinity/],
  ] as const)('names the bar and the fault of a wrong %s (%s)', (column, value, message) => {
    const fault = faultOf(withValue(column, value));
    expect(fault).toMatch(message);
    expect(fault).toMatch(/series 'TEST': bar 20 \(/);
  });

  it('names the fault of a wrong ask side', () => {
    const { open, high, low, close } = series;
    const both: BarSeries = { ...series, side: 'bid', ask: { open, high, low, close } };
    checkSeries(both);
    const crossed = low.map((value, i) => (i === 20 ? value + 1e6 : value));
    expect(faultOf({ ...both, ask: { open, high, low: crossed, close } })).toMatch(
      /bar 20 .* below the low .* ask side/,
    );
    expect(faultOf({ ...both, ask: { open, high, low, close: close.slice(1) } })).toMatch(/column ask.close has 49/);
  });

  it('allows prices below zero where the instrument does', () => {
    const negative = { ...ohlcSeries({ close: [3, -2, -1] }) };
    expect(faultOf(negative)).toMatch(/impossible/);
    checkSeries({ ...negative, instrument: { ...negative.instrument, kind: 'commodity' } });
  });

  it('refuses repeated times, columns of another length and prices that a close-only series cannot have', () => {
    const repeated = { ...series, eventTime: series.eventTime.slice(), openTime: series.openTime.slice() };
    repeated.eventTime[5] = repeated.eventTime[4];
    repeated.openTime[5] = repeated.openTime[4];
    expect(faultOf(repeated)).toMatch(/bar 5 .* does not close after the bar before it/);
    expect(faultOf({ ...series, close: series.close.slice(1) })).toMatch(
      /column close has 49 values, the series 50 bars/,
    );
    expect(faultOf({ ...closeOnlySeries([1, 2]), open: Float64Array.of(1, 2) })).toMatch(/close-only but has an open/);
    expect(faultOf({ ...closeOnlySeries([1, 2]), openTime: Float64Array.of(1, 2) })).toMatch(
      /does not open at its close/,
    );
  });
});
