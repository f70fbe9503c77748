import { cpSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLakehouse, openStaging, publishDataset } from '../../src/lakehouse/index.ts';
import { sha256Hex } from '../../src/settings/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { importFiles, resolveLayout } from '../../src/sources/index.ts';
import { writeBarsFiles } from './bars-files.ts';
import { runCommand } from './command.ts';

const FILES = ['a.csv', 'b.csv', 'c.csv', 'd.csv'];

function folderWithFiles(): string {
  const folder = temporaryFolder();
  writeBarsFiles(folder, [
    { name: 'a.csv', instruments: ['AAA'], from: 0, bars: 3_000 },
    { name: 'b.csv', instruments: ['BBB', 'AAA'], from: 3_000, bars: 3_000 },
    { name: 'c.csv', instruments: ['CCC'], from: 100, bars: 3_000 },
    // Overlaps a.csv row by row; the layout leaves doubles out.
    { name: 'd.csv', instruments: ['AAA'], from: 2_000, bars: 1_000 },
  ]);
  return folder;
}

/** What is published: the manifest but for when it was made, and the names and bytes of all objects. */
async function published(
  cwd: string,
  files: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  const workspace = temporaryFolder();
  const args = ['data', 'import', ...files, '--layout', './bars.yaml', '--name', 'prices', '--json'];
  const { stdout } = await runCommand(cwd, args, { ...env, ASSAY_WORKSPACE: workspace });
  const { version } = JSON.parse(stdout) as { readonly version: string };
  const lake = path.join(workspace, 'lake');
  const manifest = readFileSync(path.join(lake, 'datasets', 'prices', 'versions', `${version}.json`), 'utf8');
  const objects = readdirSync(path.join(lake, 'objects'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .sort()
    .map((name) => [name, sha256Hex(readFileSync(path.join(lake, 'objects', name)))]);
  return { version, manifest: withoutMoment(manifest), ...(Object.fromEntries(objects) as Record<string, string>) };
}

/** The manifest's text without the moment of the import and the checksum over it. */
function withoutMoment(manifest: string): string {
  return manifest.replace(/"createdAt": "[^"]*"/u, '"createdAt": ""').replace(/"checksum": "[^"]*"/u, '"checksum": ""');
}

describe('one set of files', () => {
  it('X-09: gives one version, byte by byte, in any order of files, folder, time zone, language and memory', async () => {
    const folder = folderWithFiles();
    const elsewhere = path.join(temporaryFolder(), 'deep', 'in another place');
    cpSync(folder, elsewhere, { recursive: true });
    const first = await published(folder, FILES);
    const japanese = { TZ: 'Asia/Tokyo', LANG: 'ja_JP.UTF-8', LC_ALL: 'ja_JP.UTF-8' };
    const turkish = { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', ASSAY_MEMORY: '384MiB' };
    const others = [
      await published(folder, FILES.toReversed()),
      await published(elsewhere, ['c.csv', 'a.csv', 'd.csv', 'b.csv'], japanese),
      await published(elsewhere, ['d.csv', 'b.csv', 'a.csv', 'c.csv'], turkish),
    ];
    expect(Object.keys(first).length).toBeGreaterThan(4);
    expect(others).toEqual([first, first, first]);
  });

  it('X-09: gives one version, and the same objects, with one thread and with two', async () => {
    const folder = folderWithFiles();
    const layout = await resolveLayout(path.join(folder, 'bars.yaml'));
    const manifests = await Promise.all(
      [1, 2].map(async (threads) => {
        const lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads, memoryBytes: 2 ** 28 });
        const files = FILES.map((file) => path.join(folder, file));
        const imported = await importFiles(files, layout, (options) => openStaging(lake, options));
        const { series, provenance } = imported;
        const { manifest } = await publishDataset(lake, { name: 'prices', series, provenance, createdAt: 0 });
        await imported.close();
        await lake.close();
        return manifest;
      }),
    );
    expect(manifests[1]).toEqual(manifests[0]);
    expect(manifests[0]?.series.map(({ instrument, rows }) => [instrument.id, rows > 2_900])).toEqual([
      ['AAA', true],
      ['BBB', true],
      ['CCC', true],
    ]);
  });
});
