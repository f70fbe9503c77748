import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { PlatformError } from '@assay/core/errors';
import type { RecordTable } from '@assay/quant/market';
import type { Action } from '@assay/quant/orders';
import type { SignalSpec } from '@assay/quant/signals';
import { strategyColumns } from '@assay/quant/strategy';
import type { BarColumns, DecisionView, NamedColumns, Parameters, StrategyInstance } from '@assay/quant/strategy';
import { ownFolders, productFlags, runsFromSource } from '../product-code.ts';
import { ask, createChannelMemory } from './channel.ts';
import type { ChannelMemory } from './channel.ts';
import { appendAvailable, createHistory } from './history.ts';
import type { BarHistory } from './history.ts';
import type {
  ColumnsAnswer,
  ColumnsQuestion,
  Inspection,
  QuoteMessage,
  SandboxReady,
  SandboxReply,
  SandboxRequest,
  StrategyDescription,
} from './messages.ts';
import { checkActions, checkCreation, checkDescription, checkInspection } from './module-contract.ts';
import { failureOf, HEAP_MB, located, threadError } from './module-failure.ts';
import type { FailurePlace } from './module-failure.ts';
import { announceSandbox } from './announcements.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const START_TIMEOUT_MS = 30_000;
const END_TIMEOUT_MS = 2_000;
const LOAD_TIMEOUT = `it did not load within ${START_TIMEOUT_MS / 1000} s`;

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
    terms: readonly SignalSpec[],
    columns?: readonly string[],
  ): StrategyInstance;
  /**
   * What the module's `columns` makes of all bars, by instrument. Ask a sandbox that never decides: the module could
   * keep the bars.
   */
  columns(
    params: Parameters,
    bars: readonly BarColumns[],
    gates?: readonly RecordTable[],
  ): Promise<readonly NamedColumns[]>;
  /** Ends the thread; rejects if something else had ended it before, as memory that ran out (MEMORY_LIMIT). */
  close(): Promise<void>;
}

/**
 * Loads a user's module into a sandbox thread of its own.
 *
 * @throws {PlatformError} SANDBOX_DENIED if it asks for what it may not have, STRATEGY_FAILED if it fails to load or does
 * not declare a strategy, MEMORY_LIMIT if it keeps more than its heap; the module's own error text and stack are kept, with
 * its file, strategy and the time of the decision.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const channel = createChannelMemory();
  const history = createHistory(options.nInstruments, options.nBars);
  const worker = startThread(options, channel, history);
  const forget = announceSandbox(options.entry);
  const place: Writable<FailurePlace> = { entry: options.entry };
  let ended: PlatformError | undefined;
  worker.on('error', (error) => (ended = threadError(error, place)));
  worker.once('exit', forget);
  const description = await whenReady(worker, place);
  place.strategy = description.name;
  const waiting = { timeoutMs: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS, hasEnded: () => hasThreadEnded(worker) };
  const request: Ask = (message, check) => {
    place.request = message;
    const reply = askAt(place, () => ask(channel, message, waiting) as SandboxReply);
    const value = unwrap(reply, place);
    return askAt(place, () => check(value));
  };
  let instances = 0;
  return {
    description,
    inspect: (params) => request({ kind: 'inspect', params }, checkInspection),
    create: (params, { instruments, seed }, terms, columns = []) => {
      const instance = instances++;
      const { members } = request(
        { kind: 'create', instance, params, instruments, terms, columns, seed },
        checkCreation,
      );
      return {
        ...(members === null ? {} : { members }),
        decide: decider(instance, { nTerms: terms.length, columns }, history, request),
      };
    },
    columns: async (params, bars, gates = []) => {
      worker.postMessage({ bars, gates: gates.map(ownTable) } satisfies ColumnsQuestion);
      request({ kind: 'columns', params }, () => undefined);
      const [answer] = (await once(worker, 'message')) as [ColumnsAnswer];
      return askAt(place, () => checkedColumns(answer, params, bars));
    },
    close: async () => {
      await terminate(worker);
      if (ended !== undefined) throw ended;
    },
  };
}

// What comes out of the thread is checked out here: inside, a value can show one thing to a check and another to its copy.
type Ask = <Answer>(message: SandboxRequest, check: (value: unknown) => Answer) => Answer;

function checkedColumns(
  answer: ColumnsAnswer,
  params: Parameters,
  bars: readonly BarColumns[],
): readonly NamedColumns[] {
  const copied = new Map(bars.map((one, index) => [one, answer.columns[index] as NamedColumns]));
  return strategyColumns({ columns: (one) => copied.get(one) as NamedColumns }, params, bars);
}

/** A table in memory of its own: columns that are views of a pack would show all of it. */
function ownTable(table: RecordTable): RecordTable {
  const { eventTime, availableAt, numbers, texts, source } = table;
  return {
    ...table,
    ...{ eventTime: Float64Array.from(eventTime), availableAt: Float64Array.from(availableAt) },
    numbers: Object.fromEntries(Object.entries(numbers).map(([name, column]) => [name, Float64Array.from(column)])),
    texts: Object.fromEntries(
      Object.entries(texts).map(([name, { words, index }]) => [name, { words, index: Int32Array.from(index) }]),
    ),
    source: { files: source.files, file: Int32Array.from(source.file), row: Int32Array.from(source.row) },
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function startThread(options: SandboxOptions, channel: ChannelMemory, history: BarHistory): Worker {
  const boot = new URL(runsFromSource() ? './boot.ts' : './boot.js', import.meta.url);
  const readable = [...ownFolders(), options.folder].map((path) => `--allow-fs-read=${path}`);
  return new Worker(boot, {
    env: {},
    execArgv: [...productFlags(), '--permission', '--no-experimental-sqlite', ...readable],
    workerData: { entry: pathToFileURL(options.entry).href, seed: options.seed, channel, history },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    stdout: true,
    stderr: true,
  });
}

async function whenReady(worker: Worker, place: FailurePlace): Promise<StrategyDescription> {
  const online = new Promise<void>((resolve) => worker.once('online', resolve));
  let late: NodeJS.Timeout | undefined;
  const ready = new Promise<StrategyDescription>((resolve, reject) => {
    const fail = (error: unknown): void => reject(threadError(error, place));
    worker.once('message', (message: SandboxReady) => {
      if (message.ok) resolve(checkDescription(message.description));
      else reject(failureOf(message.fault, place));
    });
    worker.once('error', fail);
    worker.once('exit', () => fail(new Error('its thread ended')));
    late = setTimeout(() => fail(new Error(LOAD_TIMEOUT)), START_TIMEOUT_MS);
  });
  try {
    const description = await ready;
    await online; // before that, Node does not tell whether the thread still runs
    return description;
  } catch (error) {
    await terminate(worker);
    throw error;
  } finally {
    clearTimeout(late);
  }
}

// Some loops without calls cannot be interrupted: such a thread is left behind, and ends with its process.
async function terminate(worker: Worker): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, END_TIMEOUT_MS);
  });
  await Promise.race([worker.terminate(), late]);
  clearTimeout(timer);
  worker.unref();
}

