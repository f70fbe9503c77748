import { stat } from 'node:fs/promises';
import path from 'node:path';
import { nearestName } from '@assay/core/checks';
import { InvalidArgumentError, NotFoundError } from '@assay/core/errors';
import { EXPORT_KINDS, readRowSimulations, rowTable } from '../../research/index.ts';
import type { ExportKind, ExportTable, RowSimulations } from '../../research/index.ts';
import { resolveRunId, showRun } from '../../runs/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { withLake } from '../with-lake.ts';
import { writeCsv, writeParquet } from './write-table.ts';

/** Options of `assay runs export-trades`. */
export interface ExportCommandOptions extends SharedOptions {
  readonly row?: string;
  readonly tables: string;
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
  const kinds = kindsOf(options.tables);
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
      written.push(await exportRow(row, { folder, kinds, extension: options.format, write }));
    }
    if (written.length === 0) throw unknownRow(options.row ?? '', found);
    return written;
  });
  if (options.json === true) return printJson(context, { runId, folder, rows: exported });
  const lines = exported.map(({ row, trades }) => `${row}: ${countOf(trades, 'trade')}`);
  printLine(context, [...lines, `wrote ${countOf(exported.length * kinds.length, 'file')} to ${folder}`].join('\n'));
}

function kindsOf(text: string): readonly ExportKind[] {
  if (text === 'all') return EXPORT_KINDS;
  return [...new Set(text.split(','))].map((name) => {
    const known = EXPORT_KINDS.find((kind) => kind === name.trim());
    if (known !== undefined) return known;
    const nearest = nearestName(name.trim(), EXPORT_KINDS);
    throw new InvalidArgumentError('--tables', `all, or some of ${EXPORT_KINDS.join(',')}`, name, {
      ...(nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` }),
    });
  });
}

/** What is there already must be a folder, not a file or a device such as /dev/full. */
async function checkFolder(folder: string): Promise<void> {
  const present = await stat(folder).catch(() => undefined);
  if (present === undefined || present.isDirectory()) return;
  throw new InvalidArgumentError('--out', 'a folder', folder, {
    hint: 'A file per row and table is written into it; it is made where it is missing.',
  });
}

interface Destination {
  readonly folder: string;
  readonly kinds: readonly ExportKind[];
  readonly extension: string;
  readonly write: (file: string, table: ExportTable) => Promise<void>;
}

async function exportRow(row: RowSimulations, { folder, kinds, extension, write }: Destination): Promise<ExportedRow> {
  const files: string[] = [];
  for (const kind of kinds) {
    const file = path.join(folder, `${fileName(row.rowId)}.${kind}.${extension}`);
    await write(file, rowTable(kind, row));
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
