import type { PeekedRecords } from '../../files/index.ts';
import type { ColumnReference } from '../layout.ts';

/** The keys of a layout that say how the records stand in the file, where they differ from the defaults. */
export function formOf(peeked: PeekedRecords): Readonly<Record<string, unknown>> {
  const { format: kind = 'csv', separator = ',', skipLines = 0, jsonPath = '' } = peeked.format;
  const found: Readonly<Record<string, unknown>> = {
    format: kind,
    separator: kind !== 'csv' ? ',' : separator === '\t' ? 'tab' : separator,
    decimal: hasDecimalCommas(peeked) ? ',' : '.',
    header: peeked.header !== undefined,
    skipLines,
    jsonPath,
  };
  const usual: Readonly<Record<string, unknown>> = {
    ...{ format: 'csv', separator: ',', decimal: '.', header: true, skipLines: 0, jsonPath: '' },
  };
  return Object.fromEntries(Object.entries(found).filter(([key, value]) => value !== usual[key]));
}

/** Numbers such as 510,1 in a file that is cut by another sign. */
function hasDecimalCommas({ format, records }: PeekedRecords): boolean {
  if (format.separator === ',') return false;
  const cells = records.flat();
  return cells.some((text) => /^-?\d+,\d+$/u.test(text)) && !cells.some((text) => /^-?\d+\.\d+$/u.test(text));
}

/** The texts of a column. */
export function textsOf({ header, records }: PeekedRecords, column: ColumnReference): readonly string[] {
  const place = typeof column === 'number' ? column - 1 : (header ?? []).indexOf(column);
  return records.map((fields) => fields[place] ?? '');
}

/** The texts of the times, joined where day and time of day have columns of their own. */
export function timesOf(peeked: PeekedRecords, columns: Readonly<Record<string, ColumnReference>>): readonly string[] {
  const { time, clock } = columns;
  const days = time === undefined ? [] : textsOf(peeked, time);
  if (clock === undefined) return days;
  const clocks = textsOf(peeked, clock);
  return days.map((day, index) => `${day} ${clocks[index] ?? ''}`);
}
