/**
 * The evaluator process: runs tasks on threads, without network, addons, children or writes.
 *
 * 1. The main process forks it under Node's permission model, in an empty folder, with no environment but a time zone.
 * 2. Each request names a function of a product module, its argument, and files to share (`loadShared`).
 * 3. A thread of the pool runs it (`task-runner.ts`) and the outcome, or the error in its plain form, is sent back.
 * 4. A thread that fills its heap or is ended fails its own task (`threadLoss`), and another takes its place.
 * 5. Which user modules are being evaluated is sent whenever it changes.
 * 6. When the main process goes away, however it died, the channel closes and this process ends.
 */
import { openSync, closeSync, fstatSync } from 'node:fs';
import { Piscina } from 'piscina';
import type { RunReply, RunRequest } from './evaluator-messages.ts';
import { readWhole } from './read-whole.ts';
import type { TaskReply } from './task.ts';
import { threadLoss } from './thread-loss.ts';
import type { LoadedTask, ThreadMessage } from './task-runner.ts';

const threads = Number(process.argv[2]);
const heapMb = Number(process.argv[3]);
const shared = new Map<string, SharedArrayBuffer>();
const modules = new Map<string, string>();

const pool = new Piscina({
  filename: new URL(import.meta.url.endsWith('.ts') ? './task-runner.ts' : './task-runner.js', import.meta.url).href,
  name: 'runTask',
  minThreads: threads,
  maxThreads: threads,
  idleTimeout: Infinity,
  resourceLimits: { maxOldGenerationSizeMb: heapMb },
});

pool.on('message', tellModules);
process.on('message', (message: RunRequest) => void serve(message));
process.on('disconnect', () => process.exit(0));
reply({ kind: 'ready' });

async function serve(request: RunRequest): Promise<void> {
  const { id, task } = request;
  try {
    const { module, exportName, argument, buffers = {}, files = {} } = task;
    const loaded: LoadedTask = {
      module,
      exportName,
      argument,
      files,
      buffers: Object.fromEntries(Object.entries(buffers).map(([name, path]) => [name, loadShared(path)])),
    };
    const answer = (await pool.run(loaded).catch(lost)) as TaskReply;
    reply({ kind: 'done', id, reply: answer });
  } catch (error) {
    const plain = error instanceof Error ? error : new Error(String(error));
    reply({ kind: 'done', id, reply: { ok: false, error: { message: plain.message, stack: plain.stack ?? '' } } });
  }
}

// Errors of a task are answers: what is thrown is that its thread is gone, and with it the modules that it had loaded.
function lost(error: unknown): TaskReply {
  const loss = { heapMb, modules: [...modules.values()] };
  const alive = new Set(pool.threads.map(({ threadId: id }) => `${id}`));
  for (const sandbox of modules.keys()) if (!alive.has(sandbox.split('/')[0] ?? '')) modules.delete(sandbox);
  reply({ kind: 'modules', modules: [...modules.values()] });
  return { ok: false, error: threadLoss(error, loss) };
}

function tellModules({ threadId, id, module }: ThreadMessage): void {
  const sandbox = `${threadId}/${id}`;
  if (module === null) modules.delete(sandbox);
  else modules.set(sandbox, module);
  reply({ kind: 'modules', modules: [...modules.values()] });
}

function loadShared(path: string): SharedArrayBuffer {
  const known = shared.get(path);
  if (known !== undefined) return known;
  const file = openSync(path, 'r');
  try {
    const buffer = readWhole(file, new SharedArrayBuffer(fstatSync(file).size));
    shared.set(path, buffer);
    return buffer;
  } finally {
    closeSync(file);
  }
}

function reply(message: RunReply): void {
  process.send?.(message);
}
