import path from 'node:path';
import type { SourceFile, Staging } from '../../lakehouse/index.ts';
import { readMembers } from '../files/index.ts';
import type { FormatOptions, ReadSummary } from '../files/index.ts';
import type { LayoutShared } from '../layouts/layout.ts';
import type { ImportOptions } from './import-options.ts';
import type { Intake, MemberColumns } from './intake.ts';
import type { KindImport } from './kind-import.ts';
import type { Place } from './place.ts';

const PROGRESS_ROWS = 10_000;

/** What reading needs. */
export interface ReadFilesOptions {
  readonly kind: KindImport;
  readonly staging: Staging;
  readonly options: ImportOptions;
}

/** What was read. */
export interface FilesRead {
  /** Name of each source that rows refer to: the hash of a file, with the member where it has several. */
  readonly files: readonly string[];
  readonly sources: readonly SourceFile[];
}

/** Reads files, in the order given, into staging. */
export async function readFiles(
  files: readonly string[],
  { kind, staging, options }: ReadFilesOptions,
): Promise<FilesRead> {
  const { intake } = kind;
  const names: string[] = [];
  const sources: SourceFile[] = [];
  for (const file of files) {
    const members = new MemberSink(file, { kind, staging, options });
    const summary = await readMembers(file, formatOf(intake.layout), members, { database: options.database });
    members.endMember();
    await intake.buffer.flush(staging);
    names.push(...sourceNames(summary, members.count));
    const name = path.basename(file);
    const same = sources.find((source) => source.sha256 === summary.sha256);
    if (same !== undefined) noteSame(kind.intake, name, same.name);
    sources.push({ sha256: summary.sha256, name, rows: summary.members.reduce((sum, { rows }) => sum + rows, 0) });
  }
  return { files: names, sources };
}

/** Files of one content are a mistake, unless their names say of which day each is. */
function noteSame(intake: Intake, name: string, other: string): void {
  if (name !== other && intake.layout.timeFromName !== undefined)
    intake.repeated.push(`${name} repeats ${other}, byte by byte.`);
  else intake.problems.add(name, undefined, `is the same file as ${other}`);
}

/** How the records of a layout stand in files. */
export function formatOf(layout: LayoutShared): FormatOptions {
  const { format, separator, header, quote, skipLines, comment, jsonPath, members } = layout;
  return { format, separator, header, quote, skipLines, comment, jsonPath, members };
}

function sourceNames({ sha256, isArchive, members }: ReadSummary, count: number): readonly string[] {
  const hasSeveral = isArchive && members.length > 1;
  return Array.from({ length: count }, (_, index) => (hasSeveral ? `${sha256}!${members[index]?.name ?? ''}` : sha256));
}

/** Hands the records of a file's members to the reader of the kind. */
class MemberSink {
  /** Members that have begun. */
  count = 0;
  private readonly file: string;
  private readonly context: ReadFilesOptions;
  private names: readonly string[] | undefined;
  private columns: MemberColumns | undefined;
  private isUsable = true;
  private isOpen = false;

  constructor(file: string, context: ReadFilesOptions) {
    this.file = file;
    this.context = context;
  }

  member(name: string, isInArchive: boolean): void {
    this.endMember();
    const { intake, reader } = this.context.kind;
    const place: Place = { file: this.file, member: name, isInArchive, source: intake.places.length };
    this.count++;
    this.names = undefined;
    this.columns = undefined;
    this.isUsable = true;
    this.isOpen = true;
    intake.begin(place);
    reader.begin(place);
  }

  header(names: readonly string[]): void {
    this.names = names;
    this.columns = undefined;
  }

  async records(batch: readonly (readonly string[])[], firstRow: number): Promise<void> {
    const { kind, staging, options } = this.context;
    const { intake, reader } = kind;
    this.countRows(batch.length, options);
    if (!this.isUsable) return;
    this.columns ??= this.findColumns(batch[0]?.length ?? 0);
    const { columns } = this;
    if (columns === undefined) return;
    let row = firstRow;
    for (const fields of batch) {
      if (fields.length === columns.width) reader.record(fields, row, columns);
      else intake.problem(row, `has ${fields.length} fields where ${columns.width} are expected`);
      row++;
      if (intake.buffer.isFull) await intake.buffer.flush(staging);
    }
  }

  /** Ends the member that is open. */
  endMember(): void {
    if (this.isOpen && this.isUsable) this.context.kind.reader.end();
    this.isOpen = false;
  }

  private findColumns(width: number): MemberColumns | undefined {
    const { intake, columns } = this.context.kind;
    const found = intake.findColumns(columns, this.names, this.names?.length ?? width);
    this.isUsable = found !== undefined;
    return found;
  }

  private countRows(count: number, { onProgress }: ImportOptions): void {
    const { intake } = this.context.kind;
    const before = intake.rows;
    intake.rows += count;
    if (Math.floor(intake.rows / PROGRESS_ROWS) > Math.floor(before / PROGRESS_ROWS)) onProgress?.(intake.rows);
  }
}
