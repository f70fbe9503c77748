import { AVAILABLE_AT, EVENT_TIME } from './row-shape.ts';
import type { RowBlock, RowShape } from './row-shape.ts';

/** What a row is sorted by: event time, then its keys; versions of one row agree in both. */
export interface RowKey {
  readonly eventTime: number;
  readonly keys: readonly (string | number)[];
  readonly availableAt: number;
}

const NO_KEYS: readonly string[] = [];

/** What the row at `index` is sorted by. */
export function rowOf(shape: RowShape, block: RowBlock, index: number): RowKey {
  return {
    eventTime: block.numbers[EVENT_TIME]?.[index] as number,
    keys: shape.keys.length === 0 ? NO_KEYS : shape.keys.map((key) => keyAt(block, key, index)),
    availableAt: block.numbers[AVAILABLE_AT]?.[index] as number,
  };
}

function keyAt(block: RowBlock, { isText, place }: RowShape['keys'][number], index: number): string | number {
  if (!isText) return block.numbers[place]?.[index] as number;
  const text = block.texts[place];
  return text?.words[text.index[index] as number] ?? '';
}

/** Order of two rows by event time and keys: negative, 0 for versions of one row, or positive. */
export function compareRows(a: RowKey, b: RowKey): number {
  if (a.eventTime !== b.eventTime) return a.eventTime - b.eventTime;
  for (let index = 0; index < a.keys.length; index++) {
    const [left, right] = [a.keys[index] as string | number, b.keys[index] as string | number];
    if (left < right) return -1;
    if (left > right) return 1;
  }
  return 0;
}
