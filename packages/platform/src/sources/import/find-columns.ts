import { nearestName } from '@assay/core/checks';
import type { ColumnReference } from '../layouts/layout.ts';

/** Places of columns in a record, from 0, by key. */
export type ColumnPlaces = Readonly<Record<string, number>>;

/**
 * Finds columns in a file.
 *
 * @param names - the header's names; undefined without a header.
 * @param count - columns of the file.
 * @returns the places, and what is missing, ambiguous or beyond the last column.
 */
export function findColumns(
  columns: Readonly<Record<string, ColumnReference>>,
  names: readonly string[] | undefined,
  count: number,
): { readonly places: ColumnPlaces; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const entries = Object.entries(columns).map(([key, reference]) => {
    const place = placeOf(reference, names ?? []);
    if (typeof reference === 'number') {
      if (reference > count) problems.push(`column ${reference} is missing; the file has ${count} columns`);
    } else if (place < 0) {
      problems.push(missing(reference, names));
    } else if (names?.includes(reference, place + 1) === true) {
      problems.push(`column '${reference}' stands twice in the header`);
    }
    return [key, place] as const;
  });
  return { places: Object.fromEntries(entries), problems };
}

/** The columns of a wide file that none of `named` and `except` refers to, with their names. */
export function otherColumns(
  names: readonly string[],
  named: Iterable<number>,
  except: readonly ColumnReference[],
): readonly (readonly [place: number, name: string])[] {
  const taken = new Set([...named, ...except.map((reference) => placeOf(reference, names))]);
  return names.map((name, place) => [place, name] as const).filter(([place]) => !taken.has(place));
}

function placeOf(reference: ColumnReference, names: readonly string[]): number {
  return typeof reference === 'number' ? reference - 1 : names.indexOf(reference);
}

function missing(name: string, names: readonly string[] | undefined): string {
  if (names === undefined) return `column '${name}' cannot be found: the file has no header`;
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
  return `column '${name}' is missing; the file has ${names.join(', ')}${hint}`;
}

/** The time of a record: one column, or a day and a time of day in two, which are joined by a blank. */
export function timeText(fields: readonly string[], places: ColumnPlaces, otherwise: string): string {
  const [time, clock] = [places['time'], places['clock']];
  if (time === undefined) return otherwise;
  const text = fields[time] ?? '';
  return clock === undefined ? text : `${text} ${fields[clock] ?? ''}`;
}
