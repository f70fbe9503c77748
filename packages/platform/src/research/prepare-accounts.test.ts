import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLakehouse, publishDataset } from '../lakehouse/index.ts';
import { hourSeries, pickedBars, testProvenance } from '../lakehouse/testing/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import { prepareAccount } from './prepare-accounts.ts';

describe('prepareAccount', () => {
  it.each(['2019-12-31', null])(
    'X-01: reads each bar as it was first published, not restated or late (to %s)',
    async (to) => {
      const lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 1 });
      try {
        const bars = hourSeries(Date.UTC(2019, 0), 3_000);
        const rows = Array.from({ length: 2_000 }, (_, index) => index).filter((index) => index !== 700);
        const request = { name: 'hours', provenance: testProvenance(bars), createdAt: 0 };
        await publishDataset(lake, { ...request, series: [pickedBars(bars, rows)] });
        const news = pickedBars(bars, [500, 700], { volume: () => 12_345 });
        const later = { ...news, source: { ...news.source, files: ['b'.repeat(64)] } };
        const receivedAt = Date.UTC(2020, 0);
        const { manifest } = await publishDataset(lake, { ...request, series: [later], append: true, receivedAt });
        const { series } = await prepareAccount(
          {
            ...{ id: 'a.HOUR', pack: 'a', manifest, instruments: ['HOUR'], timeframe: '1h' },
            ...{
              dates: { from: null, to },
              asked: { from: null, to: null },
              coverage: { atEnds: 5, inside: 0.1 },
              fixedDates: false,
              mode: 'single',
              periodsPerYear: 8_760,
              acceptUnfit: false,
            },
            walkForward: { scheme: 'rolling', trainSize: 500, testSize: 250, purgeSize: 0, boundary: 'flatten' },
            sizing: { kind: 'target-weight', weight: 1 },
            beside: { actions: 'auto', rates: [], outside: [], quotes: [], gates: [] },
          },
          lake,
        );
        expect(series[0]?.length).toBe(1_999);
        expect(series[0]?.volume.includes(12_345)).toBe(false);
      } finally {
        await lake.close();
      }
    },
  );

  it('S2-09: refuses an account with a toxic instrument, and reads nothing of it for the others', async () => {
    const lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 1 });
    try {
      const good = hourSeries(Date.UTC(2019, 0), 2_000);
      const jump = (column: Float64Array): Float64Array => column.map((value, i) => (i < 700 ? value : value * 8));
      const { open, high, low, close } = good;
      const toxic = { ...good, open: jump(open), high: jump(high), low: jump(low), close: jump(close) };
      const series = [good, { ...toxic, instrument: { ...good.instrument, id: 'TOXIC' } }];
      const request = { name: 'hours', provenance: testProvenance(good), createdAt: 0 };
      const { manifest } = await publishDataset(lake, { ...request, series, acceptUnfit: true });
      const account = (id: string, acceptUnfit = false) =>
        prepareAccount(
          {
            ...{ id: `a.${id}`, pack: 'a', manifest, instruments: [id], timeframe: '1h' },
            ...{
              dates: { from: null, to: null },
              asked: { from: null, to: null },
              coverage: { atEnds: 5, inside: 0.1 },
              fixedDates: false,
              mode: 'single',
              periodsPerYear: 8_760,
              acceptUnfit,
            },
            walkForward: { scheme: 'rolling', trainSize: 500, testSize: 250, purgeSize: 0, boundary: 'flatten' },
            sizing: { kind: 'target-weight', weight: 1 },
            beside: { actions: 'auto', rates: [], outside: [], quotes: [], gates: [] },
          },
          lake,
        );
      await expect(account('TOXIC')).rejects.toMatchObject({
        code: 'DATA_UNFIT',
        message: expect.stringContaining('TOXIC 1h: toxic-return (1 of 2000 bars)'),
      });
      const usable = await account('HOUR');
      expect(usable.entries.map(({ instrument }) => instrument.id)).toEqual(['HOUR']);
      expect((await account('TOXIC', true)).series[0]?.length).toBe(2_000);
    } finally {
      await lake.close();
    }
  });
});
