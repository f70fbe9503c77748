/** Thread of the tests: answers every question with itself, and wakes the asker once more in the next turn. */
import { workerData } from 'node:worker_threads';
import { answerForever } from '../channel.ts';
import type { ChannelMemory } from '../channel.ts';

const memory = workerData as ChannelMemory;

answerForever(memory, (question) => {
  // Now the asker sleeps: a wake-up without an answer, which must not be taken for one.
  for (let i = 0; i < 5; i++) Atomics.notify(memory.control, 0);
  return { answered: question };
});