// Whoever asks sleeps and gets no events; this figure of the thread alone can be read meanwhile: below 0 once it is gone.
function hasThreadEnded(worker: Worker): boolean {
  return worker.performance.eventLoopUtilization().idle < 0;
}

function askAt<T>(place: FailurePlace, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw located(error, place);
  }
}

function unwrap(reply: SandboxReply, place: FailurePlace): unknown {
  if (reply.ok) return reply.value;
  throw failureOf(reply.fault, place);
}

function decider(
  instance: number,
  { nTerms, columns }: { readonly nTerms: number; readonly columns: readonly string[] },
  history: BarHistory,
  request: Ask,
): (view: DecisionView) => readonly Action[] {
  const written: number[] = [];
  return (view) => {
    const counts = view.instruments.map((_, index) => appendAvailable(history, index, written[index] ?? 0, view));
    counts.forEach((count, index) => (written[index] = count));
    const question: SandboxRequest = {
      kind: 'decide',
      instance,
      time: view.decisionTime,
      updated: view.updated.map((id) => view.instruments.indexOf(id)),
      counts,
      positions: view.instruments.map((id) => view.position(id)),
      orders: view.instruments.map((id) => view.workingOrders(id)),
      terms: view.instruments.map((id) =>
        Array.from({ length: nTerms }, (_, index) => finiteOrNull(view.term(id, index))),
      ),
      columns: view.instruments.map((id) => columns.map((name) => finiteOrNull(view.column(id, name)))),
      ...quotesOf(view),
      ...expiriesOf(view),
      equity: view.equity,
    };
    return request(question, checkActions);
  };
}

/** The newest quotes; nothing where there is none. */
function quotesOf(view: DecisionView): { quotes?: readonly (QuoteMessage | null)[] } {
  const quotes = view.instruments.map((id): QuoteMessage | null => {
    const found = view.quote?.(id);
    if (found === undefined) return null;
    const { bid, ask, bidSize, askSize, eventTime, availableAt } = found;
    return [bid, ask, bidSize, askSize, eventTime, availableAt].map(finiteOrNull);
  });
  return quotes.every((one) => one === null) ? {} : { quotes };
}

function expiriesOf(view: DecisionView): { expiries?: readonly (number | null)[] } {
  const expiries = view.instruments.map((id) => view.expiry?.(id) ?? null);
  return expiries.every((one) => one === null) ? {} : { expiries };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
