import { DataError } from '@assay/core/errors';
import type { JsonSafe } from '@assay/core/errors';

/** What an error is about: a file, or a member of it. */
export interface Place {
  readonly file: string;
  readonly member?: string | undefined;
}

/** How a sentence about the place begins. */
export function placeName({ file, member }: Place): string {
  return member === undefined ? `'${file}'` : `'${file}', member '${member}',`;
}

/** An error that says what is wrong with the data at `place`, and what to do. */
export function dataFault(
  place: Place,
  what: string,
  hint: string,
  { cause, facts }: { readonly cause?: unknown; readonly facts?: Readonly<Record<string, JsonSafe>> } = {},
): DataError {
  return new DataError(`${placeName(place)} ${what}`, {
    ...(cause === undefined ? {} : { cause }),
    context: { file: place.file, member: place.member, ...facts },
    hint,
  });
}

/** First line of what an error says. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
