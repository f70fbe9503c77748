import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../settings/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import {
  collectGarbage,
  diffDatasets,
  listDatasets,
  openLakehouse,
  publishDataset,
  readChunks,
  readSeries,
  readTable,
  readTableChunks,
  removeDatasetVersion,
  resolveDataset,
  verifyDataset,
} from './index.ts';
import type { DatasetManifest, Lakehouse, PublishRequest, SeriesEntry, TableEntry } from './index.ts';
import { manifestFile, objectFile } from './paths.ts';
import { chunkedSeries, hourSeries, pickedBars, testProvenance } from './testing/index.ts';

const opened: Lakehouse[] = [];

function openTestLake(): Lakehouse {
  const lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 2, memoryBytes: 256 * 2 ** 20 });
  opened.push(lake);
  return lake;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((lake) => lake.close()));
});

const hours = hourSeries(Date.UTC(2019, 9), 3_000, { ask: true });

function request(series: PublishRequest['series'], more: Partial<PublishRequest> = {}): PublishRequest {
  return { name: 'hours', series, provenance: testProvenance(hours), createdAt: 0, ...more };
}

async function firstOf(lake: Lakehouse, manifest: DatasetManifest, options: object = {}): Promise<BarSeries> {
  return (await readSeries(lake, manifest, { verify: true, ...options }))[0] as BarSeries;
}

/** A row that stands in no other part, with later versions of it. */
const versions = pickedBars(hours, [0, 1, 1, 1, 2], {
  availableAt: (value, index) => value + (index === 2 ? 7_200_000 : index === 3 ? 9_000_000 : 0),
  volume: (value, index) => value + index,
});

describe('parts', () => {
  it('S2-04: hold a year of hours each, the last moment of a year in the next', async () => {
    const lake = openTestLake();
    const { manifest } = await publishDataset(lake, request([hours]));
    const [entry] = manifest.series as [SeriesEntry];
    expect(entry.parts.map(({ partition, rows }) => [partition, rows])).toEqual([
      ['2019', 92 * 24 - 1],
      ['2020', 3_000 - 92 * 24 + 1],
    ]);
    expect(entry.parts[1]?.firstEventTime).toBe(Date.UTC(2020, 0));
    expect(entry).toMatchObject({ side: 'bid', hasAsk: true, rows: 3_000, versions: 3_000 });
  });

  it('give back both sides of the market, in whole and in chunks', async () => {
    const lake = openTestLake();
    const { manifest } = await publishDataset(lake, request([hours]));
    const read = await firstOf(lake, manifest);
    expect(read.ask).toEqual(hours.ask);
    expect(read).toMatchObject({ side: 'bid', close: hours.close });
    const times: number[] = [];
    for await (const chunk of readChunks(lake, manifest.series[0] as SeriesEntry)) {
      expect(chunk.ask?.close.length).toBe(chunk.length);
      times.push(...chunk.eventTime);
    }
    expect(times).toEqual([...hours.eventTime]);
  });

  it('X-17: depend on the bars only, not on the chunks in which they came', async () => {
    const versionsOf = await Promise.all(
      [1, 7, 2_048, 5_000].map(async (size) => {
        const { manifest } = await publishDataset(openTestLake(), request([chunkedSeries(hours, size)]));
        return manifest.version;
      }),
    );
    expect(new Set(versionsOf).size).toBe(1);
    const { manifest } = await publishDataset(openTestLake(), request([hours]));
    expect(manifest.version).toBe(versionsOf[0]);
  });

  it('X-01: hold the versions of a bar, of which a reader sees those that were known', async () => {
    const lake = openTestLake();
    const { manifest } = await publishDataset(lake, request([chunkedSeries(versions, 2)]));
    expect(manifest.series[0]).toMatchObject({ rows: 3, versions: 5 });
    const second = versions.availableAt[2] as number;
    const volumes = async (options: object): Promise<number[]> => [...(await firstOf(lake, manifest, options)).volume];
    const [a, b, c, d, e] = versions.volume as unknown as number[];
    expect(await volumes({})).toEqual([a, b, e]);
    expect(await volumes({ vintage: 'last' })).toEqual([a, d, e]);
    expect(await volumes({ vintage: 'last', asOf: second })).toEqual([a, c, e]);
    expect(await volumes({ vintage: 'last', asOf: second - 1, to: versions.eventTime[1] })).toEqual([a, b]);
    const all: number[] = [];
    for await (const chunk of readChunks(lake, manifest.series[0] as SeriesEntry, { vintage: 'all' }))
      all.push(...chunk.volume);
    expect(all).toEqual([a, b, c, d, e]);
    expect((await verifyDataset(lake, manifest)).problems).toEqual([]);
  });

  it('refuse bars that break their promises, on either side and across chunks', async () => {
    const lake = openTestLake();
    const swapped = pickedBars(hours, [0, 2, 1]);
    for (const size of [1, 3]) {
      await expect(publishDataset(lake, request([chunkedSeries(swapped, size)]))).rejects.toMatchObject({
        code: 'DATA_UNFIT',
        message: expect.stringContaining('disorder'),
      });
      await expect(
        publishDataset(lake, request([chunkedSeries(swapped, size)], { acceptUnfit: true })),
      ).rejects.toMatchObject({ code: 'DATA_INVALID' });
    }
    const twice = pickedBars(hours, [0, 1, 1], { volume: (value, index) => value + index });
    await expect(publishDataset(lake, request([chunkedSeries(twice, 1)], { acceptUnfit: true }))).rejects.toThrow(
      /stands twice without a later time of availability/,
    );
    const ask = { ...(hours.ask as NonNullable<BarSeries['ask']>), high: hours.high.map(() => 1) };
    await expect(publishDataset(lake, request([{ ...hours, ask }], { acceptUnfit: true }))).rejects.toMatchObject({
      code: 'DATA_INVALID',
    });
    expect(await listDatasets(lake)).toEqual([]);
    expect(await collectGarbage(lake)).toMatchObject({ removed: 0, kept: 0 });
  });
});

