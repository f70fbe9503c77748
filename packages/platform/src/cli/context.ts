import type { Clock } from '@assay/core/time';

/** Where text goes. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What a command knows of the world it was started in. */
export interface CommandContext {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
}

/** Writes a line for people to standard output. */
export function printLine(context: CommandContext, text = ''): void {
  context.stdout.write(`${text}\n`);
}
