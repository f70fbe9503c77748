import type { Clock } from '@assay/core/time';

/** Where text goes. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** The world that a command line was started in. */
export interface Surroundings {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
  /**
   * Takes over the signals that would end the process at once: the signal that is given back is aborted instead, and whoever
   * took them has about a second to end the command.
   */
  takeStop?(): AbortSignal;
}

/** What a command knows of that world, and how it ends. */
export interface CommandContext extends Surroundings {
  /** Ends with this exit code although nothing is thrown: everything that is to be said has been printed. */
  endWith(exitCode: number): void;
}

/** Writes a line for people to standard output. */
export function printLine(context: Surroundings, text = ''): void {
  context.stdout.write(`${text}\n`);
}

/** Writes the one JSON document of a command to standard output. */
export function printJson(context: Surroundings, value: unknown): void {
  context.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Columns that text may take: those of the terminal, else 100. A terminal of unknown size reports 0 columns. */
export function widthOf({ columns }: TextSink): number {
  return columns !== undefined && columns >= 1 ? Math.floor(columns) : 100;
}
