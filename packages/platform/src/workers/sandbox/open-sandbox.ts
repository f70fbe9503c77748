import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PlatformError, reviveError } from '@assay/core/errors';
import type { TermSpec } from '@assay/quant/features';
import type { Intent } from '@assay/quant/orders';
import type { DecisionView, Parameters, StrategyInstance } from '@assay/quant/strategy';
import { ownFolders, productFlags, runsFromSource } from '../product-code.ts';
import { ask, createChannelMemory } from './channel.ts';
import { appendAvailable, createHistory } from './history.ts';
import type { BarHistory } from './history.ts';
import type { Inspection, SandboxReady, SandboxReply, SandboxRequest, StrategyDescription } from './messages.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const START_TIMEOUT_MS = 30_000;
const HEAP_MB = 128;

/** What a sandbox is opened for. */
export interface SandboxOptions {
  /** Path of the prepared module's entry file. */
  readonly entry: string;
  /** The module's own folder: the only one it may read beside product code. */
  readonly folder: string;
  /** Seeds Math.random inside; the same seed gives the same decisions. */
  readonly seed: string;
  /** Instruments of the run and the most bars one of them has. */
  readonly nInstruments: number;
  readonly nBars: number;
  /** How long one decision may take. @default 10000 */
  readonly answerTimeoutMs?: number | undefined;
}

/** A user's strategy in a thread without network, files, children, addons, environment or clock. */
export interface Sandbox {
  readonly description: StrategyDescription;
  /** Problems and terms of a set of parameters. */
  inspect(params: Parameters): Inspection;
  /** Starts an instance; its decisions are made in the sandbox, which is shown only what the view shows. */
  create(
    params: Parameters,
    context: { readonly instruments: readonly string[]; readonly seed: string },
    terms: readonly TermSpec[],
  ): StrategyInstance;
  close(): Promise<void>;
}

/**
 * Loads a user's module into a sandbox thread of its own.
 *
 * @throws {PlatformError} SANDBOX_DENIED if it asks for what it may not have, STRATEGY_FAILED if it fails to load or does
 * not declare a strategy; the module's own error text and stack are kept.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const channel = createChannelMemory();
  const history = createHistory(options.nInstruments, options.nBars);
  const boot = new URL(runsFromSource() ? './boot.ts' : './boot.js', import.meta.url);
  const readable = [...ownFolders(), options.folder].map((path) => `--allow-fs-read=${path}`);
  const worker = new Worker(boot, {
    env: {},
    execArgv: [...productFlags(), '--permission', '--no-experimental-sqlite', ...readable],
    workerData: { entry: pathToFileURL(options.entry).href, seed: options.seed, channel, history },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    stdout: true,
    stderr: true,
  });
  const description = await whenReady(worker);
  const timeoutMs = options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
  const request = (message: SandboxRequest): unknown => unwrap(ask(channel, message, timeoutMs) as SandboxReply);
  let instances = 0;
  return {
    description,
    inspect: (params) => request({ kind: 'inspect', params }) as Inspection,
    create: (params, context, terms) => {
      const instance = instances++;
      request({ kind: 'create', instance, params, instruments: context.instruments, seed: context.seed });
      return { decide: decider(instance, terms.length, history, request) };
    },
    close: async () => void (await worker.terminate()),
  };
}

function whenReady(worker: Worker): Promise<StrategyDescription> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      void worker.terminate();
      reject(
        new PlatformError('STRATEGY_FAILED', `the strategy module did not load within ${START_TIMEOUT_MS / 1000} s`),
      );
    }, START_TIMEOUT_MS);
    worker.once('message', (message: SandboxReady) => {
      clearTimeout(timer);
      if (message.ok) return resolve(message.description);
      void worker.terminate();
      reject(reviveError(message.error));
    });
    worker.once('error', (error) => {
      clearTimeout(timer);
      reject(new PlatformError('STRATEGY_FAILED', `the strategy module failed: ${String(error)}`, { cause: error }));
    });
  });
}

function unwrap(reply: SandboxReply): unknown {
  if (reply.ok) return reply.value;
  throw new PlatformError('STRATEGY_FAILED', `the strategy module failed: ${reply.message}`, {
    context: { stack: reply.stack },
  });
}

function decider(
  instance: number,
  nTerms: number,
  history: BarHistory,
  request: (message: SandboxRequest) => unknown,
): (view: DecisionView) => readonly Intent[] {
  const written: number[] = [];
  return (view) => {
    const counts = view.instruments.map((_, index) => appendAvailable(history, index, written[index] ?? 0, view));
    counts.forEach((count, index) => (written[index] = count));
    return request({
      kind: 'decide',
      instance,
      time: view.decisionTime,
      updated: view.updated.map((id) => view.instruments.indexOf(id)),
      counts,
      positions: view.instruments.map((id) => view.position(id)),
      terms: view.instruments.map((id) =>
        Array.from({ length: nTerms }, (_, index) => finiteOrNull(view.term(id, index))),
      ),
      equity: view.equity,
    }) as readonly Intent[];
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
