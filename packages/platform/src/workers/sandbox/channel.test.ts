import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { ask, createChannelMemory } from './channel.ts';

const MEBIBYTE = 2 ** 20;

describe('ask', () => {
  const memory = createChannelMemory();
  const echo = new URL('./testing/echo-thread.ts', import.meta.url);
  const worker = new Worker(echo, { workerData: memory, execArgv: ['--conditions=source'] });
  const asked = (question: unknown): unknown => ask(memory, question, { timeoutMs: 5_000 });
  afterAll(() => worker.terminate());

  it('gets the answer to each question and to no other, however the two threads are woken', () => {
    for (let turn = 0; turn < 20_000; turn++) {
      expect(asked({ turn })).toEqual({ answered: { turn } });
    }
  });

  it('gets a short failure in place of an answer that is too large or cannot be written, and goes on', () => {
    expect(asked({ size: MEBIBYTE })).toHaveLength(MEBIBYTE - 2);
    const failed = `its answer takes ${MEBIBYTE + 1} bytes, more than the ${MEBIBYTE} that one message may take`;
    expect(asked({ size: MEBIBYTE + 1 })).toEqual({ failed });
    expect(asked({ throwing: true })).toEqual({ failed: expect.stringContaining('BigInt') as unknown });
    expect(asked({ turn: 1 })).toEqual({ answered: { turn: 1 } });
  });

  it('refuses a question that is too large', () => {
    const refused = (): unknown => asked({ text: 'x'.repeat(MEBIBYTE) });
    expect(refused).toThrow(/is to be told takes \d+ bytes, more than the 1048576/u);
  });
});

describe('ask, of a thread that does not answer', () => {
  it('gives up at the time set', () => {
    const asked = (): unknown => ask(createChannelMemory(), {}, { timeoutMs: 20, hasEnded: () => false });
    expect(asked).toThrow('gave no answer within 0.02 s');
  });

  it('gives up as soon as the thread is gone', () => {
    const asked = (): unknown => ask(createChannelMemory(), {}, { timeoutMs: 3_600_000, hasEnded: () => true });
    expect(asked).toThrow('ended before it answered');
  });
});
