/**
 * Files of other people's projects: every oddity of bars that is known of them must be found, as often as a count over the
 * bytes says.
 */
import path from 'node:path';
import { calendarById } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { ohlcSeries } from '../../../quant/src/market/testing/index.ts';
import { auditAcross } from '../../src/lakehouse/audit/audit-across.ts';
import { runCli } from '../../src/cli/testing/index.ts';
import { auditSeries, headOfSeries } from '../../src/lakehouse/index.ts';
import type { AuditedExtent } from '../../src/lakehouse/index.ts';
import { sourcedSeries } from '../../src/lakehouse/testing/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import {
  allRows,
  audited,
  countOf,
  data,
  filesOf,
  found,
  imported,
  isThere,
  membersOf,
  rowsOf,
  weekday,
} from './shared-audit-files.ts';

describe.skipIf(!isThere)('quirks of files as they are found', () => {
  it('S2-08: eem.zip has bars of another company before its listing', async () => {
    const { series } = await imported('lean-equity-daily', ['QuantConnect__Lean/Data/equity/usa/daily/eem.zip']);
    const [listing = ''] =
      rowsOf(path.join(data, 'QuantConnect__Lean/Data/equity/usa/map_files/eem.csv'), { skip: 0 })[0] ?? [];
    const listedAt = calendarById('us-equity').sessionOn(
      `${listing.slice(0, 4)}-${listing.slice(4, 6)}-${listing.slice(6)}`,
    )?.open;
    const [eem] = series as readonly [BarSeries];
    const report = audited({ ...eem, instrument: { ...eem.instrument, listedAt } as BarSeries['instrument'] });
    const days = allRows('QuantConnect__Lean/Data/equity/usa/daily/eem.zip', { skip: 0 }).map(([time = '']) =>
      time.slice(0, 8),
    );
    expect(found(report, 'before-listing')).toMatchObject({
      severity: 'error',
      count: days.filter((day) => day < listing).length,
      examples: [{ sourceRow: 1 }, {}, {}, {}, {}],
    });
  });

  it('X-08: eem.zip is judged by the listing in its map file, once the dataset holds that, too', async () => {
    const cwd = temporaryFolder();
    const equity = path.join(data, 'QuantConnect__Lean/Data/equity/usa');
    const bring = ['data', 'import', '--name', 'eem', '--accept-unfit'];
    await runCli([...bring, path.join(equity, 'daily/eem.zip'), '--layout', 'lean-equity-daily'], { cwd });
    const listing = async (): Promise<unknown> => {
      const { reports } = (await runCli(['data', 'audit', 'eem', '--json'], { cwd })).json();
      return (reports as readonly AuditedExtent[]).map((report) => countOf(report, 'before-listing'));
    };
    expect(await listing()).toEqual([0]);
    const map = [path.join(equity, 'map_files/eem.csv'), '--layout', 'lean-map-files', '--append'];
    expect(await runCli([...bring, ...map], { cwd })).toMatchObject({ code: 0 });
    const days = allRows('QuantConnect__Lean/Data/equity/usa/daily/eem.zip', { skip: 0 });
    expect(await listing()).toEqual([days.filter(([time = '']) => time.slice(0, 8) < '20030411').length]);
  });

  it('S2-04: raw Lean prices are toxic where they split by more than six, unless the splits are known', async () => {
    const { series } = await imported('lean-equity-daily', ['QuantConnect__Lean/Data/equity/usa/daily/aapl.zip']);
    const { tables } = await imported('lean-factor-files', [
      'QuantConnect__Lean/Data/equity/usa/factor_files/aapl.csv',
    ]);
    const [aapl] = series as readonly [BarSeries];
    const [actions] = tables as readonly [RecordTable];
    const closes = allRows('QuantConnect__Lean/Data/equity/usa/daily/aapl.zip', { skip: 0 }).map((row) =>
      Number(row[4]),
    );
    const jumps = closes.filter(
      (close, i) => i > 0 && Math.abs(Math.log(close / (closes[i - 1] as number))) > Math.log(6),
    );
    expect(countOf(audited(aapl), 'toxic-return')).toBe(jumps.length);
    expect(jumps).toHaveLength(1);
    const type = actions.texts['type'];
    const splits = Array.from({ length: actions.length }, (_, i) => i)
      .filter((i) => type?.words[type.index[i] as number] === 'split')
      .map((i) => ({ eventTime: actions.eventTime[i] as number, ratio: actions.numbers['value']?.[i] as number }));
    const adjusted = auditSeries(aapl, calendarById('us-equity'), { splits });
    expect(adjusted.findings.filter(({ kind }) => kind === 'toxic-return' || kind === 'split-like-jump')).toEqual([]);
  });

  it('X-03: ejtrader prices at face value are in no unit, and yen in that of other pairs neither', async () => {
    const asIs = () => ({ priceScale: 1, snapToTick: false });
    const whole = await imported('ejtrader-h4', ['ejtraderLabs__historical-data/EURUSD/*.gz'], asIs);
    const rows = allRows('ejtraderLabs__historical-data/EURUSD/*.gz').filter((row) => row.length > 3);
    expect(found(audited(whole.series[0]), 'unit-suspicion')).toMatchObject({
      severity: 'warning',
      count: rows.length,
    });
    const wrong = () => ({ priceScale: 100_000, snapToTick: false });
    const yen = await imported('ejtrader-h1-jpy', ['ejtraderLabs__historical-data/USDJPY/*.gz'], wrong);
    expect(countOf(audited(yen.series[0]), 'unit-suspicion')).toBe(
      allRows('ejtraderLabs__historical-data/USDJPY/*.gz').length,
    );
    const right = await imported('ejtrader-h1-jpy', ['ejtraderLabs__historical-data/USDJPY/*.gz']);
    expect(countOf(audited(right.series[0]), 'unit-suspicion')).toBe(0);
    // Their tick is told from their scale: at the tick of dollars, yen would not be where they are.
    const [jpy] = right.series as readonly [BarSeries];
    const coarse = audited({ ...jpy, instrument: { ...jpy.instrument, tickSize: '0.5' } });
    const moved = (price: number): boolean => Math.abs((Math.round(price / 0.5) * 0.5) / price - 1) > 1e-4;
    const columns = [jpy.open, jpy.high, jpy.low, jpy.close];
    const count = Array.from({ length: jpy.length }, (_, i) => i).filter((i) =>
      columns.some((one) => moved(one[i] as number)),
    ).length;
    expect(found(coarse, 'tick-suspicion')).toMatchObject({ severity: 'error', count });
  });

  it('S2-08: TheSnowGuru currencies have short Sunday bars', async () => {
    const { series } = await imported('snowguru-fx-daily', ['TheSnowGuru__Tick-Bar-Data/forex/*/*.csv']);
    expect(series).toHaveLength(4);
    for (const one of series) {
      const rows = allRows(`TheSnowGuru__Tick-Bar-Data/forex/*/${one.instrument.id}_D1.csv`, { separator: '\t' });
      expect(found(audited(one), 'sunday-stub')).toMatchObject({
        severity: 'warning',
        count: rows.filter(([time = '']) => weekday(time) === 0).length,
      });
    }
  });

  it('S2-08: BTCUSD of a CFD feed has no Saturdays, USDT pairs have', async () => {
    for (const [name, file] of [
      ['snowguru-cfd-daily', 'TheSnowGuru__Tick-Bar-Data/crypto/btcusd/BTCUSD_D1.csv'],
      ['snowguru-h1', 'TheSnowGuru__Tick-Bar-Data/crypto/btcusd/BTCUSD_H1.csv.gz'],
    ] as const) {
      const { series } = await imported(name, [file]);
      const dates = [...new Set(allRows(file, { separator: '\t' }).map(([time = '']) => time.slice(0, 10)))];
      let saturdays = 0;
      for (let day = Date.parse(dates[0] as string); day <= Date.parse(dates.at(-1) as string); day += 86_400_000)
        if (new Date(day).getUTCDay() === 6) saturdays++;
      const seen = dates.filter((date) => weekday(date) === 6).length;
      expect(found(audited(series[0], 'continuous'), 'missing-weekday')).toMatchObject({
        severity: 'warning',
        count: saturdays - seen,
      });
    }
    const { series } = await imported('snowguru-crypto-daily', ['TheSnowGuru__Tick-Bar-Data/crypto/*/*USDT_D1.csv']);
    for (const one of series) expect(found(audited(one), 'missing-weekday')).toBeUndefined();
    expect(series).toHaveLength(5);
  });

  it('first bars of a listing have extreme ranges', async () => {
    const { series } = await imported('snowguru-crypto-h1', ['TheSnowGuru__Tick-Bar-Data/crypto/etcusdt/*_H1.csv.gz']);
    const rows = allRows('TheSnowGuru__Tick-Bar-Data/crypto/etcusdt/*_H1.csv.gz', { separator: '\t' });
    const ranges = rows.slice(0, 250).map(([, , high, low]) => Math.log(Number(high) / Number(low)));
    const sorted = ranges.toSorted((a, b) => a - b);
    const usual = ((sorted[124] as number) + (sorted[125] as number)) / 2;
    const count = ranges.slice(0, 10).filter((range) => range > 5 * usual).length;
    expect(count).toBeGreaterThan(0);
    expect(countOf(audited(series[0]), 'first-bars-extreme')).toBe(count);
  });

  it('S2-08: FXCM minutes cross on 1.6 % of closes and have some thousand small gaps', async () => {
    const { series } = await imported('fxcm-minute', ['nautechsystems__nautilus_trader/fxcm-*.gz']);
    const report = audited(series[0]);
    const bids = allRows('nautechsystems__nautilus_trader/fxcm-*bid*.gz');
    const asks = allRows('nautechsystems__nautilus_trader/fxcm-*ask*.gz');
    expect(bids.map(([time]) => time)).toEqual(asks.map(([time]) => time));
    const crossesAt =
      (column: number) =>
      (row: readonly string[], i: number): boolean =>
        Number(asks[i]?.[column]) < Number(row[column]);
    const [atOpen, atClose] = [crossesAt(1), crossesAt(4)];
    const crossed = bids.filter((row, i) => atOpen(row, i) || atClose(row, i)).length;
    expect(found(report, 'crossed-quote')).toMatchObject({ severity: 'warning', count: crossed });
    expect(bids.filter(atClose).length / bids.length).toBeCloseTo(0.016, 3);

    // A plain count of lost minutes, without weekends and the days around the two holidays.
    const times = bids.map(([time = '']) => Date.parse(time) / 60_000);
    const rest = [
      [Date.UTC(2012, 0, 1, 22), Date.UTC(2012, 0, 2, 22)],
      [Date.UTC(2012, 11, 24, 17), Date.UTC(2012, 11, 25, 22)],
    ] as const;
    let [lost, gaps] = [0, 0];
    for (let i = 1; i < times.length; i++) {
      const [before, now] = [times[i - 1] as number, times[i] as number];
      const inWeek = Array.from({ length: now - before - 1 }, (_, k) => (before + k + 1) * 60_000).filter((minute) => {
        const newYork = new Date(minute - (isSummer(minute) ? 4 : 5) * 3_600_000);
        const [day, hour] = [newYork.getUTCDay(), newYork.getUTCHours()];
        const isClosed = day === 6 || (day === 5 && hour >= 17) || (day === 0 && hour < 17);
        return !isClosed && !rest.some(([from, to]) => minute >= from && minute < to);
      });
      lost += inWeek.length;
      if (inWeek.length > 0) gaps++;
    }
    expect(report.missingBars).toBe(lost);
    expect(gaps).toBeGreaterThan(1500);
    expect(gaps).toBeLessThan(2500);
  });

  it('S2-08: CNuge has bars whose high and low do not enclose them', () => {
    const [archive = ''] = filesOf('CNuge__kaggle-code/*.tar.gz');
    let [counted, byAudit, blank] = [0, 0, 0];
    for (const { text } of membersOf(archive)) {
      const rows = text
        .trim()
        .split(/\r?\n/u)
        .slice(1)
        .map((line) => line.split(','));
      blank += rows.filter((row) => row.slice(1, 5).includes('')).length;
      const known = rows.filter((row) => !row.slice(1, 5).includes(''));
      const [open, high, low, close] = [1, 2, 3, 4].map((i) => known.map((row) => Number(row[i]))) as [
        number[],
        number[],
        number[],
        number[],
      ];
      const isBad = (_: unknown, i: number): boolean => {
        const [o, h, l, c] = [open, high, low, close].map((column) => column[i]) as [number, number, number, number];
        return h < Math.max(o, c, l) || l > Math.min(o, c, h);
      };
      counted += known.filter(isBad).length;
      const series = sourcedSeries(ohlcSeries({ open, high, low, close }, { firstDate: '2013-02-08' }));
      byAudit += countOf(audited(series), 'bad-ohlc');
    }
    expect(byAudit).toBe(counted);
    expect([counted, blank]).toEqual([9, 8]);
  });

  it('ruling 6: CNuge shows no instrument that ended, and how many start later', async () => {
    const { series } = await imported('cnuge-5yr', ['CNuge__kaggle-code/*.tar.gz']);
    const reports = series.map((one) => ({ head: headOfSeries(one), report: audited(one) }));
    const firsts = [...membersOf(filesOf('CNuge__kaggle-code/*.tar.gz')[0] as string)].map(({ text }) =>
      text.split(/\r?\n/u)[1]?.slice(0, 10),
    );
    const later = firsts.filter((date) => date !== '2013-02-08').length;
    const [hint] = auditAcross(reports, []);
    expect(hint).toMatchObject({ kind: 'survivorship-hint', severity: 'warning', count: 337 });
    expect(hint?.examples[0]?.detail).toContain(`none ends before, ${later} start after 2013-02-08`);
  }, 60_000);
});

/** Daylight saving of New York in 2012. */
function isSummer(time: number): boolean {
  return time >= Date.UTC(2012, 2, 11, 7) && time < Date.UTC(2012, 10, 4, 6);
}
