/** Files of other people's projects, read where they lie beside this one; nothing here depends on them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { calendarById } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { auditSeries } from '../lakehouse/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import { checkLayout } from './csv/check-layout.ts';
import { importCsv } from './csv/import-csv.ts';
import { BUILT_IN_LAYOUTS } from './csv/layouts.ts';

const data = path.resolve(fileURLToPath(new URL('../../../../', import.meta.url)), '../shared/data');
const isThere = existsSync(data);
if (!isThere) console.log(`skipped: no files in ${path.relative(process.cwd(), data)}`);

const kindsOf = (series: BarSeries) =>
  Object.fromEntries(
    auditSeries(series, calendarById(series.instrument.calendar)).findings.map(({ kind, count }) => [kind, count]),
  );

describe.skipIf(!isThere)('files as they are found', () => {
  it('X-07: hourly currency bars with GMT stamps of their opening', async () => {
    const layout = checkLayout(
      {
        columns: { time: 'Time', open: 'Open', high: 'High', low: 'Low', close: 'Close', volume: 'Volume' },
        time: { format: 'dd.mm.yyyy hh:mm:ss', zone: 'Etc/GMT' },
        barStamp: 'open',
        timeframe: '1h',
        adjustment: 'raw',
        instrument: {
          from: 'fixed',
          id: 'EURUSD',
          kind: 'currency-pair',
          currency: 'USD',
          baseCurrency: 'EUR',
          tickSize: '0.00001',
          calendar: 'continuous',
        },
      },
      'test',
    );
    const { series, rows } = await importCsv(
      [path.join(data, 'AminHP__gym-anytrading/gym_anytrading/datasets/data/FOREX_EURUSD_1H_ASK.csv')],
      layout,
    );
    const bars = series[0] as BarSeries;
    expect([rows, bars.length]).toEqual([6225, 6225]);
    expect([bars.openTime[0], bars.eventTime[0], bars.close[0]]).toEqual([
      Date.parse('2017-01-01T22:00Z'),
      Date.parse('2017-01-01T23:00Z'),
      1.05227,
    ]);
    const kinds = kindsOf(bars);
    expect(kinds['off-tick']).toBeUndefined();
    // The calendar of currencies does not exist yet: the weekends show as sessions without a bar.
    expect(kinds['missing-session']).toBeGreaterThan(45);
  });

  it('X-08: hundreds of shares with blank and impossible rows, refused by row or skipped and counted', async () => {
    const folder = temporaryFolder();
    execFileSync('tar', [
      'xzf',
      path.join(data, 'CNuge__kaggle-code/individual_stocks_5yr_dev_337.tar.gz'),
      '-C',
      folder,
    ]);
    const inside = path.join(folder, 'individual_stocks_5yr');
    const files = readdirSync(inside).map((name) => path.join(inside, name));
    const plain = BUILT_IN_LAYOUTS['ohlcv-daily'] as object;
    const shares = {
      ...plain,
      adjustment: 'split',
      columns: {
        time: 'date',
        open: 'open',
        high: 'high',
        low: 'low',
        close: 'close',
        volume: 'volume',
        instrument: 'Name',
      },
      instrument: { from: 'column', kind: 'equity', currency: 'USD', tickSize: '0.0001', calendar: 'us-equity' },
    };
    const strict = importCsv([path.join(inside, 'DHR_data.csv')], checkLayout(shares, 'test'));
    await expect(strict).rejects.toThrow(
      /nothing was imported, 3 problems:\n.*:436: open 78\.47 lies outside.*\n.*:599: open is ''\n.*:722: /,
    );
    const rows = { blank: 'skip', offSession: 'refuse', invalid: 'skip' };
    const { series, skipped, rows: read } = await importCsv(files, checkLayout({ ...shares, rows }, 'test'));
    expect(series).toHaveLength(337);
    expect(skipped).toEqual({ blank: 8, offSession: 0, invalid: 9 });
    expect(series.reduce((sum, one) => sum + one.length, 0)).toBe(read - 17);
  });
});
