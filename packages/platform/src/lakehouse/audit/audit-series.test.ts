import { MS_PER_DAY, MS_PER_HOUR } from '@assay/core/time';
import { calendarById } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { closeOnlySeries, walkSeries } from '../../../../quant/src/market/testing/index.ts';
import { sourcedSeries } from '../testing/index.ts';
import { auditSeries } from './audit-series.ts';
import type { AuditFinding, FindingKind } from './report.ts';

const audit = (series: BarSeries) => auditSeries(series, calendarById(series.instrument.calendar));

function finding(series: BarSeries, kind: FindingKind): AuditFinding | undefined {
  return audit(series).findings.find((one) => one.kind === kind);
}

type Column = 'openTime' | 'eventTime' | 'availableAt' | 'open' | 'high' | 'low' | 'close' | 'volume';

/** A clean series of 300 daily bars with some values replaced. */
function spoilt(changes: Partial<Record<Column, Record<number, number>>>, series: BarSeries = clean()): BarSeries {
  const columns = Object.entries(changes).map(([name, values]) => {
    const column = series[name as Column].slice();
    for (const [index, value] of Object.entries(values)) column[Number(index)] = value;
    return [name, column] as const;
  });
  return { ...series, ...Object.fromEntries(columns) };
}

const clean = (): BarSeries => sourcedSeries(walkSeries('clean', 300));

/** The same bars without those at `indices`. */
function without(series: BarSeries, indices: readonly number[]): BarSeries {
  const keep = (column: Float64Array) => column.filter((_, index) => !indices.includes(index));
  const names: readonly Column[] = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'];
  const columns = Object.fromEntries(names.map((name) => [name, keep(series[name])]));
  const row = series.source.row.filter((_, index) => !indices.includes(index));
  return {
    ...series,
    ...columns,
    length: row.length,
    source: { ...series.source, file: new Int32Array(row.length), row },
  };
}

/** Hourly bars, `perDay` from 14:30 UTC on each given day; the seventh is half an hour long. */
function hourly(
  days: readonly string[],
  perDay: number,
  calendar: 'us-equity' | 'continuous' = 'us-equity',
): BarSeries {
  const start = calendar === 'us-equity' ? 14.5 : 0;
  const opens = days.flatMap((day) =>
    Array.from({ length: perDay }, (_, i) => Date.parse(`${day}T00:00Z`) + (start + i) * MS_PER_HOUR),
  );
  const prices = sourcedSeries(walkSeries('hours', opens.length, { instrument: { calendar } }));
  // The last hour of a New York session is half an hour.
  const isShort = (index: number): boolean => calendar === 'us-equity' && index % perDay === 6;
  const eventTime = Float64Array.from(opens, (open, index) => open + (isShort(index) ? 0.5 : 1) * MS_PER_HOUR);
  return { ...prices, timeframe: '1h', openTime: Float64Array.from(opens), eventTime, availableAt: eventTime };
}

