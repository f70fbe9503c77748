/** The house checks: what must hold for every file, besides the tests. */
import { availableParallelism } from 'node:os';
import { runNode } from './processes.mjs';

const COMMANDS = {
  lint: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  types: ['scripts/types.mjs'],
  boundaries: ['scripts/boundaries.mjs'],
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
};

/** Names of the checks, the slowest first. */
export const CHECK_NAMES = Object.keys(COMMANDS);

/**
 * Runs the named checks, one process per core at a time, and prints one line per check; the output of a check is shown
 * when it fails.
 *
 * @returns the names of the checks that failed.
 */
export async function runChecks(names) {
  const queue = [...names];
  const failed = [];
  const worker = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const [file, ...args] = COMMANDS[name];
      const started = performance.now();
      const { code, output } = await runNode(file, args, { capture: true });
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      if (code !== 0) failed.push(name);
      process.stdout.write(
        code === 0 ? `ok    ${name} (${seconds} s)\n` : `FAIL  ${name} (${seconds} s)\n${output.trim()}\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), queue.length) }, worker));
  return failed;
}
