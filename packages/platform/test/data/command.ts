import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/assay.js', import.meta.url));

/** The `assay` command in a process group of its own. */
export interface RunningCommand {
  /** True until it has ended. */
  readonly isRunning: () => boolean;
  /** Ends it and all that it started, as a power cut would; or sends them another signal. */
  kill(signal?: NodeJS.Signals): void;
  /** Waits until it has printed a text, or has ended. */
  said(text: string): Promise<void>;
  readonly ended: Promise<CommandResult>;
}

/** How a command ended. */
export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Starts the real command in `cwd`. */
export function startCommand(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningCommand {
  const started = performance.now();
  const child = spawn(process.execPath, [BIN, ...args], {
    ...{ cwd, detached: true, env: { ...process.env, ...env } },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, isRunning] = ['', '', true];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      isRunning = false;
      resolve({ code, signal, stdout, stderr, seconds: (performance.now() - started) / 1000 });
    });
  });
  const kill = (signal: NodeJS.Signals = 'SIGKILL'): void => {
    try {
      process.kill(-(child.pid as number), signal);
    } catch {
      // It has ended by itself.
    }
  };
  const said = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (stdout.includes(text) || !isRunning) resolve();
      };
      child.stdout.on('data', look);
      child.on('close', look);
      look();
    });
  return { isRunning: () => isRunning, kill, said, ended };
}

/** Runs the command to its end; throws unless it went well. */
export async function runCommand(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const result = await startCommand(cwd, args, env).ended;
  if (result.code !== 0)
    throw new Error(`assay ${args.join(' ')} ended with ${result.code ?? result.signal}: ${result.stderr}`);
  return result;
}
