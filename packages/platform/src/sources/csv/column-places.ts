import { nearestName } from '@assay/core/checks';
import type { ColumnReference, LayoutColumns } from './layout.ts';
import type { ColumnPlaces } from './parse-row.ts';

const KEYS: readonly (keyof LayoutColumns)[] = ['time', 'open', 'high', 'low', 'close', 'volume', 'instrument'];

/**
 * Finds the columns of a layout in a file.
 *
 * @param names - the header's names; undefined without a header.
 * @param count - columns of the file.
 * @returns the places, and what is missing, ambiguous or beyond the last column.
 */
export function findColumns(
  columns: LayoutColumns,
  names: readonly string[] | undefined,
  count: number,
): { readonly places: ColumnPlaces; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const place = (reference: ColumnReference | undefined): number => {
    if (reference === undefined) return -1;
    if (typeof reference === 'number') {
      if (reference > count) problems.push(`column ${reference} is missing; the file has ${count} columns`);
      return reference - 1;
    }
    const first = (names ?? []).indexOf(reference);
    if (first < 0) problems.push(missing(reference, names ?? []));
    else if (names?.includes(reference, first + 1) === true)
      problems.push(`column '${reference}' stands twice in the header`);
    return first;
  };
  const places = Object.fromEntries(KEYS.map((key) => [key, place(columns[key])])) as unknown as ColumnPlaces;
  return { places, problems };
}

function missing(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
  return `column '${name}' is missing; the file has ${names.join(', ')}${hint}`;
}
