/** Imports through the lakehouse: staging on disk, publication of streams, and reading back. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLakehouse, openStaging, publishDataset, readSeries, readTable } from '../../lakehouse/index.ts';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { sha256Hex } from '../../settings/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { checkLayout } from '../layouts/check-layout.ts';
import type { Layout } from '../layouts/layout.ts';
import { importFiles } from './import-files.ts';
import { importInMemory } from './import-in-memory.ts';
import { memoryStaging } from './memory-staging.ts';

let lake: Lakehouse;
beforeEach(() => void (lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 1 })));
afterEach(() => lake.close());

const MINUTES = checkLayout(
  {
    columns: { time: 't', open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v', instrument: 's' },
    time: { format: 'epoch-ms' },
    barStamp: 'open',
    timeframe: '1m',
    adjustment: 'raw',
    instrument: { from: 'column', kind: 'crypto', currency: 'USD', tickSize: '0.01', calendar: 'continuous' },
    rows: { duplicate: 'skip' },
  },
  'test',
);
const FIRST = Date.UTC(2023, 11, 31, 12);
const BARS = 5000;

/** Minutes of two instruments over the turn of the year, not in order, one of them twice. */
function minutes(): string {
  const lines = Array.from({ length: BARS }, (_, index) => {
    const at = (index * 7919) % BARS;
    const price = (100 + (at % 90) / 100).toFixed(2);
    return `${FIRST + at * 60_000},${price},${price},${price},${price},${at},${at % 2 === 0 ? 'BBB' : 'AAA'}`;
  });
  return ['t,o,h,l,c,v,s', ...lines, lines[17] as string].join('\n');
}

const withLake = (files: readonly string[], layout: Layout) =>
  importFiles(files, layout, (options) => openStaging(lake, options));

