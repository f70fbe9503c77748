import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A TypeScript program that runs in a process of its own, so that a test can kill it. */
export interface NodeChild {
  readonly pid: number;
  /** Lines that it wrote to its standard output, as they come. */
  readonly lines: AsyncIterableIterator<string>;
  /** Ends it without warning, as a power cut would. */
  kill(): void;
  /** Its exit code, or the signal that ended it; rejects with its error output when it failed by itself. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts the program at `url` with the arguments given; it does not outlive the test. */
export function nodeChild(url: URL, args: readonly (string | number)[] = []): NodeChild {
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning', fileURLToPath(url)];
  const child = spawn(process.execPath, [...flags, ...args.map(String)], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal !== null) resolve(signal);
      else if (code === 0) resolve(0);
      else reject(new Error(`child ended with ${code}: ${complaint}`));
    });
  });
  ended.catch(() => undefined); // the test looks at it when it is ready to
  return {
    pid: child.pid ?? -1,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() as AsyncIterableIterator<string>,
    kill: () => child.kill('SIGKILL'),
    ended,
  };
}
