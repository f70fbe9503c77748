/** A command in a process of its own, and the most memory that it and its children held together. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { peakMemoryBytes, treeMemoryBytes } from '@assay/platform/telemetry';

const PROGRAM = fileURLToPath(new URL('../../packages/platform/bin/assay.js', import.meta.url));
const INTERVAL_MS = 20;

/** What a command took. */
export interface Measured {
  readonly status: number | null;
  /** Most resident memory of the tree, as sampled; pages that processes share are counted once for each. */
  readonly treeMiB: number;
  /** Most resident memory of the command's own process, as the system recorded it. */
  readonly ownMiB: number;
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `assay` with arguments and looks at its tree every 20 ms. */
export function measureAssay(args: readonly string[]): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = child.pid ?? 0;
  const [out, errors]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  let [tree, own] = [0, 0];
  const timer = setInterval(() => {
    tree = Math.max(tree, treeMemoryBytes([pid]) ?? 0);
    own = Math.max(own, peakMemoryBytes(pid) ?? 0);
  }, INTERVAL_MS);
  return new Promise((resolve) => {
    child.on('close', (status) => {
      clearInterval(timer);
      resolve({
        status,
        treeMiB: Math.round(Math.max(tree, own) / 2 ** 20),
        ownMiB: Math.round(own / 2 ** 20),
        seconds: (performance.now() - started) / 1000,
        stdout: out.join(''),
        stderr: errors.join(''),
      });
    });
  });
}