describe('auditSeries', () => {
  it('finds nothing in a clean series', () => {
    expect(audit(clean())).toMatchObject({
      ...{ instrument: 'TEST', timeframe: '1d', rows: 300, findings: [] },
      ...{ expectedBars: 300, missingBars: 0, missingSessions: 0, missingDates: [] },
    });
    expect(audit(hourly(['2024-01-02', '2024-01-03', '2024-01-04'], 7)).findings).toEqual([]);
    expect(audit(sourcedSeries(closeOnlySeries([10, 10.1, 10, 10.2]))).findings).toEqual([]);
  });

  const at = (index: number, column: Column = 'close') => clean()[column][index] as number;
  it.each<readonly [FindingKind, number, BarSeries]>([
    ['duplicate-time', 10, spoilt({ eventTime: { 10: at(9, 'eventTime') }, availableAt: { 10: at(9, 'eventTime') } })],
    ['disorder', 10, spoilt({ eventTime: { 10: at(8, 'eventTime') } })],
    ['bad-time', 10, spoilt({ openTime: { 10: at(10, 'eventTime') + 1 } })],
    ['bad-time', 10, spoilt({ openTime: { 10: at(9, 'eventTime') - 1 } })],
    ['bad-time', 10, spoilt({ eventTime: { 10: NaN } })],
    ['available-early', 10, spoilt({ availableAt: { 10: at(10, 'eventTime') - 1 } })],
    ['bad-price', 10, spoilt({ close: { 10: 0 } })],
    ['bad-price', 10, spoilt({ open: { 10: NaN } })],
    ['bad-price', 10, spoilt({ high: { 10: Infinity } })],
    ['bad-ohlc', 10, spoilt({ high: { 10: at(10, 'low') - 1 } })],
    ['bad-ohlc', 10, spoilt({ close: { 10: at(10, 'high') + 0.01 } })],
    ['bad-ohlc', 10, spoilt({ open: { 10: at(10, 'low') - 0.01 } })],
    ['bad-volume', 10, spoilt({ volume: { 10: -1 } })],
    ['toxic-return', 10, scaled(10, 7)],
    ['toxic-return', 10, scaled(10, 0.001)],
  ])('S2-04: reports %s as an error with the row it stands in', (kind, index, series) => {
    const found = finding(series, kind);
    expect(found).toMatchObject({ severity: 'error', count: 1 });
    expect(found?.examples[0]).toMatchObject({ sourceRow: index + 1 });
  });

  it.each<readonly [FindingKind, number, BarSeries]>([
    ['outlier', 1, scaled(100, 1.3)],
    ['off-tick', 2, spoilt({ close: { 50: at(50) + 0.001, 60: at(60) + 0.0049 } }, loose())],
    ['split-like-jump', 1, scaled(100, 0.5)],
    ['split-like-jump', 1, scaled(100, 7)],
    ['missing-session', 3, without(clean(), [50, 51, 200])],
    [
      'bar-off-session',
      1,
      spoilt({ eventTime: { 50: at(50, 'eventTime') + 1000 }, availableAt: { 50: at(50, 'eventTime') + 1000 } }),
    ],
    ['missing-session', 6, hourlyWithout()],
  ])('S2-08: reports %s as a warning', (kind, count, series) => {
    if (series.timeframe === '1h')
      return expect(finding(series, kind)).toMatchObject({ severity: 'warning', count: 1 });
    expect(finding(series, kind)).toMatchObject({ severity: 'warning', count });
  });

  it('S2-08: takes neither weekends nor holidays for gaps, and a calendar without a pause has them', () => {
    const days = ['2024-01-12', '2024-01-16'];
    expect(finding(hourly(days, 7), 'missing-session')).toBeUndefined();
    expect(finding(hourly(days, 24, 'continuous'), 'missing-session')).toMatchObject({ count: 3 });
  });

  it('counts the bars that are missing inside a session and those outside of one', () => {
    const series = hourly(['2024-01-02', '2024-01-03'], 7);
    const holes = without(series, [2, 3, 8]);
    expect(finding(holes, 'missing-bars')).toMatchObject({ severity: 'warning', count: 3 });
    expect(finding(holes, 'missing-bars')?.examples[0]).toMatchObject({
      sourceRow: null,
      detail: '2 bars missing on 2024-01-02, from 17:30 UTC',
    });
    const night = spoilt(
      {
        openTime: { 0: (series.openTime[0] as number) - 9 * MS_PER_HOUR },
        eventTime: { 0: (series.openTime[0] as number) - 8 * MS_PER_HOUR },
      },
      series,
    );
    expect(finding(night, 'bar-off-session')).toMatchObject({ count: 1 });
  });

  it('takes a bar that knows its close only to have begun one timeframe before', () => {
    const bars = hourly(['2024-01-02', '2024-01-03'], 7);
    const nothing = new Float64Array(bars.length).fill(NaN);
    const closes: BarSeries = {
      ...bars,
      shape: 'close-only',
      openTime: bars.eventTime,
      open: nothing,
      high: nothing,
      low: nothing,
    };
    expect(audit(closes).findings).toEqual([]);
    expect(finding(without(closes, [3]), 'missing-bars')).toMatchObject({ count: 1 });
  });

  it('compares monthly bars with the last session of each month', () => {
    const closes = ['2024-01-31', '2024-02-29', '2024-04-30', '2024-05-30'].map(
      (day) => calendarById('us-equity').sessionOn(day)?.close as number,
    );
    const eventTime = Float64Array.from(closes);
    const series: BarSeries = {
      ...sourcedSeries(closeOnlySeries([1, 2, 3, 4])),
      timeframe: '1mo',
      eventTime,
      openTime: eventTime,
      availableAt: eventTime,
    };
    expect(finding(series, 'missing-session')?.examples[0]?.detail).toBe('no bar for the session of 2024-03-28');
    expect(finding(series, 'bar-off-session')).toMatchObject({ count: 1 });
  });

  it('reports a history that the calendar does not cover', () => {
    const shift = 40 * 365 * MS_PER_DAY;
    const series = clean();
    const early = (column: Float64Array) => column.map((time) => time - shift);
    const old = {
      ...series,
      openTime: early(series.openTime),
      eventTime: early(series.eventTime),
      availableAt: early(series.availableAt),
    };
    expect(finding(old, 'outside-calendar')).toMatchObject({ severity: 'error' });
  });

  it('reports bars that stand still, and bars without volume', () => {
    const still = (column: Column) => Object.fromEntries([40, 41, 42, 43].map((index) => [index, at(40, column)]));
    const series = spoilt({ open: still('open'), high: still('high'), low: still('low'), close: still('close') });
    expect(finding(series, 'stale-run')).toMatchObject({
      severity: 'warning',
      count: 4,
      examples: [{ sourceRow: 41 }],
    });
    expect(finding(without(series, [42]), 'stale-run')).toBeUndefined();
    const idle = Object.fromEntries([10, 11, 12, 13, 299, 298, 297, 296].map((index) => [index, 0]));
    expect(finding(spoilt({ volume: idle }), 'zero-volume-run')).toMatchObject({ severity: 'info', count: 8 });
    expect(finding(spoilt({ volume: { 10: 0, 11: 0, 13: 0, 14: 0 } }), 'zero-volume-run')).toBeUndefined();
  });

  it('ruling 11: counts opens that are the close before, with their share of each year', () => {
    const series = clean();
    const copied = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i + 1, at(i)]));
    const found = finding(spoilt({ open: copied }, loose(series)), 'open-equals-previous-close');
    expect(found).toMatchObject({ severity: 'warning' });
    expect(found?.count).toBeGreaterThanOrEqual(100);
    const shares = Object.values(found?.shareByYear ?? {});
    expect(shares[0]).toBeGreaterThan(0.35);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(finding(loose(series), 'open-equals-previous-close')).toBeUndefined();
  });

  it('X-03: judges prices alike whatever their unit', () => {
    const series = scaled(100, 1.3);
    const kinds = audit(series).findings.map(({ kind, count }) => [kind, count]);
    const thousandfold = (column: Float64Array) => column.map((value) => value * 1000);
    const large = {
      ...series,
      open: thousandfold(series.open),
      high: thousandfold(series.high),
      low: thousandfold(series.low),
      close: thousandfold(series.close),
    };
    expect(audit(large).findings.map(({ kind, count }) => [kind, count])).toEqual(kinds);
  });

  it('shows the first few places only, and errors first', () => {
    const negative = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [i + 5, -1]));
    const report = audit(spoilt({ volume: { ...negative }, open: { 50: at(50) + 0.001 } }, loose()));
    expect(report.findings[0]).toMatchObject({ kind: 'bad-volume', count: 20 });
    expect(report.findings[0]?.examples).toHaveLength(5);
    const ranks = report.findings.map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity));
    expect(ranks).toEqual([...ranks].sort());
  });

  /** The clean series from bar `start` on multiplied, on the tick. */
  function scaled(start: number, factor: number): BarSeries {
    const series = clean();
    const scale = (column: Float64Array) =>
      column.map((value, i) => (i >= start ? Math.max(0.01, Math.round(value * factor * 100) / 100) : value));
    return {
      ...series,
      open: scale(series.open),
      high: scale(series.high),
      low: scale(series.low),
      close: scale(series.close),
    };
  }

  /** The clean series with room above and below, so that a changed open or close stays inside. */
  function loose(series: BarSeries = clean()): BarSeries {
    return { ...series, high: series.high.map((value) => value + 20), low: series.low.map((value) => value - 20) };
  }

  function hourlyWithout(): BarSeries {
    const series = hourly(['2024-01-02', '2024-01-03', '2024-01-04'], 7);
    return without(series, [7, 8, 9, 10, 11, 12, 13]);
  }
});
