/**
 * Entry of a sandbox thread: one user module, nothing else.
 *
 * 1. Harden the thread. 2. Import the module and describe its `strategy`. 3. Answer questions over shared memory.
 * The thread runs under Node's permission model with read access to product code and the module's own folder.
 */
import { readdirSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { createRng } from '@assay/core/random';
import { declaredStrategy } from '@assay/quant/strategy';
import type { SignalDefinition, StrategyDefinition } from '@assay/quant/strategy';
import { answerForever } from './channel.ts';
import type { ChannelMemory } from './channel.ts';
import { hardenThread } from './hardening.ts';
import { historyColumns } from './history.ts';
import type { BarHistory } from './history.ts';
import type { ColumnsAnswer, SandboxReady, SandboxReply, SandboxRequest } from './messages.ts';
import { describeStrategy } from './module-contract.ts';
import { moduleFault } from './module-fault.ts';
import { watchPromises } from './promise-watch.ts';
import { createSession } from './session.ts';

interface BootData {
  readonly entry: string;
  readonly seed: string;
  readonly channel: ChannelMemory;
  readonly history: BarHistory;
}

const { entry, seed, channel, history } = workerData as BootData;
const port = parentPort as MessagePort;
const postMessage = port.postMessage.bind(port) as (message: unknown) => void;
const post = (message: SandboxReady | ColumnsAnswer): void => postMessage(message);
const receive = (): unknown => receiveMessageOnPort(port)?.message as unknown;
const nextTurn = setImmediate;
const runPromises = watchPromises();
const failed = (error: unknown): SandboxReply => ({ ok: false, fault: moduleFault(error) });

await start();

// Promises are run between decisions, which is possible only outside of a promise: hence a turn of its own.
async function start(): Promise<void> {
  const answer = await load();
  if (answer !== undefined) nextTurn(() => answerForever(channel, answer, failed));
}

async function load(): Promise<((request: unknown) => SandboxReply) | undefined> {
  const columns = historyColumns(history);
  readyForTypes(new URL('.', entry));
  hardenThread(createRng(seed), new URL('.', entry).href);
  try {
    const module = (await import(entry)) as Record<string, unknown>;
    await new Promise((resolve) => nextTurn(resolve)); // Node looks for unhandled rejections between turns
    runPromises();
    const description = describeStrategy(module);
    const session = createSession(
      declaredStrategy(module['strategy'] as StrategyDefinition | SignalDefinition),
      columns,
      { receive, post },
    );
    post({ ok: true, description });
    return (request) => guarded(() => session(request as SandboxRequest));
  } catch (error) {
    post({ ok: false, fault: moduleFault(error) });
    return undefined;
  }
}

// What leaves out types needs WebAssembly, which is hidden: it is loaded before, where a file of the module has types.
function readyForTypes(folder: URL): void {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  if (names.some((name) => /\.m?ts$/u.test(name))) stripTypeScriptTypes('');
}

function guarded(work: () => unknown): SandboxReply {
  try {
    const value = work();
    runPromises();
    return { ok: true, value };
  } catch (error) {
    return failed(error);
  }
}
