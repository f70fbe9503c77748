import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rankings } from '@assay/contracts/schemas';
import type { RecordTable } from '@assay/quant/market';
import { openLakehouse, publishDataset } from '../../src/lakehouse/index.ts';
import { runResearch } from '../../src/research/index.ts';
import type { PublishedRun } from '../../src/research/index.ts';
import type { DatasetContent } from '../../src/sources/index.ts';
import { SILENT_PROGRESS } from '../../src/telemetry/index.ts';

/** A workspace of a test: a folder of its own that is removed at the end. */
export interface TestWorkspace {
  readonly root: string;
  publish(name: string, content: DatasetContent & { readonly tables?: readonly RecordTable[] }): Promise<string>;
  /** Writes a file below the workspace's own config folder and returns its path. */
  write(name: string, text: string): string;
  run(config: string, workers?: number): Promise<PublishedRun>;
  read(name: string, file: string): string;
  remove(): void;
}

/** A fresh workspace in a temporary folder. */
export function testWorkspace(): TestWorkspace {
  const root = mkdtempSync(join(tmpdir(), 'assay-research-'));
  return {
    root,
    publish: async (name, content) => {
      const lake = openLakehouse(join(root, 'lake'));
      try {
        return (await publishDataset(lake, { name, ...content, createdAt: 0, acceptUnfit: true })).manifest.version;
      } finally {
        await lake.close();
      }
    },
    write: (name, text) => {
      const path = join(root, name);
      writeFileSync(path, text);
      return path;
    },
    run: (config, workers = 2) =>
      runResearch({
        configPath: config,
        workspace: root,
        workers,
        memoryBytes: 2 ** 31,
        progress: SILENT_PROGRESS,
        clock: { now: () => Date.now() },
      }),
    read: (name, file) => readFileSync(join(root, 'published', 'research', name, file), 'utf8'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The published lists of a run by name. */
export function publishedRows(workspace: TestWorkspace, name: string, list: string): Rankings['rows'] {
  return (JSON.parse(workspace.read(name, `${list}.json`)) as Rankings).rows;
}

/** Published bytes that must not depend on when, where or with how many workers a run was made. */
export function comparableBytes(workspace: TestWorkspace, name: string): Readonly<Record<string, string>> {
  const files = ['rankings.json', 'killed.json', 'held.json', 'candidates.json', 'report.html'];
  return Object.fromEntries(
    files.map((file) => [file, workspace.read(name, file).replace(/"generatedAt": "[^"]*"/u, '"generatedAt": ""')]),
  );
}
