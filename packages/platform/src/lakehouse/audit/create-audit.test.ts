import { createRng } from '@assay/core/random';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import { calendarById, sliceSeries } from '@assay/quant/market';
import type { BarSeries, CalendarId } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { ohlcSeries, testInstrument, walkSeries } from '../../../../quant/src/market/testing/index.ts';
import { headOfSeries } from '../row-shape.ts';
import { sourcedSeries } from '../testing/index.ts';
import { createAudit } from './create-audit.ts';
import type { AuditFinding, AuditOptions, AuditReport, FindingKind } from './report.ts';

type Column = 'openTime' | 'eventTime' | 'availableAt' | 'open' | 'high' | 'low' | 'close' | 'volume';
const COLUMNS: readonly Column[] = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'];

function audited(chunks: readonly BarSeries[], options: Partial<AuditOptions> = {}) {
  const [first] = chunks as readonly [BarSeries];
  const audit = createAudit(headOfSeries(first), calendarById(first.instrument.calendar), options);
  for (const chunk of chunks) audit.add(chunk);
  const report = audit.finish();
  return { report, parts: audit.partFindings() };
}

const found = (report: AuditReport, kind: FindingKind): AuditFinding | undefined =>
  report.findings.find((one) => one.kind === kind);

function pick(series: BarSeries, indices: readonly number[]): BarSeries {
  const columns = COLUMNS.map((name) => [name, Float64Array.from(indices, (i) => series[name][i] as number)] as const);
  const row = Int32Array.from(indices, (i) => series.source.row[i] as number);
  const source = { ...series.source, file: new Int32Array(indices.length), row };
  return { ...series, ...Object.fromEntries(columns), length: indices.length, source };
}

function changed(series: BarSeries, column: Column, values: Readonly<Record<number, number>>): BarSeries {
  const copy = series[column].slice();
  for (const [index, value] of Object.entries(values)) copy[Number(index)] = value;
  return { ...series, [column]: copy };
}

/** Bars of `stepMs` without a pause from a moment on, with prices of a walk. */
function steady(
  timeframe: BarSeries['timeframe'],
  stepMs: number,
  more: { start: string; length: number; calendar?: CalendarId },
): BarSeries {
  const { start, length, calendar = 'continuous' } = more;
  const series = sourcedSeries(walkSeries('steady', length, { instrument: { calendar } }));
  const openTime = Float64Array.from({ length }, (_, i) => Date.parse(start) + i * stepMs);
  const eventTime = openTime.map((time) => time + stepMs);
  return { ...series, timeframe, openTime, eventTime, availableAt: eventTime };
}

const at = (column: Float64Array, index: number): number => column[index] as number;

const FACTORS = [0, -1, 0.5, 1.5, 100, 1e-4, NaN, 1.00001];

/** Everything that can be wrong, at random. */
function spoilt(seed: number): BarSeries {
  const rng = createRng(seed);
  const daily = sourcedSeries(walkSeries(seed, 6000, { firstDate: '1995-01-03' }));
  const minutes = steady('1m', MS_PER_MINUTE, { start: '2023-12-30T00:00Z', length: 6000 });
  const clean = seed % 2 === 0 ? daily : minutes;
  const kept = Array.from({ length: clean.length }, (_, i) => i).filter(() => rng.nextFloat() > 0.02);
  // Rows that stand twice, and rows that stand too late.
  for (let i = 0; i < 5; i++) kept.splice(rng.nextInt(kept.length), 0, kept[rng.nextInt(kept.length)] as number);
  const series = pick(clean, kept);
  const { open, high, low, close, volume } = series;
  const copies = {
    open: open.slice(),
    high: high.slice(),
    low: low.slice(),
    close: close.slice(),
    volume: volume.slice(),
  };
  const names = ['open', 'high', 'low', 'close', 'volume'] as const;
  for (let i = 0; i < 60; i++) {
    const column = copies[names[rng.nextInt(5)] as Column & keyof typeof copies];
    const place = rng.nextInt(series.length);
    column[place] = (column[place] as number) * (FACTORS[rng.nextInt(FACTORS.length)] as number);
  }
  for (let i = 100; i < 170; i++) for (const name of names) copies[name][i] = copies[name][100] as number;
  const ask = { open: copies.open, high: copies.high, low: copies.low, close: copies.close.map((v) => v + 0.03) };
  for (let i = 0; i < 20; i++) {
    const place = rng.nextInt(series.length);
    ask.close[place] = at(ask.close, place) * (rng.nextFloat() < 0.5 ? 0.99 : 1.5);
  }
  return { ...series, ...copies, side: 'bid', ask };
}

