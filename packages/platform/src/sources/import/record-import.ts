import type { RecordsLayout } from '../layouts/layout.ts';
import { withAvailability } from './bar-import.ts';
import { Intake } from './intake.ts';
import { nothing } from './kind-import.ts';
import type { KindImport } from './kind-import.ts';
import { LeanReader } from './lean-reader.ts';
import { labelOf } from './place.ts';
import type { Place } from './place.ts';
import { TableReader } from './record-reader.ts';
import { RECORD, recordStage } from './record-stage.ts';
import { RecordWriter } from './record-writer.ts';
import { RowBuffer } from './row-buffer.ts';
import { readThrough } from './staged-groups.ts';
import type { Block } from './staged-groups.ts';
import { tableSources } from './table-sources.ts';
import type { RecordClash, TableSourceOptions } from './table-sources.ts';

/** The import of records other than bars. */
export function recordImport(layout: RecordsLayout): KindImport {
  const stage = recordStage(layout.kind);
  const intake = new Intake(layout, new RowBuffer(stage.columns.length));
  const writer = new RecordWriter(layout, intake);
  const reader =
    layout.derive === 'columns' ? new TableReader(layout, intake, writer) : new LeanReader(layout, intake, writer);
  const options = (files: readonly string[], onClash: TableSourceOptions['onClash']): TableSourceOptions => ({
    ...{ layout, files, onClash, words: writer.words },
    subjects: intake.subjects,
    memberEnds: intake.memberEnds,
  });
  return {
    intake,
    reader,
    stage,
    columns: withAvailability(layout),
    check: async (staging, files) => {
      if (intake.isInOrder) return;
      const found = options(files, (clash, block) => noteClash(intake, clash, block));
      for await (const source of tableSources(staging, found)) await readThrough(source.chunks());
    },
    notes: () => [],
    series: () => nothing(),
    tables: (staging, files) =>
      tableSources(
        staging,
        options(files, () => undefined),
      ),
  };
}

function noteClash(intake: Intake, { kind, first, second }: RecordClash, block: Block): void {
  if (kind === 'same' && intake.mayLeaveOut('duplicate')) {
    intake.skipped.duplicate++;
    return;
  }
  const place = (row: number): readonly [label: string, row: number] => {
    const source = (block.columns[RECORD.file] as Float64Array)[row] as number;
    return [labelOf(intake.places[source] as Place), (block.columns[RECORD.row] as Float64Array)[row] as number];
  };
  const why =
    kind === 'same'
      ? 'is the same record, with the same values; `rows: {duplicate: skip}` leaves it out'
      : 'is the same record, with other values';
  const id = intake.subjects[block.subject]?.id ?? '';
  intake.problems.add(...place(second), `record of '${id}' beside ${place(first).join(':')} ${why}`);
}
