import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PlatformError, reviveError } from '@assay/core/errors';
import { DEFAULT_MEMORY_LIMIT } from '../settings/index.ts';
import type { RunReply } from './evaluator-messages.ts';
import { limited } from './limited.ts';
import { guardMemory } from './memory-guard.ts';
import type { MemoryGuard } from './memory-guard.ts';
import { productFlags, productFolders, runsFromSource } from './product-code.ts';
import type { EvaluatorTask, PlainError, TaskOutcome } from './task.ts';

const END_TIMEOUT_MS = 3_000;

/** Young objects have 8 MiB for each thread, not a share of the machine: less than half of the memory for little more time. */
const YOUNG_OBJECTS = '--max-semi-space-size=8';

/** How an evaluator is set up. */
export interface EvaluatorOptions {
  /** Number of threads; whole and ≥ 1. */
  readonly workers: number;
  /** Heap limit of each thread in MiB. */
  readonly heapMb: number;
  /** Most memory in bytes that this process and all its children may hold together while tasks run. @default 2 GiB */
  readonly memoryBytes?: number | undefined;
  /** Files and folders that tasks may read beside product code: packs, prepared user modules. */
  readonly readable: readonly string[];
  /** An empty folder to run in: a process can always read its working folder. Made if it does not exist. */
  readonly emptyFolder: string;
}

/** A process of its own that evaluates tasks without network, addons, children, writes or environment. */
export interface Evaluator {
  readonly pid: number;
  run(task: EvaluatorTask): Promise<TaskOutcome>;
  close(): Promise<void>;
}

/** What is known of the evaluator process. */
interface Link {
  readonly child: ChildProcess;
  readonly waiting: Map<number, Waiting>;
  /** User modules that are being evaluated. */
  modules: readonly string[];
  /** Why it is over. */
  ended?: PlatformError;
}

interface Waiting {
  readonly resolve: (outcome: TaskOutcome) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts an evaluator process and resolves when it is ready for tasks.
 *
 * @throws {PlatformError} ILLEGAL_STATE if `emptyFolder` holds anything, or if this Node cannot block the network.
 */
export async function startEvaluator(options: EvaluatorOptions): Promise<Evaluator> {
  checkNetworkPermission();
  mkdirSync(options.emptyFolder, { recursive: true });
  const found = readdirSync(options.emptyFolder);
  if (found.length > 0) {
    throw new PlatformError(
      'ILLEGAL_STATE',
      `the folder ${options.emptyFolder} must be empty, it holds ${found[0] ?? ''}`,
      {
        hint: 'Evaluations run in that folder so that they can read nothing else; move its content away.',
      },
    );
  }
  const child = forkHost(options);
  const link: Link = { child, waiting: new Map(), modules: [] };
  const errors = collectErrors(child);
  await whenReady(child, errors);
  listen(link, guardOf(link, options.memoryBytes ?? DEFAULT_MEMORY_LIMIT), errors);
  return evaluatorOf(link, options.workers);
}

function guardOf(link: Link, limitBytes: number): MemoryGuard {
  return guardMemory({
    pid: link.child.pid ?? 0,
    limitBytes,
    isBusy: () => link.waiting.size > 0,
    modules: () => link.modules,
    onExceeded: (error) => {
      link.ended = error;
      link.child.kill('SIGKILL');
    },
  });
}

function checkNetworkPermission(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 26) return;
  throw new PlatformError('SANDBOX_DENIED', `Node ${process.versions.node} cannot block the network for evaluations`, {
    hint: 'Start Assay through its own command, which hands over to the Node that is installed with it (26 or newer).',
  });
}

function forkHost(options: EvaluatorOptions): ChildProcess {
  const host = new URL(runsFromSource() ? './evaluator-host.ts' : './evaluator-host.js', import.meta.url);
  const readable = [...productFolders(), ...options.readable].map((path) => `--allow-fs-read=${path}`);
  return fork(fileURLToPath(host), [String(options.workers), String(options.heapMb)], {
    cwd: options.emptyFolder,
    env: { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' },
    execArgv: [
      ...productFlags(),
      YOUNG_OBJECTS,
      '--permission',
      '--no-experimental-sqlite',
      '--allow-worker',
      ...readable,
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

function collectErrors(child: ChildProcess): string[] {
  const lines: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lines.push(text);
    if (lines.length > 50) lines.shift();
  });
  return lines;
}

function whenReady(child: ChildProcess, errors: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('error', reject);
    child.once('exit', (code) => reject(diedError(code, errors)));
  });
}

function diedError(code: number | null, errors: readonly string[]): PlatformError {
  const last = errors.join('').trim().split('\n').slice(-8).join('\n');
  const how = code === null ? 'was killed' : `ended with code ${code}`;
  return new PlatformError('EXTERNAL_FAILURE', `the evaluator process ${how}${last === '' ? '' : `: ${last}`}`, {
    hint: 'Run the same command again: finished steps are kept. If memory ran out, raise --memory or lower --workers.',
  });
}

function listen(link: Link, guard: MemoryGuard, errors: readonly string[]): void {
  const { child, waiting } = link;
  child.removeAllListeners('exit');
  child.on('message', (message: RunReply) => {
    if (message.kind === 'modules') link.modules = message.modules;
    if (message.kind !== 'done' || guard.check()) return; // past the limit nothing counts: it fails when the process ends
    const caller = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.reply.ok) caller?.resolve(message.reply.outcome);
    else caller?.reject(revive(message.reply.error));
  });
  child.on('exit', (code) => {
    guard.stop();
    link.ended ??= diedError(code, errors);
    for (const caller of waiting.values()) caller.reject(link.ended);
    waiting.clear();
  });
}

function revive(error: PlainError): Error {
  if ('code' in error) return reviveError(error);
  const failure = new Error(error.message);
  failure.stack = error.stack;
  return failure;
}

function evaluatorOf(link: Link, workers: number): Evaluator {
  const { child, waiting } = link;
  // One more than there are threads: the next task is there when a thread is free, all others wait where they take nothing.
  const slots = limited(workers + 1);
  let next = 0;
  const send = (task: EvaluatorTask): Promise<TaskOutcome> =>
    new Promise((resolve, reject) => {
      if (link.ended !== undefined || !child.connected) return reject(link.ended ?? diedError(child.exitCode, []));
      const id = next++;
      waiting.set(id, { resolve, reject });
      child.send({ kind: 'run', id, task }, (error) => {
        if (error === null) return;
        waiting.delete(id);
        reject(link.ended ?? error);
      });
    });
  return {
    pid: child.pid ?? 0,
    run: (task) => slots(() => send(task)),
    close: () => endProcess(child),
  };
}

// A thread that cannot be interrupted keeps its process from ending by itself.
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.connected) child.disconnect();
  else child.kill('SIGKILL');
  const late = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
  await ended;
  clearTimeout(late);
}
