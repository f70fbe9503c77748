/** Entry of the `assay` command: everything ambient is taken here and handed down. */
import { readFileSync } from 'node:fs';
import { EXIT_CODES, printInterruption, printOutputFailure, runProgram } from '../cli/index.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

// Nothing is put in order here: whatever a killed command leaves behind, the next one understands.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(printInterruption(process.argv.slice(2), process)));
}
// A reader that has gone, as in `assay ... | head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT_CODES.done : printOutputFailure(error, process)),
);

process.exitCode = await runProgram(
  process.argv.slice(2),
  {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    clock: { now: () => Date.now() },
  },
  version,
);