const source = (length: number): RecordTable['source'] => ({
  files: [sha256Hex('chain.csv')],
  file: new Int32Array(length),
  row: Int32Array.from({ length }, (_, index) => index + 1),
});

/** Two snapshots of four contracts, in two months, the second restated once. */
function chain(): RecordTable {
  const months = [Date.UTC(2020, 0, 31, 21), Date.UTC(2020, 1, 1, 21)];
  const rows = months.flatMap((eventTime) =>
    ['A', 'B'].flatMap((root) => ['call', 'put'].map((right) => ({ eventTime, root, right }))),
  );
  rows.push(rows.at(-1) as (typeof rows)[number]);
  const length = rows.length;
  const column = (of: (index: number) => number): Float64Array =>
    Float64Array.from({ length }, (_, index) => of(index));
  const names = ['bidSize', 'askSize', 'last', 'mid', 'volume', 'openInterest', 'impliedVolatility', 'delta', 'gamma'];
  const unknown = [...names, 'theta', 'vega', 'rho', 'underlyingPrice'].map(
    (name) => [name, column(() => NaN)] as const,
  );
  return {
    kind: 'chain',
    id: 'SPX',
    unit: 'USD',
    synthetic: false,
    length,
    eventTime: column((index) => rows[index]?.eventTime as number),
    availableAt: column((index) => (rows[index]?.eventTime as number) + (index === length - 1 ? 60_000 : 0)),
    numbers: {
      expiry: column(() => Date.UTC(2020, 2, 20)),
      strike: column(() => 3_000),
      bid: column((index) => index),
      ask: column((index) => index + 0.5),
      ...Object.fromEntries(unknown),
    },
    texts: {
      root: { words: ['A', 'B'], index: Int32Array.from(rows, ({ root }) => (root === 'A' ? 0 : 1)) },
      right: { words: ['call', 'put'], index: Int32Array.from(rows, ({ right }) => (right === 'call' ? 0 : 1)) },
    },
    source: source(length),
  };
}

