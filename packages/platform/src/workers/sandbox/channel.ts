/**
 * A synchronous conversation between two threads over shared memory: one asks and sleeps, the other answers.
 *
 * control[0] is whose turn it is (IDLE, ASKED, ANSWERED), control[1] the length of the text in `data`. Both sides block
 * with Atomics.wait, so an ordinary, synchronous event loop can call a strategy that lives in another thread.
 */
import { PlatformError } from '@assay/core/errors';

const IDLE = 0;
const ASKED = 1;
const ANSWERED = 2;
const DATA_BYTES = 1 << 20;

// Taken before the sandbox hides the globals from foreign code.
const { load, notify, store, wait } = Atomics;

/** The two blocks of shared memory of a channel. */
export interface ChannelMemory {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly data: SharedArrayBuffer;
}

/** Allocates the memory of a channel. */
export function createChannelMemory(): ChannelMemory {
  return { control: new Int32Array(new SharedArrayBuffer(8)), data: new SharedArrayBuffer(DATA_BYTES) };
}

/**
 * Asks and waits for the answer.
 *
 * @throws {PlatformError} STRATEGY_FAILED when no answer comes within `timeoutMs`, or the message is too large.
 */
export function ask(memory: ChannelMemory, request: unknown, timeoutMs: number): unknown {
  writeText(memory, JSON.stringify(request));
  store(memory.control, 0, ASKED);
  notify(memory.control, 0);
  waitForAnswer(memory.control, timeoutMs);
  const answer = JSON.parse(readText(memory)) as unknown;
  store(memory.control, 0, IDLE);
  return answer;
}

/** Answers questions for ever; the thread ends when its owner terminates it. */
export function answerForever(memory: ChannelMemory, answer: (request: unknown) => unknown): never {
  for (;;) {
    waitForQuestion(memory.control);
    const reply = JSON.stringify(answer(JSON.parse(readText(memory))));
    writeText(memory, reply);
    store(memory.control, 0, ANSWERED);
    notify(memory.control, 0);
  }
}

// A wake-up may be meant for an earlier turn: only the turn itself says that there is an answer.
function waitForAnswer(control: Int32Array<SharedArrayBuffer>, timeoutMs: number): void {
  const deadline = performance.now() + timeoutMs;
  while (load(control, 0) === ASKED) {
    const left = deadline - performance.now();
    if (left > 0 && wait(control, 0, ASKED, left) !== 'timed-out') continue;
    if (load(control, 0) !== ASKED) return;
    throw new PlatformError('STRATEGY_FAILED', `the strategy module gave no answer within ${timeoutMs / 1000} s`, {
      hint: 'Look for an endless loop, or for a call that ends the thread, in decide().',
    });
  }
}

function waitForQuestion(control: Int32Array<SharedArrayBuffer>): void {
  for (let turn = load(control, 0); turn !== ASKED; turn = load(control, 0)) {
    wait(control, 0, turn);
  }
}

function writeText(memory: ChannelMemory, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > memory.data.byteLength) {
    throw new PlatformError(
      'STRATEGY_FAILED',
      `a message of ${bytes.length} bytes to or from a strategy module is too large`,
      {
        context: { limit: memory.data.byteLength },
      },
    );
  }
  new Uint8Array(memory.data).set(bytes);
  memory.control[1] = bytes.length;
}

function readText(memory: ChannelMemory): string {
  return Buffer.from(memory.data, 0, memory.control[1]).toString('utf8');
}
