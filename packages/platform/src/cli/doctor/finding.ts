/** What one examination found. `note`: it works, but something is worth knowing. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'missing';
  /** What was found, in a few words. */
  readonly detail: string;
  /** How to get what is missing. */
  readonly remedy?: string | undefined;
}

/** One thing that is looked at. */
export interface Examination {
  readonly name: string;
  /** How to get it where it is missing. */
  readonly remedy: string;
  /** Tries it: what was found; throws where it is missing. */
  readonly attempt: (workspace: string) => Promise<Omit<Finding, 'name'>>;
}

/** An attempt that went well. */
export function ok(detail: string): { readonly state: 'ok'; readonly detail: string } {
  return { state: 'ok', detail };
}
