/** Where progress is written: a terminal, a pipe or a file. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** True when text written to `stream` may carry colours: a terminal, and nobody set `NO_COLOR`. */
export function coloursWanted(
  stream: ProgressStream,
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return isCapableTerminal(stream, env) && (env['NO_COLOR'] ?? '') === '';
}

/** True for a terminal that can redraw a line. */
export function isCapableTerminal(stream: ProgressStream, env: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
