import path from 'node:path';
import { sliceSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../settings/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import { collectGarbage, openLakehouse, publishDataset, readSeries, resolveDataset, verifyDataset } from './index.ts';
import type { Lakehouse, PublishRequest } from './index.ts';
import { hourSeries, pickedBars, testProvenance } from './testing/index.ts';

const opened: Lakehouse[] = [];

function openTestLake(root: string = path.join(temporaryFolder(), 'lake')): Lakehouse {
  const lake = openLakehouse(root, { threads: 2, memoryBytes: 256 * 2 ** 20 });
  opened.push(lake);
  return lake;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((lake) => lake.close()));
});

const RECEIVED = Date.UTC(2030, 0);

function request(series: readonly BarSeries[], more: Partial<PublishRequest> = {}): PublishRequest {
  return { name: 'hours', series, provenance: testProvenance(series[0] as BarSeries), createdAt: RECEIVED, ...more };
}

/** Bars from October 2019 to February 2020: two parts. */
const base = hourSeries(Date.UTC(2019, 9), 3_500);
const known = sliceSeries(base, 0, 3_000);
const appended = { append: true, receivedAt: RECEIVED } as const;

/** The same bars as though read from another file. */
const elsewhere = (series: BarSeries): BarSeries => ({
  ...series,
  source: { ...series.source, files: [sha256Hex('other')] },
});

async function only(lake: Lakehouse, options: Parameters<typeof readSeries>[2] = {}): Promise<BarSeries> {
  const [series] = await readSeries(lake, await resolveDataset(lake, 'hours'), { verify: true, ...options });
  return series as BarSeries;
}

