import { keptRecords } from '@assay/quant/market';
import type { RecordTable } from '@assay/quant/market';
import type { BesideBars } from './beside.ts';

/** What stands beside bars without corporate actions and gates that were not known at a time. */
export function knownActions(beside: BesideBars, time: number): BesideBars {
  return { ...beside, actions: knownTables(beside.actions, time), gates: knownTables(beside.gates, time) };
}

/** Tables without the records that were not known at a time. */
export function knownTables(tables: readonly RecordTable[], time: number): readonly RecordTable[] {
  return tables.map((table) => keptRecords(table, (row) => (table.availableAt[row] as number) <= time));
}

/**
 * What stands beside bars with garbage that is valid by schema in place of every gate that was not known at a time: it points the
 * other way, and its levels are turned round.
 */
export function poisonedGates(beside: BesideBars, time: number): BesideBars {
  return { ...beside, gates: beside.gates.map((table) => poisonedTable(table, time)) };
}

function poisonedTable(table: RecordTable, time: number): RecordTable {
  const turned = (column: Float64Array | undefined, turn: (value: number) => number): Float64Array =>
    (column ?? new Float64Array(table.length).fill(NaN)).map((value, row) =>
      (table.availableAt[row] as number) <= time ? value : turn(value),
    );
  const { direction, hazard, hardBlocked } = table.numbers;
  const numbers = {
    ...table.numbers,
    direction: turned(direction, (value) => (value === 0 ? 1 : -value)),
    hazard: turned(hazard, (value) => (Number.isNaN(value) ? 0 : 1 - value)),
    hardBlocked: turned(hardBlocked, (value) => (value === 1 ? 0 : 1)),
  };
  return { ...table, numbers };
}