describe('importFiles', () => {
  it('gives the same from memory and from disk, in whatever chunks', async () => {
    const file = path.join(temporaryFolder(), 'm.csv.gz');
    writeFileSync(file, gzipSync(minutes()));
    const [memory, disk] = [await importFiles([file], MINUTES, memoryStaging), await withLake([file], MINUTES)];
    for (const imported of [memory, disk]) {
      expect(imported).toMatchObject({ rows: BARS + 1, skipped: { duplicate: 1 } });
      expect(imported.reordered).toBeGreaterThan(BARS / 3);
    }
    const bars = async ({ series }: typeof memory): Promise<unknown> => {
      const found: [string, number, number, number][] = [];
      for await (const source of series) {
        for await (const chunk of source.chunks())
          for (let row = 0; row < chunk.length; row++)
            found.push([
              chunk.instrument.id,
              chunk.eventTime[row] ?? 0,
              chunk.close[row] ?? 0,
              chunk.source.row[row] ?? 0,
            ]);
      }
      return found;
    };
    const found = await bars(memory);
    expect(found).toHaveLength(BARS);
    expect(await bars(disk)).toEqual(found);
    // A second time, and with a series that nobody read.
    expect(await bars(memory)).toEqual(found);
    const ids: string[] = [];
    for await (const { head } of disk.series) ids.push(head.instrument.id);
    expect(ids).toEqual(['BBB', 'AAA']);
    await memory.close();
    await disk.close();
  });

  it('S4-08: is published as it streams and read back bar by bar', async () => {
    const file = path.join(temporaryFolder(), 'm.csv');
    const text = minutes();
    writeFileSync(file, text);
    const imported = await withLake([file], MINUTES);
    const { manifest } = await publishDataset(lake, {
      name: 'minutes',
      series: imported.series,
      tables: imported.tables,
      provenance: imported.provenance,
      createdAt: 0,
      acceptUnfit: true,
    });
    await imported.close();
    expect(manifest.series.map(({ instrument, rows, parts }) => [instrument.id, rows, parts.length])).toEqual([
      ['AAA', BARS / 2, 2],
      ['BBB', BARS / 2, 2],
    ]);
    const whole = await importInMemory([file], MINUTES);
    for (const series of await readSeries(lake, manifest, { verify: true })) {
      const same = whole.series.find(({ instrument }) => instrument.id === series.instrument.id) as BarSeries;
      expect(series.close).toEqual(same.close);
      expect(series.eventTime).toEqual(same.eventTime);
      expect(series.source.row).toEqual(same.source.row);
      expect(series.source.files).toEqual([sha256Hex(text)]);
    }
  });

  it('S3-01: publishes chains beside no series at all', async () => {
    const at = { at: '16:00', zone: 'America/New_York' };
    const layout = checkLayout(
      {
        kind: 'chain',
        columns: { time: 'd', symbol: 's', bid: 'b', ask: 'a' },
        time: { format: 'iso-date', ...at },
        contract: { from: 'symbol', expiry: { format: 'yymmdd', ...at } },
        subject: { from: 'fixed', id: 'SPX' },
        unit: 'USD',
      },
      'test',
    );
    const file = path.join(temporaryFolder(), 'c.csv');
    writeFileSync(
      file,
      'd,s,b,a\n2019-04-25,SPXW190426C00900000,1,2\n2019-04-25,SPX190426C00800000,3,4\n2019-05-02,SPX190510P00800000,5,6\n',
    );
    const imported = await withLake([file], layout);
    const { manifest } = await publishDataset(lake, {
      name: 'chains',
      series: imported.series,
      tables: imported.tables,
      provenance: imported.provenance,
      createdAt: 0,
    });
    await imported.close();
    const read: RecordTable = await readTable(lake, manifest, 'chain', 'SPX');
    const [whole] = (await importInMemory([file], layout)).tables as [RecordTable];
    expect(read.numbers).toEqual(whole.numbers);
    expect(read.texts).toEqual(whole.texts);
    expect(Array.from(read.source.row)).toEqual([2, 1, 3]);
  });

  it('X-08: frees staging where files are refused', async () => {
    const file = path.join(temporaryFolder(), 'bad.csv');
    writeFileSync(file, 't,o,h,l,c,v,s\nx,1,1,1,1,1,A\n');
    let closed = 0;
    const opened = importFiles([file], MINUTES, async (options) => {
      const staging = await memoryStaging(options);
      const close = staging.close.bind(staging);
      return Object.assign(staging, { close: () => (closed++, close()) });
    });
    await expect(opened).rejects.toThrow(/bad\.csv:1: time 'x' is no whole number of milliseconds/);
    expect(closed).toBe(1);
  });
});

describe('archives', () => {
  it('ruling 12: name file and member where there are several members', async () => {
    const { execFileSync } = await import('node:child_process');
    const folder = temporaryFolder();
    for (const id of ['AAA', 'BBB']) writeFileSync(path.join(folder, `${id}.csv`), `t,c\n${FIRST},1\n`);
    execFileSync('tar', ['czf', path.join(folder, 'all.tar.gz'), '-C', folder, 'AAA.csv', 'BBB.csv']);
    const layout = checkLayout(
      {
        columns: { time: 't', close: 'c' },
        time: { format: 'epoch-ms' },
        barStamp: 'close',
        timeframe: '1m',
        adjustment: 'raw',
        instrument: { from: 'member-name', kind: 'crypto', currency: 'USD', tickSize: '0.01', calendar: 'continuous' },
      },
      'test',
    );
    const { series, provenance } = await importInMemory([path.join(folder, 'all.tar.gz')], layout);
    const [{ sha256 = '', rows } = {}] = provenance.sources;
    expect(rows).toBe(2);
    expect(series.map(({ instrument, source }) => [instrument.id, source.files[source.file[0] as number]])).toEqual([
      ['AAA', `${sha256}!AAA.csv`],
      ['BBB', `${sha256}!BBB.csv`],
    ]);
  });
});
