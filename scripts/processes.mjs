/** Child processes of the house scripts: they end when their parent is told to. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const live = new Set();
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Passes signals on to every live child and ends with the signal's exit code when they have ended. */
export function endWithChildren() {
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.once(signal, async () => {
      const children = [...live];
      const ended = children.map((child) => new Promise((resolve) => child.once('close', resolve)));
      for (const child of children) child.kill(signal);
      await Promise.all(ended);
      process.exit(code);
    });
  }
}

/**
 * Runs a JavaScript file of the checkout on this Node.
 *
 * @param file - path from the root, as `node_modules/eslint/bin/eslint.js`.
 * @param options - `capture: true` collects what it prints instead of showing it; `flags` are Node's own.
 * @returns the exit code (1 where a signal ended it) and what was captured.
 */
export function runNode(file, args, { capture = false, flags = [] } = {}) {
  const child = spawn(process.execPath, [...flags, path.join(root, file), ...args], {
    cwd: root,
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  live.add(child);
  return new Promise((resolve, reject) => {
    const pieces = [];
    child.stdout?.on('data', (piece) => pieces.push(piece));
    child.stderr?.on('data', (piece) => pieces.push(piece));
    child.once('error', reject);
    child.once('close', (code) => {
      live.delete(child);
      resolve({ code: code ?? 1, output: Buffer.concat(pieces).toString('utf8') });
    });
  });
}
