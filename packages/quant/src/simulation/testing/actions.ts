import { recordTable } from '../../market/index.ts';
import type { RecordRow, RecordTable } from '../../market/index.ts';

/** A corporate action, known at its ex-day unless told otherwise. */
export function action(
  type: string,
  eventTime: number,
  value: number | undefined,
  more: { readonly availableAt?: number; readonly text?: string } = {},
): RecordRow {
  const { availableAt = eventTime, text } = more;
  return { eventTime, availableAt, values: { type, value, text } };
}

/** A table of corporate actions of an instrument in dollars. */
export function actionsOf(rows: readonly RecordRow[], id = 'TEST', unit = 'USD'): RecordTable {
  return recordTable({ kind: 'actions', id, unit, synthetic: true }, rows);
}
