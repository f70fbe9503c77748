import path from 'node:path';
import { formatIsoTime, MS_PER_HOUR } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../settings/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { openLakehouse } from '../lakehouse.ts';
import type { Lakehouse } from '../lakehouse.ts';
import type { DatasetManifest } from '../manifest.ts';
import { publishDataset } from '../publish.ts';
import { readSeries } from '../read-series.ts';
import { findManifest } from '../resolve.ts';
import { hourSeries, pickedBars, testProvenance } from '../testing/index.ts';
import { verifyDataset } from '../verify.ts';
import { planRepairs, publishRepairs } from './repair-dataset.ts';
import type { SeriesRepair } from './plan-repair.ts';

const NOW = Date.UTC(2024, 0);
const HOURS = 1500;
const START = Date.UTC(2019, 0);

type Prices = 'open' | 'high' | 'low' | 'close';
const PRICES: readonly Prices[] = ['open', 'high', 'low', 'close'];

function without(series: BarSeries, lost: readonly number[]): BarSeries {
  const kept = Array.from({ length: series.length }, (_, i) => i).filter((i) => !lost.includes(i));
  const pick = (column: Float64Array): Float64Array => column.filter((_, i) => !lost.includes(i));
  const { ask } = series;
  const asks = ask && { open: pick(ask.open), high: pick(ask.high), low: pick(ask.low), close: pick(ask.close) };
  return { ...pickedBars(series, kept), ...(asks === undefined ? {} : { ask: asks }) };
}

/** The bars at some places times a factor. */
function scaled(series: BarSeries, factor: number, isScaled: (index: number) => boolean = () => true): BarSeries {
  const columns = PRICES.map((name) => [name, series[name].map((value, i) => (isScaled(i) ? value * factor : value))]);
  return { ...series, ...Object.fromEntries(columns) } as BarSeries;
}

/** The same market as another source saw it: other rows of another file, a cent off here and there, known a minute later. */
function secondSource(series: BarSeries): BarSeries {
  const close = series.close.map((value, i) => value + (i % 5 === 0 ? 0.01 : 0));
  return {
    ...series,
    close,
    high: series.high.map((value, i) => Math.max(value, close[i] as number)),
    availableAt: series.eventTime.map((time) => time + 60_000),
    source: {
      files: [sha256Hex('second.csv')],
      file: series.source.file,
      row: series.source.row.map((row) => row + 7000),
    },
  };
}

async function withLake(test: (lake: Lakehouse) => Promise<void>): Promise<void> {
  const lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 1 });
  try {
    await test(lake);
  } finally {
    await lake.close();
  }
}

async function published(lake: Lakehouse, name: string, series: BarSeries): Promise<DatasetManifest> {
  const provenance = testProvenance(series, name === 'base' ? 'test.csv' : 'second.csv');
  const request = { name, series: [series], provenance, createdAt: 0, acceptUnfit: true };
  return (await publishDataset(lake, request)).manifest;
}

/** Plans and publishes the repair of one series from another. */
async function repaired(lake: Lakehouse, here: BarSeries, there: BarSeries) {
  const request = { base: await published(lake, 'base', here), from: await published(lake, 'second', there) };
  const repairs = await planRepairs(lake, request);
  const [repair] = repairs as readonly [SeriesRepair];
  const result = await publishRepairs(lake, request, { repairs, now: NOW });
  return { ...request, repair, result };
}

const whole = hourSeries(START, HOURS);

