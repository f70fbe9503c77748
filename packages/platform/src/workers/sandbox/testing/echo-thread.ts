/**
 * Thread of the tests: answers every question with itself, and wakes the asker once more in the next turn. A question with
 * a `size` gets an answer of that many bytes, and `throwing` one that cannot be written.
 */
import { workerData } from 'node:worker_threads';
import { answerForever } from '../channel.ts';
import type { ChannelMemory } from '../channel.ts';

const memory = workerData as ChannelMemory;

answerForever(
  memory,
  (question) => {
    // Now the asker sleeps: a wake-up without an answer, which must not be taken for one.
    for (let i = 0; i < 5; i++) Atomics.notify(memory.control, 0);
    const { size, throwing } = question as { readonly size?: number; readonly throwing?: boolean };
    if (throwing === true) return { big: 1n };
    return size === undefined ? { answered: question } : 'x'.repeat(size - 2);
  },
  (error) => ({ failed: (error as Error).message }),
);
