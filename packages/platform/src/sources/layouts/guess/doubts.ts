import type { GuessedColumns } from './guess-columns.ts';
import type { GuessedTime } from './guess-time.ts';

/** Something that the first records cannot show, or not for certain. */
export interface Doubt {
  /** The key of the layout that it is about. */
  readonly key: string;
  /** True if the layout is none until it is declared. */
  readonly mustBeDeclared: boolean;
  /** What is doubtful, and how it is changed. */
  readonly message: string;
}

const UNSHOWN = 'the bytes do not show it';

/** A doubt about something that was taken as it seems. */
export function likely(key: string, message: string): Doubt {
  return { key, mustBeDeclared: false, message };
}

function open(key: string, message: string): Doubt {
  return { key, mustBeDeclared: true, message };
}

/** Doubts about times. */
export function timeDoubts(
  { format, others }: GuessedTime,
  needs: { readonly needsZone: boolean; readonly needsStamp: boolean; readonly needsTimeframe: boolean },
): readonly Doubt[] {
  const doubts: Doubt[] = [];
  if (needs.needsZone)
    doubts.push(open('time.zone', `of which zone are the times? ${UNSHOWN}: UTC, America/New_York, UTC+02:00, ...`));
  if (needs.needsTimeframe)
    doubts.push(open('timeframe', 'the steps between the times are of no length that bars have: 5m, 1h, 1d, ...'));
  if (needs.needsStamp)
    doubts.push(open('barStamp', `open or close: which end of its bar does a time name? ${UNSHOWN}`));
  if (others.length > 0)
    doubts.push(
      likely(
        'time.format',
        `taken for '${format}', as its times follow one another; every time would also fit ${others.join(', ')}`,
      ),
    );
  return doubts;
}

/** Doubts about the prices and instruments of bars. */
export function barDoubts(
  { from, kind, calendar, tickSize }: Readonly<Record<string, string | undefined>>,
  { isByPlace }: GuessedColumns,
  scale: number,
): readonly Doubt[] {
  const doubts = [open('adjustment', `raw, split or split-and-dividend: what was done to the prices? ${UNSHOWN}`)];
  if (scale !== 1) doubts.push(likely('priceScale', `the prices look like rates times ${scale}`));
  if (isByPlace)
    doubts.push(
      likely(
        'columns',
        'there is no header; the places were taken for time, open, high, low, close and volume, in that order',
      ),
    );
  if (from === 'column-name')
    doubts.push(
      likely(
        'instrument.from',
        'every other column was taken for the closes of an instrument; for values that are no prices use `kind: values`',
      ),
    );
  doubts.push(
    likely(
      'instrument.kind',
      `taken for '${kind ?? ''}' of the calendar '${calendar ?? ''}', by the name of the file and its days`,
    ),
    likely('instrument.tickSize', `${tickSize ?? ''} is the smallest step that the first prices show`),
  );
  return doubts;
}
