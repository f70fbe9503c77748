import { fixedClock } from '@assay/core/time';
import type { Clock } from '@assay/core/time';
import { runProgram } from '../program.ts';

/** Where and when a command line is run. */
export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends a command that would go on for ever. @default nothing does */
  readonly stop?: AbortSignal;
  /** @default noon of 2021-01-04, always */
  readonly clock?: Clock;
  /** Is shown everything that is written to standard output, as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** What a command line left behind. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the one JSON document that it must be. */
  json(): any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

const NOW = Date.UTC(2021, 0, 4, 12);

/** Runs a command line in this process, in a folder of its own, on 2021-01-04. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr'): { write(text: string): void } => ({
    write: (text) => {
      written[name] += text;
      if (name === 'stdout') options.onOutput?.(text);
    },
  });
  const surroundings = {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: options.env ?? {},
    cwd: options.cwd,
    clock: options.clock ?? fixedClock(NOW),
    takeStop: () => options.stop ?? new AbortController().signal,
  };
  const code = await runProgram(args, surroundings, '1.2.3');
  return { code, ...written, json: () => JSON.parse(written.stdout) as unknown };
}
