import { stat } from 'node:fs/promises';
import path from 'node:path';
import { nearestName } from '@assay/core/checks';
import { InvalidArgumentError, NotFoundError } from '@assay/core/errors';
import { readRowSimulations } from '../../research/index.ts';
import type { RowSimulations } from '../../research/index.ts';
import { resolveRunId, showRun } from '../../runs/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { withLake } from '../with-lake.ts';
import { rowTables } from './row-tables.ts';
import type { ExportTable } from './row-tables.ts';
import { writeCsv, writeParquet } from './write-table.ts';

/** Options of `assay runs export-trades`. */
export interface ExportCommandOptions extends SharedOptions {
  readonly row?: string;
  readonly format: 'csv' | 'parquet';
  readonly out?: string;
}

interface ExportedRow {
  readonly row: string;
  readonly trades: number;
  readonly files: readonly string[];
}

/** `assay runs export-trades`: each file is written at once; rows are read one at a time. */
export async function exportTrades(
  reference: string,
  options: ExportCommandOptions,
  context: CommandContext,
): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const memoryBytes = await memoryOf(options, context);
  const runId = await resolveRunId(workspace, reference);
  // Nothing is taken out of a run that is not as it was left.
  await showRun(workspace, runId);
  const folder = path.resolve(context.cwd, options.out ?? `trades-${runId}`);
  await checkFolder(folder);
  const exported = await withLake({ workspace, memoryBytes, readOnly: true }, async (lake) => {
    const found: string[] = [];
    const written: ExportedRow[] = [];
    for await (const row of readRowSimulations(workspace, runId)) {
      found.push(row.rowId);
      if (options.row !== undefined && options.row !== row.rowId) continue;
      const write = (file: string, table: ExportTable): Promise<void> =>
        options.format === 'csv' ? writeCsv(file, table) : writeParquet(file, table, lake);
      written.push(await exportRow(row, { folder, extension: options.format, write }));
    }
    if (written.length === 0) throw unknownRow(options.row ?? '', found);
    return written;
  });
  if (options.json === true) return printJson(context, { runId, folder, rows: exported });
  const lines = exported.map(({ row, trades }) => `${row}: ${countOf(trades, 'trade')}`);
  printLine(context, [...lines, `wrote ${countOf(exported.length * 3, 'file')} to ${folder}`].join('\n'));
}

/** What is there already must be a folder, not a file or a device such as /dev/full. */
async function checkFolder(folder: string): Promise<void> {
  const present = await stat(folder).catch(() => undefined);
  if (present === undefined || present.isDirectory()) return;
  throw new InvalidArgumentError('--out', 'a folder', folder, {
    hint: 'Three files per row are written into it; it is made where it is missing.',
  });
}

interface Destination {
  readonly folder: string;
  readonly extension: string;
  readonly write: (file: string, table: ExportTable) => Promise<void>;
}

async function exportRow(row: RowSimulations, { folder, extension, write }: Destination): Promise<ExportedRow> {
  const tables = Object.entries(rowTables(row));
  const files: string[] = [];
  for (const [kind, table] of tables) {
    const file = path.join(folder, `${fileName(row.rowId)}.${kind}.${extension}`);
    await write(file, table);
    files.push(file);
  }
  return { row: row.rowId, trades: row.simulation.trades.length, files };
}

/** Instruments may be named with letters that a file's name cannot hold; they stand as their code, as `%2f`. */
function fileName(rowId: string): string {
  return rowId.replaceAll(/[^A-Za-z0-9._+@-]/gu, (letter) =>
    [...new TextEncoder().encode(letter)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

function unknownRow(row: string, known: readonly string[]): NotFoundError {
  const nearest = nearestName(row, known);
  const hint = nearest === undefined ? `Its rows are ${known.join(', ')}.` : `Did you mean '${nearest}'?`;
  return new NotFoundError('row', row, { hint });
}
