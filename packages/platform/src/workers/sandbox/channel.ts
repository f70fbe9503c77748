/**
 * A synchronous conversation between two threads over shared memory: one asks and sleeps, the other answers.
 *
 * control[0] is whose turn it is (IDLE, ASKED, ANSWERED), control[1] the length of the text in `data`. Both sides block
 * with Atomics.wait, so an ordinary, synchronous event loop can call a strategy that lives in another thread.
 */
import { Buffer } from 'node:buffer';
import { PlatformError } from '@assay/core/errors';

const IDLE = 0;
const ASKED = 1;
const ANSWERED = 2;
const DATA_BYTES = 1 << 20;
const LOOK_EVERY_MS = 100;

// Taken before the sandbox hides the globals from foreign code.
const { load, notify, store, wait } = Atomics;

/** The two blocks of shared memory of a channel. */
export interface ChannelMemory {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly data: SharedArrayBuffer;
}

/** How long to wait for an answer. */
export interface AskOptions {
  readonly timeoutMs: number;
  /** True when the other thread is gone, so that no answer can come. Looked at while waiting. @default never */
  readonly hasEnded?: (() => boolean) | undefined;
}

/** Allocates the memory of a channel. */
export function createChannelMemory(): ChannelMemory {
  return { control: new Int32Array(new SharedArrayBuffer(8)), data: new SharedArrayBuffer(DATA_BYTES) };
}

/**
 * Asks and waits for the answer.
 *
 * @throws {PlatformError} STRATEGY_FAILED when no answer comes in time or at all, or the question is too large.
 */
export function ask(memory: ChannelMemory, request: unknown, options: AskOptions): unknown {
  writeQuestion(memory, JSON.stringify(request));
  store(memory.control, 0, ASKED);
  notify(memory.control, 0);
  waitForAnswer(memory.control, options);
  const answer = readAnswer(memory);
  store(memory.control, 0, IDLE);
  return answer;
}

/**
 * Answers questions for ever; the thread ends when its owner terminates it.
 *
 * @param failure - the short answer to give in place of one that is too large or cannot be written as JSON.
 */
export function answerForever(
  memory: ChannelMemory,
  answer: (request: unknown) => unknown,
  failure: (error: unknown) => unknown,
): never {
  for (;;) {
    waitForQuestion(memory.control);
    const found = answer(JSON.parse(readText(memory)));
    try {
      writeAnswer(memory, JSON.stringify(found));
    } catch (error) {
      writeAnswer(memory, JSON.stringify(failure(error)));
    }
    store(memory.control, 0, ANSWERED);
    notify(memory.control, 0);
  }
}

// A wake-up may be meant for an earlier turn: only the turn itself says that there is an answer.
function waitForAnswer(control: Int32Array<SharedArrayBuffer>, { timeoutMs, hasEnded }: AskOptions): void {
  const deadline = performance.now() + timeoutMs;
  while (load(control, 0) === ASKED) {
    const left = deadline - performance.now();
    const pauseMs = Math.min(left, LOOK_EVERY_MS);
    if (left > 0 && wait(control, 0, ASKED, pauseMs) !== 'timed-out') continue;
    const ended = hasEnded?.() === true; // before the turn is looked at: an answer given at the last moment counts
    if (load(control, 0) !== ASKED) return;
    if (ended) throw endedError();
    if (left <= LOOK_EVERY_MS) throw timeoutError(timeoutMs);
  }
}

function timeoutError(timeoutMs: number): PlatformError {
  return new PlatformError('STRATEGY_FAILED', `the strategy module gave no answer within ${timeoutMs / 1000} s`, {
    hint: 'Look for an endless loop, for work that grows with every bar, or for memory that grows without end.',
  });
}

function endedError(): PlatformError {
  return new PlatformError('STRATEGY_FAILED', 'the thread of the strategy module ended before it answered', {
    hint: 'It most likely ran out of memory: look for what grows without end.',
  });
}

function waitForQuestion(control: Int32Array<SharedArrayBuffer>): void {
  for (let turn = load(control, 0); turn !== ASKED; turn = load(control, 0)) {
    wait(control, 0, turn);
  }
}

function readAnswer(memory: ChannelMemory): unknown {
  try {
    return JSON.parse(readText(memory)) as unknown;
  } catch (error) {
    throw new PlatformError('STRATEGY_FAILED', 'the answer of the strategy module cannot be read', { cause: error });
  }
}

function writeQuestion(memory: ChannelMemory, text: string): void {
  const bytes = writeText(memory, text);
  if (bytes <= DATA_BYTES) return;
  throw new PlatformError('STRATEGY_FAILED', `what a strategy module is to be told takes ${sizes(bytes)}`, {
    context: { bytes, limit: DATA_BYTES },
    hint: 'Use fewer instruments in one pack, or fewer terms.',
  });
}

function writeAnswer(memory: ChannelMemory, text: string): void {
  const bytes = writeText(memory, text);
  if (bytes <= DATA_BYTES) return;
  throw new PlatformError('STRATEGY_FAILED', `its answer takes ${sizes(bytes)}`, {
    context: { bytes, limit: DATA_BYTES },
    hint: 'Return fewer intents at once, or shorter reasons.',
  });
}

function sizes(bytes: number): string {
  return `${bytes} bytes, more than the ${DATA_BYTES} that one message may take`;
}

/** Writes the text if it fits, and returns its size in bytes. */
function writeText(memory: ChannelMemory, text: string): number {
  const size = Buffer.byteLength(text, 'utf8');
  if (size > DATA_BYTES) return size;
  new Uint8Array(memory.data).set(Buffer.from(text, 'utf8'));
  memory.control[1] = size;
  return size;
}

function readText(memory: ChannelMemory): string {
  return Buffer.from(memory.data, 0, memory.control[1]).toString('utf8');
}
