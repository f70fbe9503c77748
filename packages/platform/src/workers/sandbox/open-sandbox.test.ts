import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionView, StrategyInstance } from '@assay/quant/strategy';
import { openSandbox } from './open-sandbox.ts';
import type { Sandbox } from './open-sandbox.ts';
import { prepareModule } from './prepare-module.ts';

const strategy = (decide: string): string =>
  `export const strategy = { name: 'test', summary: 's', source: 's', parameters: [], terms: () => [{ term: 'price', field: 'close' }],
     create: () => { let count = 0; return { decide: (view) => { ${decide} } }; } };`;

/** A view over closes 100, 101, …, of which the first `count` are available. */
function viewOf(count: number): DecisionView {
  const at = (barsAgo: number): number => (barsAgo >= 0 && barsAgo < count ? 100 + count - 1 - barsAgo : NaN);
  return {
    decisionTime: count,
    instruments: ['A'],
    updated: ['A'],
    equity: 1_000,
    barCount: () => count,
    price: (_instrument, _field, barsAgo = 0) => at(barsAgo),
    barTime: (_instrument, barsAgo = 0) => at(barsAgo),
    term: () => at(0),
    position: () => 3,
  };
}

describe('openSandbox', () => {
  let folder = '';
  const open: Sandbox[] = [];

  async function instanceOf(decide: string, answerTimeoutMs = 5_000): Promise<StrategyInstance> {
    const path = join(folder, `module-${open.length}.mjs`);
    writeFileSync(path, strategy(decide));
    const module = await prepareModule(path, join(folder, 'store'));
    const { entry, folder: own } = module;
    const sandbox = await openSandbox({ entry, folder: own, seed: 's', nInstruments: 1, nBars: 100, answerTimeoutMs });
    open.push(sandbox);
    return sandbox.create({}, { instruments: ['A'], seed: 's' }, sandbox.inspect({}).terms);
  }

  const reply = (value: string): string =>
    `return [{ legs: [{ instrument: 'A', target: { kind: 'lots', value: 1 } }], allOrNone: false, reason: JSON.stringify(${value}) }];`;
  const reasonOf = (instance: StrategyInstance, view: DecisionView): unknown =>
    JSON.parse(instance.decide(view)[0]?.reason ?? 'null');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-sandbox-'));
  });
  afterAll(async () => {
    await Promise.all(open.map((sandbox) => sandbox.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('X-01 shows the bars that are available, and nothing before the first or after the last', async () => {
    const asked =
      "view.price('A', 'close', 0), view.price('A', 'close', 2), view.price('A', 'close', -1), view.price('A', 'close', 99)";
    const instance = await instanceOf(
      reply(`[view.barCount('A'), ${asked}, view.term('A', 0), view.position('A'), view.equity]`),
    );
    expect(reasonOf(instance, viewOf(5))).toEqual([5, 104, 102, null, null, 104, 3, 1_000]);
    expect(reasonOf(instance, viewOf(6))).toEqual([6, 105, 103, null, null, 105, 3, 1_000]);
  });

  it('keeps the state of an instance between decisions', async () => {
    const instance = await instanceOf(reply('++count'));
    expect([reasonOf(instance, viewOf(1)), reasonOf(instance, viewOf(2))]).toEqual([1, 2]);
  });

  it('ends a decision that takes too long', async () => {
    const instance = await instanceOf('for (;;) {}', 200);
    expect(() => instance.decide(viewOf(1))).toThrow('gave no answer within 0.2 s');
  });

  it('keeps the text of an error that a decision throws', async () => {
    const instance = await instanceOf("throw new Error('no idea today');");
    expect(() => instance.decide(viewOf(1))).toThrow('the strategy module failed: no idea today');
  });

  it.each([
    ['return 7;', 'must return an array of intents'],
    ['return [{}];', 'allOrNone must be true or false'],
    ["return [{ allOrNone: false, reason: 'x', legs: [] }];", 'legs must be a non-empty array'],
    [
      "return [{ allOrNone: false, reason: 'x', legs: [{ instrument: 'A', target: { kind: 'lots', value: NaN } }] }];",
      'finite number',
    ],
    [
      "return [{ allOrNone: false, reason: 'x', legs: [{ instrument: 'A', target: { kind: 'all', value: 1 } }] }];",
      'target.kind',
    ],
    [
      "return [{ allOrNone: false, reason: 'x', legs: [{ instrument: 'A', target: { kind: 'lots', value: 1 }, stopLoss: { fraction: -1 } }] }];",
      'stopLoss.fraction',
    ],
  ])('refuses what is no intent: %s', async (decide, message) => {
    const instance = await instanceOf(decide);
    expect(() => instance.decide(viewOf(1))).toThrow(message);
  });
});
