/** Work that is begun before what comes before it has ended. */
export interface BegunAhead {
  /** Is aborted by the first failure: what has not begun by then need not begin. */
  readonly signal: AbortSignal;
  /** Begins a piece of work; what is given back fails as it does, and need not be waited for. */
  begin<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits for all that was begun, however it ends. */
  settled(): Promise<void>;
  /** What failed first, where anything did: what was told to end because of it says less. */
  firstFailure(): { readonly error: unknown } | undefined;
}

/** Nothing that was begun may go on after whoever began it: `settled` is to be waited for. */
export function begunAhead(): BegunAhead {
  const ended = new AbortController();
  const begun: Promise<unknown>[] = [];
  let first: { readonly error: unknown } | undefined;
  const note = (error: unknown): void => {
    first ??= { error };
    ended.abort();
  };
  return {
    signal: ended.signal,
    begin: (work) => {
      const result = work();
      begun.push(result.catch(note));
      return result;
    },
    settled: async () => void (await Promise.all(begun)),
    firstFailure: () => first,
  };
}
