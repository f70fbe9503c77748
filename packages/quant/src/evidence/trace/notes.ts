/** What one check has to say. */
export interface TraceNotes {
  differs(what: string): void;
  /** Noted once, however often it is said. */
  takes(what: string): void;
}