describe('publishDataset with append', () => {
  it('S2-04, S2-08: adds bars at the end, shares untouched parts and counts what is no news', async () => {
    const lake = openTestLake();
    const first = await publishDataset(lake, request([known]));
    const { manifest, news } = await publishDataset(
      lake,
      request([elsewhere(sliceSeries(base, 2_500, 3_500))], appended),
    );
    expect(news).toEqual({ added: 500, late: 0, restated: 0, unchanged: 500 });
    expect(manifest.series[0]).toMatchObject({ rows: 3_500, versions: 3_500 });
    const [before, after] = [first.manifest, manifest].map((one) => one.series[0]?.parts ?? []);
    expect(before?.map(({ partition }) => partition)).toEqual(['2019', '2020']);
    expect(after?.[0]).toEqual(before?.[0]);
    expect(after?.[1]?.object).not.toBe(before?.[1]?.object);
    const read = await only(lake);
    expect(read.close).toEqual(base.close);
    expect(read.availableAt).toEqual(base.availableAt);
    // The earlier version stays as it was.
    const [old] = await readSeries(lake, first.manifest, { verify: true });
    expect(old?.close).toEqual(known.close);
    expect((await verifyDataset(lake, manifest)).problems).toEqual([]);
  });

  it('gives the version that publishing the whole at once gives', async () => {
    const [lake, other] = [openTestLake(), openTestLake()];
    await publishDataset(lake, request([known]));
    const { manifest } = await publishDataset(lake, request([sliceSeries(base, 3_000, 3_500)], appended));
    const whole = await publishDataset(other, request([base]));
    expect(manifest.version).toBe(whole.manifest.version);
  });

  it('makes no version of rows that say what is known', async () => {
    const lake = openTestLake();
    const first = await publishDataset(lake, request([known]));
    const second = await publishDataset(lake, request([elsewhere(sliceSeries(base, 100, 200))], appended));
    expect(second).toMatchObject({ isNew: false, news: { added: 0, unchanged: 100 }, manifest: first.manifest });
  });

  it('X-01: a restated bar is invisible before it came in, and the first version stays what is read', async () => {
    const lake = openTestLake();
    await publishDataset(lake, request([known]));
    const restated = elsewhere(pickedBars(known, [5, 2_999], { volume: (value) => value + 100 }));
    const { news, manifest } = await publishDataset(lake, request([restated], appended));
    expect(news).toEqual({ added: 0, late: 0, restated: 2, unchanged: 0 });
    expect(manifest.series[0]).toMatchObject({ rows: 3_000, versions: 3_002 });
    const [first, last] = [await only(lake), await only(lake, { vintage: 'last' })];
    expect(first.volume).toEqual(known.volume);
    expect(last.volume[5]).toBe((known.volume[5] as number) + 100);
    expect(last.availableAt[5]).toBe(RECEIVED);
    expect(last.volume[6]).toBe(known.volume[6]);
    const before = await only(lake, { vintage: 'last', asOf: RECEIVED - 1 });
    expect(before.volume).toEqual(known.volume);
    expect(before.length).toBe(3_000);
    const after = await only(lake, { vintage: 'last', asOf: RECEIVED });
    expect(after.volume[2_999]).toBe((known.volume[2_999] as number) + 100);
    const past = await only(lake, { vintage: 'last', asOf: known.availableAt[1_000] as number });
    expect(past.eventTime).toEqual(known.eventTime.slice(0, 1_001));
  });

  it('X-01: a bar that fills a hole in the known history was not known before it came in', async () => {
    const lake = openTestLake();
    const holed = pickedBars(known, [...Array(10).keys(), ...Array.from({ length: 100 }, (_, index) => index + 11)]);
    await publishDataset(lake, request([holed]));
    const { news } = await publishDataset(lake, request([pickedBars(known, [10])], appended));
    expect(news).toEqual({ added: 1, late: 1, restated: 0, unchanged: 0 });
    expect((await only(lake)).length).toBe(111);
    expect((await only(lake, { asOf: RECEIVED - 1 })).eventTime).toEqual(holed.eventTime);
    const trusted = openTestLake();
    await publishDataset(trusted, request([holed]));
    await publishDataset(trusted, request([pickedBars(known, [10])], { append: true, receivedAt: 0 }));
    expect((await only(trusted, { asOf: RECEIVED - 1 })).eventTime).toEqual(known.eventTime.slice(0, 111));
  });

  it('takes a file that is appended again after a restatement for no news', async () => {
    const lake = openTestLake();
    await publishDataset(lake, request([known]));
    const restated = elsewhere(pickedBars(known, [7], { volume: () => 999 }));
    const first = await publishDataset(lake, request([restated], appended));
    for (const again of [restated, sliceSeries(known, 0, 20)]) {
      const { manifest, news } = await publishDataset(
        lake,
        request([again], { ...appended, receivedAt: RECEIVED + 5 }),
      );
      expect(news).toMatchObject({ added: 0, restated: 0 });
      expect(manifest.version).toBe(first.manifest.version);
    }
    const back = pickedBars(known, [7]);
    const other = { ...back, source: { ...back.source, files: [sha256Hex('third')] } };
    const { news } = await publishDataset(lake, request([other], { ...appended, receivedAt: RECEIVED + 9 }));
    expect(news).toMatchObject({ restated: 1 });
    expect((await only(lake, { vintage: 'last' })).volume[7]).toBe(known.volume[7]);
    expect((await only(lake, { vintage: 'last', asOf: RECEIVED + 8 })).volume[7]).toBe(999);
  });

  it('adds series and leaves those alone that it does not name', async () => {
    const lake = openTestLake();
    const first = await publishDataset(lake, request([known]));
    const other = hourSeries(Date.UTC(2020, 0), 50, { id: 'OTHER' });
    const { manifest, news } = await publishDataset(lake, request([other], appended));
    expect(news).toMatchObject({ added: 50, late: 0 });
    expect(manifest.series.map((entry) => entry.instrument.id)).toEqual(['HOUR', 'OTHER']);
    expect(manifest.series[0]).toEqual(first.manifest.series[0]);
  });

  it('X-08: refuses to append to nothing, and rows of another kind', async () => {
    const lake = openTestLake();
    await expect(publishDataset(lake, request([known], appended))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await publishDataset(lake, request([known]));
    const other = { ...base, instrument: { ...base.instrument, tickSize: '0.05' } };
    await expect(publishDataset(lake, request([other], appended))).rejects.toThrow(/tickSize.*0\.01.*0\.05/);
    const provenance = { ...testProvenance(base), kind: 'synthetic' } as const;
    await expect(publishDataset(lake, request([base], { ...appended, provenance }))).rejects.toThrow(/'import'/);
  });

  it('X-11: writers that append at the same time lose nothing', async () => {
    const root = path.join(temporaryFolder(), 'lake');
    const [one, two] = [openTestLake(root), openTestLake(root)];
    await publishDataset(one, request([known]));
    const pieces = Array.from({ length: 5 }, (_, index) => sliceSeries(base, 3_000 + index * 100, 3_100 + index * 100));
    const news = await Promise.all(
      pieces.map(async (piece, index) => {
        const { news: told } = await publishDataset(
          index % 2 === 0 ? one : two,
          request([piece], { append: true, receivedAt: 0 }),
        );
        return told?.added;
      }),
    );
    expect(news).toEqual([100, 100, 100, 100, 100]);
    const read = await only(one);
    expect(read.eventTime).toEqual(base.eventTime);
    expect(read.close).toEqual(base.close);
    const { removed } = await collectGarbage(two);
    expect(removed).toBe(0);
  });
});
