import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { walkSeries } from '../../../quant/src/market/testing/index.ts';
import type { BarSeries } from '@assay/quant/market';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeChild, temporaryFolder } from '../settings/testing/index.ts';
import { BAR_COLUMNS } from './columns.ts';
import {
  collectGarbage,
  listDatasets,
  manifestObjects,
  objectPath,
  openLakehouse,
  publishDataset,
  readSeries,
  resolveDataset,
  verifyDataset,
} from './index.ts';
import type { DatasetManifest, Lakehouse } from './index.ts';
import { sourcedSeries, testProvenance } from './testing/index.ts';

const opened: Lakehouse[] = [];

function openTestLake(root: string = path.join(temporaryFolder(), 'lake'), readOnly = false): Lakehouse {
  const lake = openLakehouse(root, { threads: 2, memoryBytes: 256 * 2 ** 20, readOnly });
  opened.push(lake);
  return lake;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((lake) => lake.close()));
});

function requestFor(series: readonly BarSeries[], name = 'prices') {
  return { name, series, provenance: testProvenance(series[0] as BarSeries), createdAt: Date.UTC(2024, 0, 2) };
}

const firstObject = (manifest: DatasetManifest): string => manifest.series[0]?.parts[0]?.object as string;

const walk = (seed: string, length = 300, id = 'AAA'): BarSeries =>
  sourcedSeries(walkSeries(seed, length, { instrument: { id } }));

/** The same series with one value of one column changed. */
function withValue(series: BarSeries, column: (typeof BAR_COLUMNS)[number], index: number, value: number): BarSeries {
  const changed = series[column].slice();
  changed[index] = value;
  return { ...series, [column]: changed };
}

function expectSameBits(actual: BarSeries, expected: BarSeries): void {
  for (const name of BAR_COLUMNS) {
    expect(new BigInt64Array(actual[name].slice().buffer)).toEqual(new BigInt64Array(expected[name].slice().buffer));
  }
  expect(actual.source.file).toEqual(expected.source.file);
  expect(actual.source.row).toEqual(expected.source.row);
  const { instrument, timeframe, shape, adjustment, synthetic, length } = expected;
  expect(actual).toMatchObject({ instrument, timeframe, shape, adjustment, synthetic, length });
  expect(actual.source.files).toEqual(expected.source.files);
}

