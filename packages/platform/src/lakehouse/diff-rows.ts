import type { EpochMs } from '@assay/core/time';
import type { Lakehouse } from './lakehouse.ts';
import type { PartFacts } from './manifest.ts';
import { readBlocks } from './read-parts.ts';
import { numberAt, pairedRows, RowCursor, textAt } from './row-cursor.ts';
import type { RowPair, RowPlace } from './row-cursor.ts';
import type { RowShape } from './row-shape.ts';

/** How many rows differ, each version of a row counted. */
export interface RowCounts {
  readonly added: number;
  readonly removed: number;
  /** Rows with the same time, keys and place among the versions, but other values, time of availability or source. */
  readonly changed: number;
}

/** One row that differs. */
export interface RowChange {
  readonly eventTime: EpochMs;
  /** Null where the row is not there. */
  readonly before: RowValues | null;
  readonly after: RowValues | null;
}

/** The values of a row by column, with its source; null where unknown. */
export type RowValues = Readonly<Record<string, number | string | null>>;

/** Compares the rows of a part in two versions; either may be missing. */
export async function diffRows(
  lake: Lakehouse,
  part: { readonly before: PartFacts | undefined; readonly after: PartFacts | undefined },
  options: { readonly shapes: Shapes; readonly nExamples: number },
): Promise<{ readonly counts: RowCounts; readonly examples: readonly RowChange[] }> {
  const { shapes, nExamples } = options;
  const open = (facts: PartFacts | undefined, shape: RowShape): RowCursor => {
    const parts = facts === undefined ? [] : [{ facts }];
    return new RowCursor(shape, readBlocks(lake, { shape, parts, vintage: 'all', verify: true }));
  };
  const counts = { added: 0, removed: 0, changed: 0 };
  const examples: RowChange[] = [];
  for await (const pair of pairedRows(open(part.before, shapes.before), open(part.after, shapes.after))) {
    for (const change of changesOf(shapes, pair)) {
      counts[change.before === null ? 'added' : change.after === null ? 'removed' : 'changed']++;
      if (examples.length < nExamples) examples.push(change);
    }
  }
  return { counts, examples };
}

interface Shapes {
  readonly before: RowShape;
  readonly after: RowShape;
}

function changesOf(shapes: Shapes, { before, after }: RowPair): readonly RowChange[] {
  const length = Math.max(before.length, after.length);
  const changes = Array.from({ length }, (_, index) => changeOf(shapes, before[index], after[index]));
  return changes.filter((change) => change !== undefined);
}

function changeOf(shapes: Shapes, before: RowPlace | undefined, after: RowPlace | undefined): RowChange | undefined {
  const eventTime = ((after ?? before) as RowPlace).key.eventTime;
  const left = before === undefined ? null : valuesOf(shapes.before, before);
  const right = after === undefined ? null : valuesOf(shapes.after, after);
  const names = Object.keys({ ...left, ...right });
  const isSame = left !== null && right !== null && names.every((name) => Object.is(left[name], right[name]));
  return isSame ? undefined : { eventTime, before: left, after: right };
}

function valuesOf({ numbers, texts }: RowShape, row: RowPlace): RowValues {
  const values: Record<string, number | string | null> = {};
  for (const [place, { name }] of numbers.entries()) {
    const value = numberAt(row, place);
    values[name] = Number.isNaN(value) ? null : value;
  }
  for (const [place, name] of texts.entries()) values[name] = textAt(row, place);
  const { files, file, row: rows } = row.block.source;
  values['sourceFile'] = files[file[row.index] as number] ?? null;
  values['sourceRow'] = rows[row.index] as number;
  return values;
}
