import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { ask, createChannelMemory } from './channel.ts';

describe('ask', () => {
  const memory = createChannelMemory();
  const echo = new URL('./testing/echo-thread.ts', import.meta.url);
  const worker = new Worker(echo, { workerData: memory, execArgv: ['--conditions=source'] });
  afterAll(() => worker.terminate());

  it('gets the answer to each question and to no other, however the two threads are woken', () => {
    for (let turn = 0; turn < 20_000; turn++) {
      const answer = ask(memory, { turn }, 5_000);
      expect(answer).toEqual({ answered: { turn } });
    }
  });
});
