import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeChild, temporaryFolder } from '../settings/testing/index.ts';
import {
  collectGarbage,
  diffDatasets,
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
import { hourSeries, testProvenance } from './testing/index.ts';

let lake: Lakehouse;

function openTestLake(): Lakehouse {
  lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 2, memoryBytes: 256 * 2 ** 20 });
  return lake;
}

afterEach(() => lake.close());

interface Killing {
  /** Versions that the writer says before it is killed. */
  readonly lines: number;
  /** How often a reader looks on before the kill: each time it comes at another point of the round. */
  readonly looks: number;
  readonly look: () => Promise<void>;
}

/** Runs a writer, looks on while it works, and kills it in the middle of a round. */
async function killAfter(script: string, argument: number, { lines, looks, look }: Killing): Promise<string[]> {
  const child = nodeChild(new URL(`./testing/${script}`, import.meta.url), [lake.root, argument]);
  const said: string[] = [];
  for await (const line of child.lines) {
    said.push(line);
    if (said.length >= lines) break;
  }
  for (let count = 0; count < looks; count++) await look();
  child.kill();
  expect(await child.ended).toBe('SIGKILL');
  return said;
}

async function everyVersion(): Promise<readonly DatasetManifest[]> {
  const listings = await listDatasets(lake);
  expect(listings.flatMap(({ damaged }) => damaged)).toEqual([]);
  return listings.flatMap(({ versions }) => versions);
}

/** Everything that a manifest names is there as soon as the manifest is. */
async function expectWhole(): Promise<void> {
  const named = (await everyVersion()).flatMap(manifestObjects);
  expect(named.filter((sha256) => !existsSync(objectPath(lake, sha256)))).toEqual([]);
}

function storedObjects(): readonly string[] {
  const folders = readdirSync(lake.paths.objects);
  return folders.flatMap((folder) => readdirSync(path.join(lake.paths.objects, folder))).sort();
}

describe('a writer that is killed', () => {
  it('X-11: while it appends, tears no version, and what it said was there stays there', async () => {
    openTestLake();
    for (let kill = 0; kill < 3; kill++) {
      const options = { lines: 1 + kill, looks: 20 + kill * 7, look: expectWhole };
      const said = await killAfter('endless-appender.ts', kill * 50, options);
      const versions = await everyVersion();
      expect(versions.map(({ version }) => version)).toEqual(expect.arrayContaining(said));
      for (const manifest of versions) expect((await verifyDataset(lake, manifest)).problems).toEqual([]);
      const latest = await resolveDataset(lake, 'endless');
      const [series] = await readSeries(lake, latest, { vintage: 'last' });
      expect(series?.length).toBeGreaterThanOrEqual(500);
      const first = versions[0] as DatasetManifest;
      expect((await diffDatasets(lake, first, latest)).isSame).toBe(first.version === latest.version);
    }
    await collectGarbage(lake);
    expect(readdirSync(lake.paths.incoming)).toEqual([]);
    const named = (await everyVersion()).flatMap(manifestObjects);
    expect(storedObjects()).toEqual([...new Set(named)].map((sha) => `${sha}.parquet`).sort());
  });

  it('X-11: while it collects, takes away nothing that a manifest or a run names', async () => {
    openTestLake();
    const steady = hourSeries(Date.UTC(2019, 0), 12_000);
    const request = { name: 'steady', series: [steady], provenance: testProvenance(steady), createdAt: 0 };
    const { manifest } = await publishDataset(lake, request);
    const readSteady = async (): Promise<void> => {
      const [read] = await readSeries(lake, manifest, { verify: true });
      expect(read?.close).toEqual(steady.close);
    };
    for (let kill = 0; kill < 3; kill++) {
      await killAfter('endless-collector.ts', kill * 50, { lines: 1, looks: 5 + kill * 11, look: readSteady });
      for (const version of await everyVersion()) expect((await verifyDataset(lake, version)).problems).toEqual([]);
      await readSteady();
    }
    await collectGarbage(lake);
    const named = (await everyVersion()).flatMap(manifestObjects);
    expect(storedObjects()).toEqual([...new Set(named)].map((sha) => `${sha}.parquet`).sort());
  });
});
