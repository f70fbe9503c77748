/** Entry of the `assay` command: everything ambient is taken here and handed down. */
import { readFileSync } from 'node:fs';
import { runProgram } from '../cli/index.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
// A reader that has gone, as `assay ... | head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

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
