import { RECORD_COLUMNS } from '@assay/quant/market';
import type { RecordColumn } from '@assay/quant/market';
import type { Gate } from '@assay/quant/signals';

/** Places of what every staged row has; the columns of a gate follow. */
export const ROW = { instrument: 0, eventTime: 1, file: 2, line: 3, availableAt: 4, first: 5 } as const;

const OWN = ['instrument', 'eventTime', 'file', 'line', 'availableAt'];

/** Columns of a gate with their places in staging; texts stand there as numbers of words. */
export const SLOTS: readonly (RecordColumn & { readonly slot: number })[] = RECORD_COLUMNS.gates.map(
  (column, index) => ({ ...column, slot: ROW.first + index }),
);

/** How gates are staged: by instrument and time, and in the order of their files where these are the same. */
export const GATE_STAGE: Readonly<Record<'columns' | 'order', readonly string[]>> = {
  columns: [...OWN, ...SLOTS.map(({ name }) => `of ${name}`)],
  order: ['instrument', 'eventTime', 'file', 'line'],
};

const TIMEFRAME = slotOf('timeframe');
const MAKER = slotOf('maker');

/** Places of the columns that, with instrument and time, tell one gate from another. */
export const KEYS: readonly number[] = [TIMEFRAME, MAKER];

function slotOf(name: string): number {
  return ROW.first + RECORD_COLUMNS.gates.findIndex((column) => column.name === name);
}

/** What a gate has in its columns. */
export function valuesOf(gate: Gate): Readonly<Record<string, number | string | undefined>> {
  const { timeframe, maker, direction, regime, signature, admit, hardBlocked, measures } = gate;
  return {
    ...{ timeframe, maker, direction, regime, signature, ...measures },
    ...{ admit: flag(admit), hardBlocked: flag(hardBlocked), reasons: list(gate.reasons), tags: list(gate.tags) },
  };
}

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function list(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : JSON.stringify(words);
}
