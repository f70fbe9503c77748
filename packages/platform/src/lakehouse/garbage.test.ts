import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { walkSeries } from '../../../quant/src/market/testing/index.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryPathFor } from '../settings/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import {
  collectGarbage,
  listDatasets,
  objectPath,
  openLakehouse,
  publishDataset,
  readSeries,
  removeDatasetVersion,
  resolveDataset,
} from './index.ts';
import type { Lakehouse } from './index.ts';
import { sourcedSeries, testProvenance } from './testing/index.ts';

let lake: Lakehouse;

afterEach(() => lake.close());

async function publish(seed: string): Promise<string> {
  const series = sourcedSeries(walkSeries(seed, 50));
  const request = { name: 'prices', series: [series], provenance: testProvenance(series), createdAt: 0 };
  const { manifest } = await publishDataset(lake, request);
  return manifest.version;
}

async function objectOf(version: string): Promise<string> {
  return (await resolveDataset(lake, `prices@${version}`)).series[0]?.parts[0]?.object as string;
}

function openTestLake(): void {
  lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 1 });
}

describe('collectGarbage', () => {
  it('keeps every version that a manifest names', async () => {
    openTestLake();
    await publish('a');
    await publish('b');
    expect(await collectGarbage(lake)).toEqual({ removed: 0, kept: 2, bytes: 0 });
  });

  it('S4-08: removes what a removed version held, but never what a run pins', async () => {
    openTestLake();
    const [a, b] = [await publish('a'), await publish('b')];
    const [objectA, objectB] = [await objectOf(a), await objectOf(b)];
    await removeDatasetVersion(lake, `prices@${a}`);
    expect(await collectGarbage(lake, { pinned: [objectA] })).toMatchObject({ removed: 0, kept: 2 });
    expect(await collectGarbage(lake, { dryRun: true })).toMatchObject({ removed: 1, kept: 1 });
    const collected = await collectGarbage(lake);
    expect(collected).toMatchObject({ removed: 1, kept: 1 });
    expect(collected.bytes).toBeGreaterThan(500);
    expect(() => readdirSync(path.dirname(objectPath(lake, objectB)))).not.toThrow();
    await expect(resolveDataset(lake, `prices@${a}`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readSeries(lake, await resolveDataset(lake, 'prices'))).toHaveLength(1);
  });

  it('removes what a killed writer left and leaves a running one alone', async () => {
    openTestLake();
    await publish('a');
    const running = temporaryPathFor(path.join(lake.paths.incoming, 'object.parquet'));
    const dead = running.replace(`-${process.pid}-`, `-${2 ** 22 + 1}-`);
    for (const file of [dead, running]) writeFileSync(file, 'half');
    const root = [lake.paths.lock, lake.paths.spill].map((target) =>
      temporaryPathFor(target).replace(`-${process.pid}-`, `-${2 ** 22 + 1}-`),
    ) as [string, string];
    writeFileSync(root[0], 'a lock that was being taken');
    mkdirSync(root[1]);
    writeFileSync(path.join(root[1], 'duckdb_temp_storage_0.tmp'), 'spilled');
    const orphan = objectPath(lake, 'f'.repeat(64));
    mkdirSync(path.dirname(orphan), { recursive: true });
    writeFileSync(orphan, 'an object whose manifest was never written');
    expect(await collectGarbage(lake)).toMatchObject({ removed: 4, kept: 1, bytes: 42 });
    expect(readdirSync(lake.paths.incoming)).toEqual([path.basename(running)]);
    expect(root.filter((place) => existsSync(place))).toEqual([]);
  });
});

describe('removeDatasetVersion', () => {
  it('refuses while a run holds one of its objects', async () => {
    openTestLake();
    const version = await publish('a');
    const pinned = [await objectOf(version)];
    await expect(removeDatasetVersion(lake, 'prices', { pinned })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await removeDatasetVersion(lake, 'prices')).toBe(`prices@${version}`);
    expect(await listDatasets(lake)).toEqual([]);
  });
});

describe('resolveDataset', () => {
  it('X-08: names what there is', async () => {
    openTestLake();
    await expect(resolveDataset(lake, 'prices')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: expect.stringContaining('is empty'),
    });
    const version = await publish('a');
    await expect(resolveDataset(lake, 'price')).rejects.toMatchObject({ hint: "Did you mean 'prices'?" });
    await expect(resolveDataset(lake, 'quite-other')).rejects.toMatchObject({ hint: 'There are prices.' });
    await expect(resolveDataset(lake, 'prices@0000000000000000')).rejects.toMatchObject({
      hint: expect.stringContaining(version),
    });
    for (const reference of ['', '@', 'a@', 'a@b@c', 'prices@xyz', '../prices']) {
      await expect(resolveDataset(lake, reference)).rejects.toMatchObject({
        code: expect.stringMatching(/INVALID_ARGUMENT|NOT_FOUND/),
      });
    }
    expect((await resolveDataset(lake, `prices@${version.slice(0, 8)}`)).version).toBe(version);
  });

  it('takes the newest version where the pointer was lost', async () => {
    openTestLake();
    await publish('a');
    const version = await publish('b');
    const { latest } = (await listDatasets(lake))[0] as { latest: string };
    expect(latest).toBe(version);
    await publish('a');
    expect((await listDatasets(lake))[0]?.latest).not.toBe(version);
    rmSync(path.join(lake.paths.datasets, 'prices', 'latest'));
    expect((await listDatasets(lake))[0]?.versions).toHaveLength(2);
    expect((await resolveDataset(lake, 'prices')).version).toMatch(/^[0-9a-f]{16}$/);
  });

  it('refuses a manifest of a later form', async () => {
    openTestLake();
    const version = await publish('a');
    const file = path.join(lake.paths.datasets, 'prices', 'versions', `${version}.json`);
    const manifest = await resolveDataset(lake, 'prices');
    writeFileSync(file, JSON.stringify({ ...manifest, schemaVersion: 3 }));
    await expect(resolveDataset(lake, 'prices')).rejects.toMatchObject({ code: 'DATA_INVALID' });
  });
});