describe('publishDataset and readSeries', () => {
  it('give back every bit of a series, unknown volume and row identity included', async () => {
    const lake = openTestLake();
    const series = withValue(walk('bits', 5000), 'volume', 7, NaN);
    const { manifest, isNew } = await publishDataset(lake, requestFor([series]));
    expect(isNew).toBe(true);
    const [read] = await readSeries(lake, manifest, { verify: true });
    expectSameBits(read as BarSeries, series);
    expect(manifest.series[0]).toMatchObject({
      rows: 5000,
      firstEventTime: series.eventTime[0],
    });
    expect(manifest.series[0]?.parts.map((part) => part.sourceFiles)).toEqual(
      manifest.series[0]?.parts.map(() => series.source.files),
    );
  });

  it('know one nought only', async () => {
    const lake = openTestLake();
    const nought = (value: number): BarSeries => {
      const volume = walk('nought').volume.map((known, index) => (index % 3 === 0 ? value : known));
      return { ...walk('nought'), volume };
    };
    const { manifest } = await publishDataset(lake, requestFor([nought(-0)]));
    const [read] = await readSeries(lake, manifest);
    expectSameBits(read as BarSeries, nought(0));
    expect(await publishDataset(lake, requestFor([nought(0)]))).toMatchObject({ isNew: false, manifest });
  });

  it('store an unknown volume as NULL', async () => {
    const lake = openTestLake();
    const { manifest } = await publishDataset(lake, requestFor([withValue(walk('null'), 'volume', 3, NaN)]));
    const file = objectPath(lake, firstObject(manifest));
    const rows = await lake.database.withConnection(async (connection) =>
      (
        await connection.run(
          `SELECT count(*) FILTER (volume IS NULL)::INT, any_value(instrument), count(*) FILTER (isnan(volume))::INT FROM '${file}'`,
        )
      ).getRows(),
    );
    expect(rows).toEqual([[1, 'AAA', 0]]);
  });

  it('read a period, both ends included, and put it into shared memory where asked', async () => {
    const lake = openTestLake();
    const series = walk('period', 400);
    const { manifest } = await publishDataset(lake, requestFor([series]));
    const [from, to] = [series.eventTime[50] as number, series.eventTime[99] as number];
    const [read] = await readSeries(lake, manifest, { from, to, shared: true });
    expect(read?.eventTime).toEqual(series.eventTime.slice(50, 100));
    expect(read?.source.row[0]).toBe(51);
    expect(read?.close.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('X-08: say what there is when a selection finds nothing', async () => {
    const lake = openTestLake();
    const { manifest } = await publishDataset(lake, requestFor([walk('none')]));
    await expect(readSeries(lake, manifest, { instruments: ['AAB'] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: "Did you mean 'AAA'?",
    });
    await expect(readSeries(lake, manifest, { timeframe: '1h' })).rejects.toThrow(/it has 1d/);
    await expect(readSeries(lake, manifest, { from: Date.UTC(2050, 0) })).rejects.toThrow(
      /no bar in the period asked for/,
    );
    await expect(publishDataset(lake, { ...requestFor([walk('x')]), series: [] })).rejects.toThrow(
      /at least one series/,
    );
  });

  it('X-10: keep every file below the root, also where its name holds quotes and pattern letters', async () => {
    const folder = temporaryFolder();
    const lake = openTestLake(path.join(folder, "o'brien [a-z]* ?", 'lake'));
    const series = walk('odd');
    const { manifest } = await publishDataset(lake, requestFor([series]));
    const [read] = await readSeries(lake, manifest, { verify: true, from: series.eventTime[0] as number });
    expectSameBits(read as BarSeries, series);
    expect(readdirSync(folder)).toEqual(["o'brien [a-z]* ?"]);
    expect(readdirSync(lake.root).sort()).toEqual(['datasets', 'incoming', 'objects']);
    expect(readdirSync(lake.paths.incoming)).toEqual([]);
  });

  it('refuse names that are no folder, series without source rows, and series twice', async () => {
    const lake = openTestLake();
    for (const name of ['../x', 'A', '', '.a', 'a/b', 'a@b']) {
      await expect(publishDataset(lake, requestFor([walk('n')], name))).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    }
    await expect(publishDataset(lake, requestFor([walkSeries('s', 20)]))).rejects.toThrow(
      /without a source file and row/,
    );
    await expect(publishDataset(lake, requestFor([walk('a'), walk('b')]))).rejects.toThrow(/given twice/);
  });

  it('keep errors out unless they are accepted, and broken bars always', async () => {
    const lake = openTestLake();
    const jump = walkSeries('toxic', 200);
    const scaled = sourcedSeries({ ...jump, ...scaledFrom(jump, 100, 8) });
    await expect(publishDataset(lake, requestFor([scaled]))).rejects.toMatchObject({ code: 'DATA_UNFIT' });
    expect(await listDatasets(lake)).toEqual([]);
    const { manifest } = await publishDataset(lake, { ...requestFor([scaled]), acceptUnfit: true });
    expect(manifest.fit).toBe(false);
    expect(manifest.series[0]?.findings).toContainEqual({ kind: 'toxic-return', severity: 'error', count: 1 });
    const broken = withValue(walk('broken'), 'high', 5, 0.01);
    await expect(publishDataset(lake, { ...requestFor([broken]), acceptUnfit: true })).rejects.toMatchObject({
      code: 'DATA_INVALID',
    });
  });

  it('refuse to write to a lakehouse that was opened for reading', async () => {
    const lake = openTestLake(undefined, true);
    await expect(publishDataset(lake, requestFor([walk('r')]))).rejects.toMatchObject({ code: 'ILLEGAL_STATE' });
    await expect(collectGarbage(lake)).rejects.toMatchObject({ code: 'ILLEGAL_STATE' });
  });
});

function scaledFrom(series: BarSeries, start: number, factor: number): Partial<BarSeries> {
  const scale = (column: Float64Array) =>
    column.map((value, index) => (index >= start ? Math.round(value * factor * 100) / 100 : value));
  return { open: scale(series.open), high: scale(series.high), low: scale(series.low), close: scale(series.close) };
}

describe('dataset version', () => {
  it('is the same for the same content elsewhere, at another time, under another name and in another order', async () => {
    const [here, there] = [openTestLake(), openTestLake()];
    const [a, b] = [walk('a', 300, 'AAA'), walk('b', 200, 'BBB')];
    const first = await publishDataset(here, requestFor([a, b]));
    const second = await publishDataset(there, { ...requestFor([b, a], 'other'), createdAt: Date.UTC(2020, 0) });
    expect(second.manifest.version).toBe(first.manifest.version);
    expect(manifestObjects(second.manifest)).toEqual(manifestObjects(first.manifest));
    expect(second.manifest.series).toEqual(first.manifest.series);
    expect(first.manifest.version).toMatch(/^[0-9a-f]{16}$/);
  });

  it('does not depend on the order in which source files are listed', async () => {
    const lake = openTestLake();
    const series = walk('files', 10);
    const file = Int32Array.from({ length: 10 }, (_, index) => (index < 5 ? 0 : 1));
    const one = { ...series, source: { ...series.source, files: ['a'.repeat(64), 'b'.repeat(64)], file } };
    const swapped = {
      ...series,
      source: {
        ...series.source,
        files: ['b'.repeat(64), 'c'.repeat(64), 'a'.repeat(64)],
        file: file.map((index) => (index === 0 ? 2 : 0)),
      },
    };
    const first = await publishDataset(lake, requestFor([one]));
    const second = await publishDataset(lake, requestFor([swapped]));
    expect(second).toMatchObject({ isNew: false, manifest: { version: first.manifest.version } });
  });

  it.each<readonly [string, (series: BarSeries) => BarSeries]>([
    ['one volume', (series) => withValue(series, 'volume', 100, 1)],
    ['one unknown volume', (series) => withValue(series, 'volume', 100, NaN)],
    ['one release time', (series) => withValue(series, 'availableAt', 3, (series.availableAt[3] as number) + 1)],
    [
      'one source row',
      (series) => ({
        ...series,
        source: { ...series.source, row: series.source.row.map((row, i) => (i === 9 ? 999 : row)) },
      }),
    ],
    ['the source file', (series) => ({ ...series, source: { ...series.source, files: ['c'.repeat(64)] } })],
    ['the adjustment', (series) => ({ ...series, adjustment: series.adjustment === 'raw' ? 'split' : 'raw' })],
    ['the synthetic flag', (series) => ({ ...series, synthetic: !series.synthetic })],
    ['the tick', (series) => ({ ...series, instrument: { ...series.instrument, tickSize: '0.001' } })],
  ])('changes with %s', async (_, change) => {
    const lake = openTestLake();
    const series = walk('base');
    const before = await publishDataset(lake, requestFor([series]));
    const after = await publishDataset(lake, requestFor([change(series)]));
    expect(after.manifest.version).not.toBe(before.manifest.version);
    expect((await resolveDataset(lake, 'prices')).version).toBe(after.manifest.version);
    expect((await resolveDataset(lake, `prices@${before.manifest.version}`)).version).toBe(before.manifest.version);
  });
});

describe('publishing the same content again', () => {
  it('writes no object and keeps the first manifest', async () => {
    const lake = openTestLake();
    const first = await publishDataset(lake, requestFor([walk('again')]));
    const object = objectPath(lake, firstObject(first.manifest));
    const before = statSync(object, { bigint: true }).mtimeNs;
    const second = await publishDataset(lake, { ...requestFor([walk('again')]), createdAt: 0 });
    expect(second).toMatchObject({ isNew: false, manifest: first.manifest });
    expect(statSync(object, { bigint: true }).mtimeNs).toBe(before);
    expect((await listDatasets(lake))[0]?.versions).toHaveLength(1);
  });

  it('shares unchanged series with the version before', async () => {
    const lake = openTestLake();
    const [a, b] = [walk('a', 300, 'AAA'), walk('b', 200, 'BBB')];
    const first = await publishDataset(lake, requestFor([a, b]));
    const second = await publishDataset(lake, requestFor([a, walk('b2', 200, 'BBB')]));
    expect(second.manifest.series[0]).toEqual(first.manifest.series[0]);
    expect(second.manifest.series[1]?.parts[0]?.object).not.toBe(first.manifest.series[1]?.parts[0]?.object);
  });

  it('restores an object that is damaged or gone', async () => {
    const lake = openTestLake();
    const { manifest } = await publishDataset(lake, requestFor([walk('heal')]));
    const object = objectPath(lake, firstObject(manifest));
    for (const damage of [() => truncateSync(object, 500), () => rmSync(object), () => flipByte(object)]) {
      damage();
      expect((await verifyDataset(lake, manifest)).problems).toHaveLength(1);
      await expect(readSeries(lake, manifest, { verify: true })).rejects.toMatchObject({ code: 'DATA_INVALID' });
      await publishDataset(lake, requestFor([walk('heal')]));
      expect(await verifyDataset(lake, manifest)).toEqual({ checked: 1, problems: [] });
    }
  });
});

function flipByte(file: string): void {
  const bytes = readFileSync(file);
  bytes[200] = (bytes[200] as number) ^ 1;
  writeFileSync(file, bytes);
}

describe('writers at once and writers that die', () => {
  it('X-11: two publications at the same time lose nothing', async () => {
    const root = path.join(temporaryFolder(), 'lake');
    const [one, two] = [openTestLake(root), openTestLake(root)];
    const published = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        publishDataset(index % 2 === 0 ? one : two, requestFor([walk(`w${index % 6}`)])),
      ),
    );
    const [listing] = await listDatasets(one);
    expect(listing?.versions.map((manifest) => manifest.version).sort()).toEqual(
      [...new Set(published.map((p) => p.manifest.version))].sort(),
    );
    expect(published.map((p) => p.manifest.version)).toContain(listing?.latest);
    for (const manifest of listing?.versions ?? []) expect((await verifyDataset(two, manifest)).problems).toEqual([]);
    expect(await collectGarbage(one)).toEqual({ removed: 0, kept: 6, bytes: 0 });
  });

  it('X-11: readers never see a torn version of a publisher that is killed, and collection clears up after it', async () => {
    const root = path.join(temporaryFolder(), 'lake');
    const lake = openTestLake(root);
    for (let kill = 0; kill < 3; kill++) {
      const child = nodeChild(new URL('./testing/endless-publisher.ts', import.meta.url), [root, kill * 100]);
      let seen = 0;
      for await (const line of child.lines) {
        expect((await resolveDataset(lake, `endless@${line}`)).version).toBe(line);
        if (++seen > kill) break;
      }
      child.kill();
      expect(await child.ended).toBe('SIGKILL');
      const [listing] = await listDatasets(lake);
      expect(listing?.versions.length).toBeGreaterThanOrEqual(seen);
      for (const manifest of listing?.versions ?? [])
        expect((await verifyDataset(lake, manifest)).problems).toEqual([]);
    }
    await collectGarbage(lake);
    expect(readdirSync(lake.paths.incoming)).toEqual([]);
    const objects = readdirSync(lake.paths.objects).flatMap((folder) =>
      readdirSync(path.join(lake.paths.objects, folder)),
    );
    const named = (await listDatasets(lake)).flatMap((listing) => listing.versions.flatMap(manifestObjects));
    expect(objects.sort()).toEqual([...new Set(named)].map((sha) => `${sha}.parquet`).sort());
  });
});