describe('planRepairs and publishRepairs', () => {
  it('S2-08: fills missing bars with those of the second source, its rows and its release times', () =>
    withLake(async (lake) => {
      const lost = [200, 201, 202, 900];
      const { base, repair, result } = await repaired(lake, without(whole, lost), secondSource(whole));
      expect(repair).toMatchObject({ reasons: [], agreement: { commonBars: HOURS - 4, shift: 0 } });
      expect(repair.report).toMatchObject({ missingBars: 0, rows: HOURS });
      expect(result?.news).toMatchObject({ added: 4, late: 4, restated: 0, unchanged: 0 });
      const manifest = result?.manifest as DatasetManifest;
      expect(manifest.version).not.toBe(base.version);
      expect((await verifyDataset(lake, manifest)).problems).toEqual([]);
      const [series] = await readSeries(lake, manifest);
      expect(series?.length).toBe(HOURS);
      for (const index of lost) {
        expect(series?.close[index]).toBe(secondSource(whole).close[index]);
        expect(series?.availableAt[index]).toBe((whole.eventTime[index] as number) + 60_000);
        expect(series?.source.row[index]).toBe(7001 + index);
        expect(series?.source.files[series.source.file[index] as number]).toBe(sha256Hex('second.csv'));
      }
      expect(series?.close[100]).toBe(whole.close[100]);
      expect(series?.source.row[100]).toBe(101);
      expect(manifest.provenance.sources.map(({ name }) => name)).toEqual(['test.csv', 'second.csv']);
      expect(manifest.provenance.notes.at(-1)).toMatch(
        /^Repaired on 2024-01-01 from second@[0-9a-f]{16}: HOUR 1h, 4 missing bars filled; on 1496 common bars the closes differ by 0\.00 bp at the median\.$/u,
      );
    }));

  it('S2-08: replaces bars that jumped away while the second source did not, and keeps them in the version before', () =>
    withLake(async (lake) => {
      const isFaulty = (index: number): boolean => (index >= 300 && index < 304) || index === 700;
      const faulty = scaled(whole, 100, isFaulty);
      const { base, repair, result } = await repaired(lake, without(faulty, [500]), secondSource(whole));
      expect(base.fit).toBe(false);
      expect(repair.replaced).toHaveLength(5);
      expect(repair.filled).toHaveLength(1);
      const manifest = result?.manifest as DatasetManifest;
      expect(manifest.fit).toBe(true);
      expect(manifest.series[0]?.versions).toBe(HOURS);
      const [series] = await readSeries(lake, manifest);
      expect(series?.close[302]).toBe(secondSource(whole).close[302]);
      expect(series?.source.row[302]).toBe(7303);
      expect(series?.close[304]).toBe(whole.close[304]);
      const [before] = await readSeries(lake, base);
      expect(before?.close[302]).toBe((whole.close[302] as number) * 100);
    }));

  it('S2-08: takes nothing from months in which the second source is an hour off', () =>
    withLake(async (lake) => {
      const isOff = (index: number): boolean => new Date(whole.eventTime[index] as number).getUTCMonth() === 1;
      const there = secondSource(whole);
      const late = (column: Float64Array): Float64Array =>
        column.map((value, i) => (isOff(i) ? (column[i - 3] as number) : value));
      const shifted = {
        ...there,
        open: late(there.open),
        high: late(there.high),
        low: late(there.low),
        close: late(there.close),
      };
      const february = whole.eventTime.findIndex((_, i) => isOff(i));
      const { repair } = await repaired(lake, without(whole, [200, february + 300, HOURS - 20]), shifted);
      expect(repair.reasons).toEqual([]);
      const apart = repair.agreement?.windows.filter(({ reasons }) => reasons.length > 0);
      expect(apart?.map(({ name }) => name)).toEqual(['2019-02']);
      expect(repair.filled.map(({ series }) => series.eventTime[0])).toEqual([
        whole.eventTime[200],
        whole.eventTime[HOURS - 20],
      ]);
    }));

  it('S2-08: never invents a price: what neither source has stays missing, and what neither explains is named', () =>
    withLake(async (lake) => {
      const there = scaled(secondSource(without(whole, [200, 201])), 1.5, (index) => index === 800);
      const { repair } = await repaired(lake, without(whole, [200, 900]), there);
      expect(repair.filled.map(({ series }) => series.eventTime[0])).toEqual([whole.eventTime[900]]);
      expect(repair.report).toMatchObject({ missingBars: 1 });
      // There the second source jumped away: that proves nothing against the first one.
      expect(repair.undecided).toMatchObject({ count: 1 });
      expect(repair.undecided.examples[0]).toContain(formatIsoTime(whole.eventTime[802] as number));
      expect(repair.replaced).toEqual([]);
      // Both jumped away, though not as far: neither proves the other wrong.
      const both = [whole, secondSource(whole)].map((one, place) =>
        scaled(one, place === 0 ? 2 : 1.6, (index) => index === 800),
      );
      const jumped = await repaired(lake, both[0] as BarSeries, both[1] as BarSeries);
      expect(jumped.repair).toMatchObject({ replaced: [], undecided: { count: 1 } });
    }));

  it('S2-08: fills neither before the first nor after the last bar, nor off the sessions, nor over a bar that is there', () =>
    withLake(async (lake) => {
      const inside = pickedBars(
        whole,
        Array.from({ length: HOURS - 200 }, (_, i) => i + 100),
      );
      const { repair } = await repaired(lake, inside, secondSource(whole));
      expect(repair.filled).toEqual([]);
      const shifted = (column: Float64Array): Float64Array => column.map((time) => time + MS_PER_HOUR / 2);
      const half = secondSource(whole);
      const both = {
        ...half,
        openTime: half.openTime.map((time, i) => (i < 700 ? time : time + MS_PER_HOUR / 2)),
        eventTime: half.eventTime.map((time, i) => (i < 700 ? time : time + MS_PER_HOUR / 2)),
        availableAt: shifted(half.availableAt),
      };
      const over = await repaired(lake, without(whole, [900]), both);
      expect(over.repair.filled).toEqual([]);
      const week = { ...whole.instrument, calendar: 'fx-week' as const };
      const friday = Array.from({ length: HOURS }, (_, i) => i).filter(
        (i) => new Date(whole.openTime[i] as number).getUTCDay() !== 6,
      );
      const fx = await repaired(
        lake,
        { ...pickedBars(whole, friday), instrument: week },
        { ...secondSource(whole), instrument: week },
      );
      expect(fx.repair.filled).toEqual([]);
    }));

  it.each<readonly [string, RegExp, (series: BarSeries) => BarSeries]>([
    [
      'prices on another scale',
      /different scales: the other has 100\.0 times the price/u,
      (series) => scaled(series, 100),
    ],
    ['prices apart', /apart by .* at the median/u, (series) => scaled(series, 1.004)],
    [
      'closes that differ',
      /usually differ by/u,
      (series) =>
        scaled(
          scaled(series, 1.004, (i) => i % 3 === 0),
          0.996,
          (i) => i % 3 === 1,
        ),
    ],
    ['another side', /side is 'mid' here and 'bid' there/u, (series) => ({ ...series, side: 'bid' })],
    [
      'another adjustment',
      /adjustment is 'raw' here and 'split' there/u,
      (series) => ({ ...series, adjustment: 'split' }),
    ],
    [
      'another currency',
      /in USD here and in EUR there/u,
      (series) => ({ ...series, instrument: { ...series.instrument, currency: 'EUR' } }),
    ],
    ['made prices', /synthetic/u, (series) => ({ ...series, synthetic: true })],
    [
      'few bars in common',
      /have 49 bars in common, 50 are needed/u,
      (series) =>
        pickedBars(
          series,
          Array.from({ length: 49 }, (_, i) => i),
        ),
    ],
  ])('S2-08: refuses %s', (_, message, change) =>
    withLake(async (lake) => {
      await expect(repaired(lake, without(whole, [900]), change(secondSource(whole)))).rejects.toMatchObject({
        code: 'DATA_UNFIT',
        message: expect.stringMatching(message),
      });
      expect((await findManifest(lake, 'base'))?.series[0]?.rows).toBe(HOURS - 1);
    }),
  );

  it('S2-08: compares the spreads where both sides are known', () =>
    withLake(async (lake) => {
      const both = hourSeries(START, HOURS, { ask: true });
      const fourfold = (column: Float64Array): Float64Array => column.map((value) => value + 1.5);
      const ask = both.ask as NonNullable<BarSeries['ask']>;
      const wide = {
        ...secondSource(both),
        ask: { open: fourfold(ask.open), high: fourfold(ask.high), low: fourfold(ask.low), close: fourfold(ask.close) },
      };
      await expect(repaired(lake, without(both, [900]), wide)).rejects.toThrow(/spreads are .* and/u);
      const { repair, result } = await repaired(lake, without(both, [900]), secondSource(both));
      expect(repair.filled).toHaveLength(1);
      const [series] = await readSeries(lake, result?.manifest as DatasetManifest);
      expect(series?.ask?.close[900]).toBe(ask.close[900]);
    }));

  it('X-08: publishes nothing where nothing is to be repaired, and says what the two do not share', () =>
    withLake(async (lake) => {
      const { base, from, result } = await repaired(lake, whole, secondSource(whole));
      expect(result).toBeUndefined();
      await expect(planRepairs(lake, { base, from: base })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      await expect(planRepairs(lake, { base, from, instruments: ['NONE'] })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      const other = await published(lake, 'third', hourSeries(START, 100, { id: 'OTHER' }));
      await expect(planRepairs(lake, { base, from: other })).rejects.toThrow(/series of base@.* in dataset/u);
    }));
});
