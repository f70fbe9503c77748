/** One changed file, imported and published: what became of it, judged against the oracle. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { openStaging, publishDataset, readChunks, readTableChunks } from '../../../src/lakehouse/index.ts';
import type { DatasetManifest, Lakehouse } from '../../../src/lakehouse/index.ts';
import { importFiles, memoryStaging } from '../../../src/sources/index.ts';
import type { ImportCounts, ImportedFiles, Layout } from '../../../src/sources/index.ts';
import { faultOfBars, faultOfRecords } from './check-content.ts';
import type { PlainRows } from './oracle.ts';

/** A file to import. */
export interface ImportCase {
  readonly name: string;
  readonly bytes: Buffer;
  readonly layout: Layout;
  /** What its members say, in any order; undefined where the file can hold nothing readable. */
  readonly members: readonly (PlainRows | undefined)[];
  /** Stage in the database instead of in memory. */
  readonly isStaged: boolean;
  readonly acceptUnfit: boolean;
}

/** How a case ended: refused as it should be, published as it stands, or wrong in the way that is said. */
export type Outcome = 'refused' | 'unfit' | 'published' | { readonly wrong: string };

/** Imports and publishes a file, and says whether that was right. */
export async function runCase(lake: Lakehouse, folder: string, given: ImportCase): Promise<Outcome> {
  const file = path.join(folder, given.name);
  writeFileSync(file, given.bytes);
  const { layout, isStaged } = given;
  let imported: ImportedFiles;
  try {
    const open = isStaged
      ? (options: Parameters<typeof memoryStaging>[0]) => openStaging(lake, options)
      : memoryStaging;
    imported = await importFiles([file], layout, open, isStaged ? { database: lake.database } : {});
  } catch (error) {
    return refusal(error, (message) => message.includes(given.name));
  }
  const ids = new Set<string>();
  try {
    const { series, tables, provenance } = imported;
    const request = { name: 'case', series: noting(series, ids), tables, provenance, createdAt: 0 };
    const { manifest } = await publishDataset(lake, { ...request, acceptUnfit: given.acceptUnfit });
    const fault = await faultOfContent(lake, manifest, { ...given, imported });
    return fault === undefined ? 'published' : { wrong: fault };
  } catch (error) {
    if (PlatformError.is(error, 'DATA_UNFIT') && !given.acceptUnfit) {
      const outcome = refusal(
        error,
        (message) => layout.kind !== 'bars' || [...ids].some((id) => message.includes(id)),
      );
      return outcome === 'refused' ? 'unfit' : outcome;
    }
    return { wrong: `publishing what was imported failed: ${textOf(error)}` };
  } finally {
    await imported.close();
  }
}

/** What a case must not leave behind: files that wait in the lake, and anything in the folders named. */
export function leftovers(lake: Lakehouse, ...folders: readonly string[]): readonly string[] {
  return [lake.paths.incoming, ...folders].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => path.join(path.basename(folder), name)) : [],
  );
}

function refusal(error: unknown, isNamed: (message: string) => boolean): Outcome {
  if (!PlatformError.is(error)) return { wrong: `an error that is not the platform's: ${textOf(error)}` };
  return isNamed(error.message) ? 'refused' : { wrong: `an error that names nothing: ${error.message}` };
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function* noting(series: ImportedFiles['series'], ids: Set<string>): ImportedFiles['series'] {
  for await (const source of series) {
    ids.add(source.head.instrument.id);
    yield source;
  }
}

type Judged = ImportCase & { readonly imported: ImportCounts };

async function faultOfContent(lake: Lakehouse, manifest: DatasetManifest, given: Judged): Promise<string | undefined> {
  const { members, imported, layout } = given;
  const seen = new Set<string>();
  let rows = 0;
  for (const entry of manifest.series) {
    for await (const chunk of readChunks(lake, entry, { vintage: 'all', verify: true })) {
      rows += chunk.length;
      const fault = faultOfChunk(chunk, given, seen);
      if (fault !== undefined) return `${entry.instrument.id}: ${fault}`;
    }
  }
  for (const entry of manifest.tables) {
    for await (const chunk of readTableChunks(lake, entry, { vintage: 'all', verify: true })) {
      rows += chunk.length;
      const fault = faultOfChunk(chunk, given, seen);
      if (fault !== undefined) return `${entry.id}: ${fault}`;
    }
  }
  const skipped = Object.values(imported.skipped).reduce((sum, count) => sum + count, 0);
  const inFile = members.reduce((sum, member) => sum + (member?.count ?? 0), 0);
  if (imported.rows !== inFile) return `the file has ${inFile} rows, the import counted ${imported.rows}`;
  if (rows + skipped !== inFile)
    return `${rows} rows published and ${skipped} left out are not the ${inFile} of the file (${layout.kind})`;
  return undefined;
}

/** Compares the rows of each source with the member that they come from, and sees that no row stands twice. */
function faultOfChunk(
  chunk: BarSeries | RecordTable,
  { members, layout }: Judged,
  seen: Set<string>,
): string | undefined {
  const bySource = new Map<string, number[]>();
  for (let index = 0; index < chunk.length; index++) {
    const source = chunk.source.files[chunk.source.file[index] as number] ?? '';
    const key = `${source}:${chunk.source.row[index]}`;
    if (seen.has(key)) return `${key} stands twice`;
    seen.add(key);
    bySource.set(source, [...(bySource.get(source) ?? []), index]);
  }
  for (const indices of bySource.values()) {
    const faults = members.map((member) => {
      if (member === undefined) return 'the file holds nothing readable';
      return 'openTime' in chunk && layout.kind === 'bars'
        ? faultOfBars(chunk, indices, member, layout)
        : layout.kind !== 'bars' && 'numbers' in chunk
          ? faultOfRecords(chunk, indices, member, layout)
          : 'it is of another kind';
    });
    if (faults.every((fault) => fault !== undefined)) return faults[0];
  }
  return undefined;
}