describe('tables', () => {
  it('give back every record, and of versions the one that was known', async () => {
    const lake = openTestLake();
    const table = chain();
    const { manifest } = await publishDataset(lake, { ...request([]), tables: [table] });
    expect(manifest.tables[0]).toMatchObject({ kind: 'chain', id: 'SPX', unit: 'USD', rows: 8, versions: 9 });
    expect(manifest.tables[0]?.parts.map(({ partition }) => partition)).toEqual(['2020-01', '2020-02']);
    const all = await readTable(lake, manifest, 'chain', 'SPX', { vintage: 'all', verify: true });
    expect(all).toEqual(table);
    const last = await readTable(lake, manifest, 'chain', 'SPX', { vintage: 'last' });
    expect([last.length, last.numbers['bid']?.at(-1)]).toEqual([8, 8]);
    const asOf = Date.UTC(2020, 1, 1, 21);
    const known = await readTable(lake, manifest, 'chain', 'SPX', { vintage: 'last', asOf });
    expect([known.length, known.numbers['bid']?.at(-1)]).toEqual([8, 7]);
    expect((await readTable(lake, manifest, 'chain', 'SPX', { to: 0 })).length).toBe(0);
    expect((await verifyDataset(lake, manifest)).problems).toEqual([]);
    await expect(readTable(lake, manifest, 'chain', 'SPY')).rejects.toMatchObject({ hint: "Did you mean 'SPX'?" });
  });

  it('X-12: are read where objects were written before the kind had a column', async () => {
    const lake = openTestLake();
    const table = chain();
    const { manifest } = await publishDataset(lake, { ...request([]), tables: [table] });
    for (const { object } of manifest.tables[0]?.parts ?? []) {
      const file = objectFile(lake.paths, object);
      const old = path.join(temporaryFolder(), 'old.parquet');
      await lake.database.withConnection((connection) =>
        connection.run(`COPY (SELECT * EXCLUDE (implied_volatility, last) FROM read_parquet('${file}')) TO '${old}'`),
      );
      rmSync(file);
      copyFileSync(old, file);
    }
    const read = await readTable(lake, manifest, 'chain', 'SPX', { vintage: 'all' });
    expect(read).toEqual(table);
    const chunks: number[] = [];
    for await (const chunk of readTableChunks(lake, manifest.tables[0] as TableEntry))
      chunks.push(...(chunk.numbers['impliedVolatility'] ?? []));
    expect(chunks).toEqual(new Array(8).fill(NaN));
  });

  it('refuse records without what their kind requires, or out of order', async () => {
    const lake = openTestLake();
    const table = chain();
    const lacking = {
      ...table,
      numbers: { ...table.numbers, strike: table.numbers['strike']?.map(() => NaN) as Float64Array },
    };
    await expect(publishDataset(lake, request([], { tables: [lacking] }))).rejects.toThrow(
      /row 1 of its source .* has no strike/,
    );
    const disordered = { ...table, eventTime: table.eventTime.slice().reverse() };
    await expect(publishDataset(lake, request([], { tables: [disordered] }))).rejects.toMatchObject({
      code: 'DATA_UNFIT',
      message: expect.stringContaining('SPX chain: disorder'),
    });
    await expect(publishDataset(lake, request([], { tables: [disordered], acceptUnfit: true }))).rejects.toThrow(
      /comes before/,
    );
    await expect(publishDataset(lake, request([], { tables: [table, table] }))).rejects.toThrow(/given twice/);
  });

  it('are appended to as series are', async () => {
    const lake = openTestLake();
    const table = chain();
    await publishDataset(lake, request([], { tables: [table] }));
    const numbers = {
      ...table.numbers,
      bid: table.numbers['bid']?.map((bid, i) => (i === 0 ? 0.25 : bid)) as Float64Array,
    };
    const restated = { ...table, numbers, source: { ...source(table.length), files: [sha256Hex('later.csv')] } };
    const receivedAt = Date.UTC(2021, 0);
    const { manifest, news } = await publishDataset(
      lake,
      request([], { tables: [restated], append: true, receivedAt }),
    );
    expect(news).toEqual({ added: 0, late: 0, restated: 1, unchanged: 8 });
    const at = (asOf: number) => readTable(lake, manifest, 'chain', 'SPX', { vintage: 'last', asOf });
    expect((await at(receivedAt - 1)).numbers['bid']?.[0]).toBe(0);
    expect((await at(receivedAt)).numbers['bid']?.[0]).toBe(0.25);
  });
});

