/** Entry of the `assay` command: everything ambient is taken here and handed down. */
import { readFileSync } from 'node:fs';
import { EXIT_CODES, printInterruption, printOutputFailure, runProgram } from '../cli/index.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** How long a command that took over the signals may take to end. */
const GOODBYE_MS = 900;
const stop = new AbortController();
let isTaken = false;

// Nothing is put in order here: whatever a killed command leaves behind, the next one understands.
const leave = (): never => process.exit(printInterruption(process.argv.slice(2), process));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!isTaken || stop.signal.aborted) leave();
    stop.abort();
    setTimeout(leave, GOODBYE_MS).unref();
  });
}
// A reader that has gone, as in `assay ... | head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT_CODES.done : printOutputFailure(error, process)),
);

const exitCode = await runProgram(
  process.argv.slice(2),
  {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    clock: { now: () => Date.now() },
    takeStop: () => {
      isTaken = true;
      return stop.signal;
    },
  },
  version,
);
// What a stopped command left under way would keep the process alive.
if (stop.signal.aborted) process.exit(exitCode);
process.exitCode = exitCode;
