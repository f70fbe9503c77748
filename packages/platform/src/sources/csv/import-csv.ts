/**
 * Importing CSV files by a declared layout.
 *
 * 1. Each file is read once, as a stream; every row becomes a bar, or a problem, or is skipped where the layout says so.
 * 2. Bars are gathered by instrument over all files, sorted by time and compared with their neighbours.
 * 3. If there is any problem, all of them are counted and the first ones shown; nothing is handed on.
 *
 * The order in which files are named changes nothing.
 */
import path from 'node:path';
import { DataError } from '@assay/core/errors';
import type { JsonSafe } from '@assay/core/errors';
import { checkSeries } from '@assay/quant/market';
import type { BarSeries, Instrument } from '@assay/quant/market';
import type { SourceFile } from '../../lakehouse/index.ts';
import type { DatasetContent } from '../dataset-content.ts';
import { BarBuilder } from './bar-builder.ts';
import { INSTRUMENT_ID } from './check-layout.ts';
import { findColumns } from './column-places.ts';
import type { CsvLayout } from './layout.ts';
import { rowParser } from './parse-row.ts';
import type { ColumnPlaces, ParsedRow, RowFault } from './parse-row.ts';
import { ImportProblems } from './problems.ts';
import { readCsv } from './read-csv.ts';

/** What the provenance says besides what the import knows. */
export interface ImportOptions {
  /** @default 'imported from CSV' */
  readonly description?: string | undefined;
  readonly licence?: string | undefined;
  /** Called now and then with the number of rows read so far. */
  readonly onProgress?: ((rows: number) => void) | undefined;
}

/** What an import gives. */
export interface ImportResult extends DatasetContent {
  /** Data rows of all files. */
  readonly rows: number;
  /** Rows left out because the layout says so, by reason. */
  readonly skipped: Readonly<Record<keyof CsvLayout['rows'], number>>;
  /** Rows that stood before an earlier one of their instrument. */
  readonly reordered: number;
}

/**
 * Reads bars from CSV files.
 *
 * @param files - at least one path, plain or gzipped.
 * @param layout - from `checkLayout` or `resolveLayout`.
 * @throws {NotFoundError} if a file does not exist.
 * @throws {DataError} with every problem counted and the first twenty as `file:row: message`.
 */
export async function importCsv(
  files: readonly string[],
  layout: CsvLayout,
  options: ImportOptions = {},
): Promise<ImportResult> {
  if (files.length === 0) throw new DataError('no file to import was named');
  const gathering = new Gathering(layout, options);
  for (const file of [...files].sort(byName)) await gathering.read(file);
  return gathering.finish(options);
}

const PROGRESS_ROWS = 10_000;

class Gathering {
  private readonly layout: CsvLayout;
  private readonly onProgress: ((rows: number) => void) | undefined;
  private readonly problems = new ImportProblems();
  private readonly builders = new Map<string, BarBuilder>();
  private readonly sources: SourceFile[] = [];
  private readonly skipped = { blank: 0, offSession: 0, invalid: 0 };
  private readonly parseRow: (fields: readonly string[], places: ColumnPlaces) => ParsedRow | RowFault;
  private residual = 0;
  private rows = 0;

  constructor(layout: CsvLayout, options: ImportOptions) {
    this.layout = layout;
    this.onProgress = options.onProgress;
    this.parseRow = rowParser(layout, instrumentOf(layout, ''));
  }

  async read(file: string): Promise<void> {
    const name = path.basename(file);
    const index = this.sources.length;
    const fileId = this.idOfFile(name);
    let names: readonly string[] | undefined;
    let shape: { readonly places: ColumnPlaces; readonly columns: number } | undefined;
    let isUsable = true;
    const summary = await readCsv(file, this.layout, {
      header: (found) => void (names = found),
      record: (fields, row) => {
        this.countRow();
        if (!isUsable) return;
        if (shape === undefined) {
          const columns = names?.length ?? fields.length;
          const { places, problems } = findColumns(this.layout.columns, names, columns);
          for (const problem of problems) this.problems.add(name, undefined, problem);
          isUsable = problems.length === 0;
          shape = { places, columns };
        }
        if (!isUsable) return;
        if (fields.length === shape.columns) this.addRow(fields, shape.places, { name, index, row, fileId });
        else this.problems.add(name, row, `has ${fields.length} fields where ${shape.columns} are expected`);
      },
    });
    const same = this.sources.find((source) => source.sha256 === summary.sha256);
    if (same !== undefined) this.problems.add(name, undefined, `is the same file as ${same.name}`);
    this.sources.push({ sha256: summary.sha256, name, rows: summary.rows });
  }