describe('a manifest that was edited', () => {
  const edits: readonly (readonly [string, (text: string) => string])[] = [
    ['tickSize', (text) => text.replace('"tickSize": "0.01"', '"tickSize": "0.1"')],
    ['timeframe', (text) => text.replace('"timeframe": "1h"', '"timeframe": "2h"')],
    ['synthetic', (text) => text.replace('"synthetic": false', '"synthetic": true')],
    ['rows', (text) => text.replace('"rows": 3000', '"rows": 2999')],
    ['source file', (text) => text.replaceAll(sha256Hex('test.csv'), sha256Hex('other.csv'))],
    ['fit', (text) => text.replace('"fit": true', '"fit": false')],
    ['version', (text) => text.replace(/"version": "[0-9a-f]{16}"/u, '"version": "0123456789abcdef"')],
    ['half of it', (text) => text.slice(0, text.length / 2)],
    ['a series', (text) => text.replace('"series": [', '"series": [ {}, ')],
  ];

  it.each(edits)('is refused where %s changed, and the others are listed', async (_, edit) => {
    const lake = openTestLake();
    const { manifest } = await publishDataset(lake, request([hours]));
    await publishDataset(lake, request([hourSeries(0, 10)], { name: 'others' }));
    const file = manifestFile(lake.paths, 'hours', manifest.version);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, edit(text));
    expect(edit(text)).not.toBe(text);
    await expect(resolveDataset(lake, 'hours')).rejects.toMatchObject({
      code: 'DATA_INVALID',
      hint: expect.any(String),
    });
    const listings = await listDatasets(lake);
    expect(listings.map(({ name, versions: good, damaged }) => [name, good.length, damaged.length])).toEqual([
      ['hours', 0, 1],
      ['others', 1, 0],
    ]);
    expect(listings[0]?.damaged[0]?.message).toContain(file);
    // Which objects it names cannot be told.
    await expect(collectGarbage(lake)).rejects.toThrow(/nothing was collected: hours@/);
    await publishDataset(lake, request([hours]));
    expect((await resolveDataset(lake, 'hours')).version).toBe(manifest.version);
    writeFileSync(file, edit(text));
    expect(await removeDatasetVersion(lake, `hours@${manifest.version}`)).toBe(`hours@${manifest.version}`);
    expect(await collectGarbage(lake)).toMatchObject({ removed: 2, kept: 1 });
  });

  it('is refused in memory too', async () => {
    const lake = openTestLake();
    const { manifest } = await publishDataset(lake, request([hours]));
    const series = manifest.series.map((entry) => ({ ...entry, instrument: { ...entry.instrument, tickSize: '1' } }));
    await expect(readSeries(lake, { ...manifest, series })).rejects.toMatchObject({ code: 'DATA_INVALID' });
    const chunks = readChunks(lake, series[0] as SeriesEntry);
    await expect(chunks.next()).rejects.toThrow(/was changed after it was published/);
  });
});

describe('diffDatasets', () => {
  it('S2-08: names series, parts and rows that are not the same', async () => {
    const lake = openTestLake();
    const before = await publishDataset(lake, request([hours, hourSeries(0, 10, { id: 'GONE' })]));
    const { receivedAt, append } = { receivedAt: Date.UTC(2031, 0), append: true };
    const changed = pickedBars({ ...hours, ask: undefined, side: 'mid' }, [0, 1, 3], {
      volume: (value, i) => (i === 1 ? 77 : value),
    });
    const after = await publishDataset(lake, request([changed, hourSeries(0, 5, { id: 'NEW' })], { name: 'later' }));
    const diff = await diffDatasets(lake, before.manifest, after.manifest);
    expect(
      diff.entries.map(({ id, change, added, removed, changed: rows }) => [id, change, added, removed, rows]),
    ).toEqual([
      ['GONE', 'removed', 0, 10, 0],
      ['HOUR', 'changed', 0, 2_997, 3],
      ['NEW', 'added', 5, 0, 0],
    ]);
    expect(diff.entries[1]?.head.map(({ field }) => field)).toEqual(['side', 'hasAsk']);
    const same = await diffDatasets(lake, before.manifest, before.manifest);
    expect(same).toMatchObject({ isSame: true, entries: [] });
    const restated = pickedBars(hours, [2_500], { volume: () => 5_000 });
    const ask = Object.fromEntries(
      Object.entries(hours.ask as NonNullable<BarSeries['ask']>).map(([name, column]) => [
        name,
        column.slice(2_500, 2_501),
      ]),
    ) as unknown as NonNullable<BarSeries['ask']>;
    const third = await publishDataset(lake, request([{ ...restated, ask }], { append, receivedAt }));
    const small = await diffDatasets(lake, before.manifest, third.manifest);
    expect(small.entries).toMatchObject([
      { id: 'HOUR', added: 1, removed: 0, changed: 0, parts: [{ partition: '2020' }] },
    ]);
    expect(small.entries[0]?.examples).toMatchObject([
      { before: null, after: { volume: 5_000, availableAt: receivedAt } },
    ]);
  });
});
