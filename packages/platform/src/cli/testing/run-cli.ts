import { fixedClock } from '@assay/core/time';
import { runProgram } from '../program.ts';

/** Where and when a command line is run. */
export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
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
    write: (text) => void (written[name] += text),
  });
  const surroundings = {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: options.env ?? {},
    cwd: options.cwd,
    clock: fixedClock(NOW),
  };
  const code = await runProgram(args, surroundings, '1.2.3');
  return { code, ...written, json: () => JSON.parse(written.stdout) as unknown };
}