  finish(options: ImportOptions): ImportResult {
    const hashes = this.sources.map((source) => source.sha256);
    const series: BarSeries[] = [];
    let reordered = 0;
    for (const [id, builder] of [...this.builders].sort(([a], [b]) => byName(a, b))) {
      const built = builder.build(instrumentOf(this.layout, id), this.layout, hashes);
      reordered += built.reordered;
      for (const { first, second, message } of built.clashes) {
        this.problems.add(
          this.nameOf(second[0]),
          second[1],
          `bar of '${id}' beside ${this.nameOf(first[0])}:${first[1]} ${message}`,
        );
      }
      series.push(built.series);
    }
    this.problems.throwIfAny();
    if (series.length === 0) throw new DataError(`every row was skipped: ${skipNotes(this.skipped).join(' ')}`);
    for (const one of series) checkSeries(one);
    const { rows, skipped } = this;
    return { series, provenance: this.provenance(options, reordered), rows, skipped, reordered };
  }

  private provenance(options: ImportOptions, reordered: number): DatasetContent['provenance'] {
    const notes = skipNotes(this.skipped);
    if (reordered > 0) notes.push(`${reordered} rows stood before an earlier one and were sorted by time.`);
    if (this.layout.snapToTick)
      notes.push(
        `Prices were taken as their nearest tick; the largest difference was ${this.residual.toPrecision(3)}.`,
      );
    return {
      kind: 'import',
      description: options.description ?? 'imported from CSV',
      licence: options.licence,
      sources: [...this.sources].sort((a, b) => byName(a.sha256, b.sha256)),
      layout: this.layout as unknown as JsonSafe,
      notes,
    };
  }

  private countRow(): void {
    this.rows++;
    if (this.rows % PROGRESS_ROWS === 0) this.onProgress?.(this.rows);
  }

  private addRow(
    fields: readonly string[],
    places: ColumnPlaces,
    at: { readonly name: string; readonly index: number; readonly row: number; readonly fileId: string },
  ): void {
    const id = places.instrument < 0 ? at.fileId : (fields[places.instrument] ?? '');
    if (!INSTRUMENT_ID.test(id)) return this.problems.add(at.name, at.row, `'${id}' cannot name an instrument`);
    const bar = this.parseRow(fields, places);
    if ('fault' in bar) return this.passOver(bar, at);
    this.residual = Math.max(this.residual, bar.residual);
    let builder = this.builders.get(id);
    if (builder === undefined) this.builders.set(id, (builder = new BarBuilder()));
    builder.add(bar, at.index, at.row);
  }

  private passOver({ fault, policy }: RowFault, at: { readonly name: string; readonly row: number }): void {
    if (policy !== undefined && this.layout.rows[policy] === 'skip') this.skipped[policy]++;
    else this.problems.add(at.name, at.row, fault);
  }

  private idOfFile(name: string): string {
    const { from, id, pattern } = this.layout.instrument;
    if (from === 'fixed') return id ?? '';
    const stem = name.replace(/\.gz$/iu, '').replace(/\.(?:csv|tsv|txt)$/iu, '');
    return pattern === undefined ? stem : (new RegExp(pattern, 'u').exec(stem)?.[1] ?? '');
  }

  private nameOf(index: number): string {
    return this.sources[index]?.name ?? '';
  }
}

function instrumentOf(layout: CsvLayout, id: string): Instrument {
  const { kind, currency, baseCurrency, tickSize, lotSize, multiplier, calendar } = layout.instrument;
  const terms = { id, currency, tickSize, lotSize, multiplier, calendar };
  return kind === 'currency-pair' ? { ...terms, kind, baseCurrency: baseCurrency ?? '' } : { ...terms, kind };
}

function skipNotes(skipped: ImportResult['skipped']): string[] {
  const reasons = {
    blank: 'without a price',
    offSession: 'on a day without a session',
    invalid: 'with prices that cannot be',
  };
  return (['blank', 'offSession', 'invalid'] as const)
    .filter((reason) => skipped[reason] > 0)
    .map((reason) => `${skipped[reason]} rows ${reasons[reason]} were left out.`);
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
