import { wrong } from './faults.ts';
import type { RowFault } from './faults.ts';
import type { ColumnPlaces } from './find-columns.ts';
import { isBlank } from './numbers.ts';

/** An action of a share. */
export interface ActionRow {
  readonly type: 'split' | 'cash-dividend';
  readonly value: number;
}

/** The split and dividend of a day, where its row has any: a split factor of 1 and a dividend of 0 are none. */
export function actionRows(
  fields: readonly string[],
  places: ColumnPlaces,
  parse: (text: string) => number,
): readonly ActionRow[] | RowFault {
  const actions: ActionRow[] = [];
  for (const [key, type, none] of [
    ['split', 'split', 1],
    ['dividend', 'cash-dividend', 0],
  ] as const) {
    const place = places[key];
    const text = place === undefined ? '' : (fields[place] ?? '');
    if (isBlank(text)) continue;
    const value = parse(text);
    if (Number.isNaN(value)) return wrong(`${key} '${text}' is not a number`);
    if (!(value >= 0 && value < Infinity) || (type === 'split' && value === 0))
      return { fault: `${key} ${text} cannot be`, policy: 'invalid' };
    if (value !== none) actions.push({ type, value });
  }
  return actions;
}
