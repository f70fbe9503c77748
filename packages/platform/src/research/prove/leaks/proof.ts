/** The first record in which a leak shows, with times as text. */
export interface ShownDifference {
  /** `prefix`, `poison`, `late-poison`: replay; `order`: the record alone; `data`: what was used beside what was known. */
  readonly kind: 'prefix' | 'poison' | 'late-poison' | 'rerun' | 'order' | 'data';
  readonly cut: string | null;
  readonly time: string;
  readonly instrument: string;
  readonly what: string;
  readonly full: string | null;
  readonly replayed: string | null;
}

/** What was found of one planted kind. */
export interface FoundKind {
  readonly kind: string;
  readonly isCaught: boolean;
  /** Its clean twin raised an alarm, or could not be tested. */
  readonly isFalseAlarm: boolean;
  readonly firstDifference: ShownDifference | null;
}