function cutAtRandom(series: BarSeries, seed: number): BarSeries[] {
  const rng = createRng(seed).fork('cuts');
  const chunks: BarSeries[] = [];
  for (let from = 0; from < series.length;) {
    const to = Math.min(series.length, from + Math.floor(rng.nextFloat() ** 3 * series.length * 0.5));
    chunks.push(sliceSeries(series, from, to));
    from = to === from ? from : to;
    if (to === from && chunks.length > 10_000) throw new Error('no progress');
  }
  return chunks;
}

describe('createAudit', () => {
  it.each([0, 1, 2, 3])('S2-08: says the same however the bars are cut into chunks (seed %i)', (seed) => {
    const series = spoilt(seed);
    const edges = Array.from({ length: 9 }, (_, i) => at(series.eventTime, 0) + i * 40 * MS_PER_DAY);
    const whole = audited([series], { coverageEdges: edges });
    expect(whole.report.findings.length).toBeGreaterThan(9);
    for (let cut = 0; cut < 6; cut++) {
      expect(audited(cutAtRandom(series, 100 * seed + cut), { coverageEdges: edges })).toEqual(whole);
    }
    expect(
      audited(
        Array.from({ length: series.length }, (_, i) => sliceSeries(series, i, i + 1)),
        { coverageEdges: edges },
      ),
    ).toEqual(whole);
  });

  it('S2-08: counts in each part what it counts in the whole', () => {
    const { report, parts } = audited([spoilt(2)]);
    expect([...parts.keys()].sort()).toEqual(['1990s', '2000s', '2010s']);
    for (const { kind, count, severity } of report.findings) {
      const inParts = [...parts.values()].flat().filter((one) => one.kind === kind);
      expect(inParts.reduce((sum, one) => sum + one.count, 0)).toBe(count);
      expect(inParts.every((one) => one.severity === severity)).toBe(true);
    }
  });

  it('judges each bar as it was first published, across chunks', () => {
    const series = sourcedSeries(walkSeries('versions', 50));
    const restated = changed(changed(pick(series, [20]), 'close', { 0: 9999 }), 'availableAt', {
      0: at(series.availableAt, 20) + 1,
    });
    const again = changed(restated, 'availableAt', { 0: at(series.availableAt, 20) + 2 });
    const chunks = [sliceSeries(series, 0, 21), restated, again, sliceSeries(series, 21, 50)];
    expect(audited(chunks)).toEqual(audited([series]));
  });

  it('S2-08: a bar that stands twice does not hide the gap behind it', () => {
    const series = sourcedSeries(walkSeries('both', 60));
    const { report } = audited([pick(series, [...Array.from({ length: 31 }, (_, i) => i), 30, 33, 34, 35])]);
    expect(found(report, 'duplicate-time')).toMatchObject({
      severity: 'error',
      count: 1,
      examples: [{ sourceRow: 31 }],
    });
    expect(found(report, 'missing-session')).toMatchObject({ severity: 'warning', count: 2 });
    expect(report).toMatchObject({ rows: 35, missingSessions: 2, missingBars: 2, expectedBars: 36 });
  });

  it('S3-01: names the first and last date and the days that are missing', () => {
    const series = sourcedSeries(walkSeries('dates', 12, { firstDate: '2024-01-02' }));
    const { report } = audited([pick(series, [0, 1, 4, 5, 6, 7, 8, 10, 11])]);
    expect(report.missingDates).toEqual(['2024-01-04', '2024-01-05', '2024-01-16']);
    expect(new Date(report.firstEventTime as number).toISOString()).toBe('2024-01-02T21:00:00.000Z');
    expect(new Date(report.lastEventTime as number).toISOString()).toBe('2024-01-18T21:00:00.000Z');
  });

  it('judges a part with few bars by what is usual in the next', () => {
    const calm = steady('1h', MS_PER_HOUR, { start: '2023-12-31T20:00Z', length: 400 });
    const prices = calm.close.map((_, i) => 100 + (i % 3) / 100 + (i === 1 ? 5 : 0));
    const { report, parts } = audited([{ ...calm, open: prices, high: prices, low: prices, close: prices }]);
    expect(found(report, 'outlier')).toMatchObject({ count: 2 });
    expect(parts.get('2023')).toContainEqual({ kind: 'outlier', severity: 'warning', count: 2 });
  });

  it('S2-08: hours that cannot be counted on are no gap', () => {
    const week = steady('1h', MS_PER_HOUR, { start: '2024-12-23T00:00Z', length: 96, calendar: 'fx-week' });
    const hour = (i: number): string => new Date(at(week.openTime, i)).toISOString();
    const kept = Array.from({ length: 96 }, (_, i) => i);
    const rested = kept.filter((i) => hour(i) < '2024-12-24T17' || hour(i) >= '2024-12-25T22');
    expect(found(audited([pick(week, rested)]).report, 'missing-bars')).toBeUndefined();
    expect(audited([week]).report.findings).toEqual([]);
    const early = kept.filter((i) => hour(i) < '2024-12-24T15' || hour(i) >= '2024-12-25T22');
    expect(found(audited([pick(week, early)]).report, 'missing-bars')).toMatchObject({ count: 2 });
  });

  it('S2-04: finds a gain of 600 % and a loss of 99.9 % alike', () => {
    const up = ohlcSeries({ close: [10, 10.1, 70.7, 70.8, 70.7] });
    const down = ohlcSeries({ close: [10, 10.1, 0.01, 0.01, 0.02] });
    for (const series of [up, down]) {
      const { report } = audited([sourcedSeries(series)]);
      expect(found(report, 'toxic-return')).toMatchObject({
        severity: 'error',
        count: 1,
        examples: [{ sourceRow: 3 }],
      });
    }
  });

  it('S2-04: compares raw prices across a known split per old share, adjusted ones as they are', () => {
    const close = Array.from({ length: 30 }, (_, i) => (i < 12 ? 700 : 100) + (i % 5));
    const series = sourcedSeries(ohlcSeries({ close, open: close }));
    const splits = [{ eventTime: at(series.openTime, 12), ratio: 7 }];
    expect(found(audited([series]).report, 'toxic-return')).toMatchObject({ count: 1 });
    expect(audited([series], { splits }).report.findings).toEqual([]);
    expect(found(audited([{ ...series, adjustment: 'split' }], { splits }).report, 'toxic-return')).toMatchObject({
      count: 1,
    });
  });

  it('S3-01: calls a series incomplete that has few of the bars it should have', () => {
    const series = sourcedSeries(walkSeries('truncated', 400));
    const every = (step: number) =>
      pick(
        series,
        Array.from({ length: 400 }, (_, i) => i).filter((i) => i % step === 0),
      );
    expect(found(audited([every(2)]).report, 'incomplete')).toBeUndefined();
    expect(found(audited([every(3)]).report, 'incomplete')).toMatchObject({ severity: 'warning', count: 266 });
    expect(found(audited([every(12)]).report, 'incomplete')).toMatchObject({ severity: 'error' });
  });

  it('X-03: suspects another unit where prices change by a factor of 100 to 100,000', () => {
    for (const factor of [100, 1000, 1e4, 1e5]) {
      const close = Array.from({ length: 20 }, (_, i) => (100 + (i % 3)) * (i >= 8 && i < 12 ? factor : 1));
      const { report } = audited([sourcedSeries(ohlcSeries({ close }))]);
      expect(found(report, 'unit-suspicion')).toMatchObject({ severity: 'error', count: 2 });
    }
    const close = Array.from({ length: 20 }, (_, i) => (100 + (i % 3)) * (i >= 8 ? 20 : 1));
    expect(found(audited([sourcedSeries(ohlcSeries({ close }))]).report, 'unit-suspicion')).toBeUndefined();
  });

  it('X-03: refuses a tick that would move prices by more than 1 bp, or to 0', () => {
    const rates = [1.10512, 1.10498, 1.10533];
    const on = (tickSize: string, adjustment: BarSeries['adjustment'] = 'raw') => {
      const series = ohlcSeries({ close: rates, open: rates }, { instrument: { tickSize: tickSize } });
      return audited([sourcedSeries({ ...series, adjustment })]).report;
    };
    expect(on('0.00001').findings).toEqual([]);
    expect(found(on('0.0001'), 'off-tick')).toMatchObject({ severity: 'warning' });
    expect(found(on('0.0001'), 'tick-suspicion')).toBeUndefined();
    expect(found(on('0.01'), 'tick-suspicion')).toMatchObject({ severity: 'error', count: 3 });
    expect(found(on('0.01'), 'tick-suspicion')?.examples[0]?.detail).toBe(
      'open 1.10512 is 1.11 on the declared tick 0.01',
    );
    // Adjusted prices leave the tick by design, but none may vanish.
    expect(found(on('0.01', 'split'), 'tick-suspicion')).toMatchObject({ severity: 'warning', count: 3 });
    expect(found(on('5', 'split'), 'tick-suspicion')).toMatchObject({ severity: 'error', count: 3 });
  });

  it('X-08: takes a pause of decades for a mistyped year, instead of counting what is missing up to it', () => {
    const minutes = steady('1m', MS_PER_MINUTE, { start: '2020-06-01T00:00Z', length: 300 });
    const year = Date.parse('3020-06-01T04:59Z');
    const late = ['openTime', 'eventTime', 'availableAt'].reduce<BarSeries>(
      (series, name) => changed(series, name as Column, { 299: year + (name === 'openTime' ? 0 : MS_PER_MINUTE) }),
      minutes,
    );
    const { report } = audited([late]);
    expect(found(report, 'outside-calendar')).toMatchObject({ severity: 'error', count: 1 });
    expect(JSON.stringify(found(report, 'outside-calendar'))).toContain('comes 999 years after the bar before');
  });

  it('X-08: refuses bars from after they were read, before the listing and after the end', () => {
    const series = sourcedSeries(walkSeries('life', 100));
    const [listedAt, delistedAt] = [at(series.openTime, 3), at(series.eventTime, 97)];
    const readAt = at(series.eventTime, 95);
    const { report } = audited([{ ...series, instrument: { ...testInstrument(), listedAt, delistedAt } }], { readAt });
    expect(found(report, 'before-listing')).toMatchObject({ severity: 'error', count: 3 });
    expect(found(report, 'after-delisting')).toMatchObject({
      severity: 'error',
      count: 2,
      examples: [{ sourceRow: 99 }, {}],
    });
    expect(found(report, 'future-row')).toMatchObject({
      severity: 'error',
      count: 4,
      examples: [{ sourceRow: 97 }, {}, {}, {}],
    });
  });

  it('finds asks below the bid where a bar begins or ends, and spreads far from the usual one', () => {
    const series = sourcedSeries(walkSeries('sides', 300));
    const shifted = (column: Float64Array, by: Readonly<Record<number, number>>) =>
      column.map((value, i) => value + (by[i] ?? 0.02));
    const ask = {
      open: shifted(series.open, { 7: -0.01 }),
      high: shifted(series.high, {}),
      low: shifted(series.low, { 9: -0.01 }),
      close: shifted(series.close, { 5: -0.03, 7: -0.02, 40: 3 }),
    };
    const { report } = audited([{ ...series, side: 'bid', ask }]);
    expect(found(report, 'crossed-quote')).toMatchObject({ severity: 'warning', count: 2 });
    expect(found(report, 'crossed-quote')?.examples.map(({ sourceRow }) => sourceRow)).toEqual([6, 8]);
    expect(found(report, 'spread-outlier')).toMatchObject({ count: 1, examples: [{ sourceRow: 41 }] });
  });

  it('S2-08: follows the grid of hours that the bars are on, and days that end with no session', () => {
    const days = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'];
    const opens = days.flatMap((day) =>
      [14.5, 15, 16, 17, 18, 19, 20].map((hour) => Date.parse(`${day}T00:00Z`) + hour * MS_PER_HOUR),
    );
    const eventTime = Float64Array.from(opens, (open) => Math.floor(open / MS_PER_HOUR + 1) * MS_PER_HOUR);
    const hours = {
      ...sourcedSeries(walkSeries('utc', opens.length)),
      timeframe: '1h' as const,
      openTime: Float64Array.from(opens),
    };
    const utc = { ...hours, eventTime, availableAt: eventTime };
    expect(audited([utc]).report.findings).toEqual([]);
    expect(found(audited([pick(utc, [0, 1, 2, 5, 6, 7, 8])]).report, 'missing-bars')).toMatchObject({ count: 2 });

    const civil = steady('1d', MS_PER_DAY, { start: '2024-01-01T00:00Z', length: 19, calendar: 'fx-week' });
    const { report } = audited([civil]);
    expect(found(report, 'session-cut')).toMatchObject({ severity: 'info', count: 1 });
    expect(found(report, 'missing-session')).toBeUndefined();
    expect(found(report, 'sunday-stub')).toMatchObject({ severity: 'warning', count: 2 });
    expect(found(report, 'bar-off-session')).toMatchObject({ count: 4 });

    const broker = steady('4h', 4 * MS_PER_HOUR, { start: '2024-07-01T02:00Z', length: 26, calendar: 'fx-week' });
    expect(audited([broker]).report.findings.map(({ kind }) => kind)).toEqual(['session-cut']);
  });

  it('compares opens with the close before only where a pause lies between', () => {
    const open = Array.from({ length: 60 }, (_, i) => 100 + ((i * 7) % 13) / 10);
    const series = sourcedSeries(ohlcSeries({ close: [...open.slice(1), 100.5], open }));
    expect(found(audited([series]).report, 'open-equals-previous-close')).toMatchObject({
      count: 59,
      shareByYear: { 2006: 1 },
    });
    const hours = steady('1h', MS_PER_HOUR, { start: '2024-07-01T00:00Z', length: 60, calendar: 'fx-week' });
    const { open: opens, high, low, close } = series;
    const adjacent = { ...hours, open: opens, high, low, close };
    expect(found(audited([adjacent]).report, 'open-equals-previous-close')).toBeUndefined();
    const paused = pick(
      adjacent,
      Array.from({ length: 60 }, (_, i) => i).filter((i) => i % 4 !== 3),
    );
    expect(found(audited([paused]).report, 'open-equals-previous-close')).toBeUndefined();
    const kept = { ...paused, open: paused.close.map((value, i) => (i === 0 ? value : at(paused.close, i - 1))) };
    expect(found(audited([kept]).report, 'open-equals-previous-close')).toMatchObject({ count: 14 });
  });

  it('S2-08: finds the Saturdays that a market without a pause does not have', () => {
    const week = steady('1h', MS_PER_HOUR, { start: '2024-01-01T00:00Z', length: 24 * 42 });
    expect(found(audited([week]).report, 'missing-weekday')).toBeUndefined();
    const without = pick(
      week,
      Array.from({ length: week.length }, (_, i) => i).filter((i) => Math.floor(i / 24) % 7 !== 5),
    );
    const { report } = audited([without]);
    expect(found(report, 'missing-weekday')).toMatchObject({ severity: 'warning', count: 6 });
    expect(found(report, 'missing-weekday')?.examples[0]?.detail).toBe(
      '6 of 6 Saturdays have no bar, though the calendar has no pause',
    );
    expect(found(report, 'missing-session')).toMatchObject({ count: 6 });
  });

  it('shows first bars that were like no later ones', () => {
    const series = sourcedSeries(walkSeries('listing', 100));
    const wide = changed(series, 'high', { 0: at(series.high, 0) * 1.5, 50: at(series.high, 50) * 1.5 });
    expect(found(audited([wide]).report, 'first-bars-extreme')).toMatchObject({ severity: 'info', count: 1 });
  });

  it('counts what is expected and what is there in stretches of time', () => {
    const series = sourcedSeries(walkSeries('stretches', 40));
    const edges = [0, 13, 26, 39].map((i) => at(series.eventTime, i));
    const { report } = audited(
      [
        pick(
          series,
          Array.from({ length: 40 }, (_, i) => i).filter((i) => i !== 5 && i !== 6 && i !== 30),
        ),
      ],
      {
        coverageEdges: edges,
      },
    );
    expect(report.coverage).toEqual({ expected: [13, 13, 13], present: [11, 13, 12], worst: [1, 0, 1] });
  });
});
