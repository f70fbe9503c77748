import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Intent } from '@assay/quant/orders';
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
    column: () => NaN,
    position: () => 3,
    workingOrders: () => [],
  };
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
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
  const reasonOf = (instance: StrategyInstance, view: DecisionView): unknown => {
    const [action] = instance.decide(view);
    return JSON.parse(action !== undefined && 'reason' in action ? action.reason : 'null');
  };

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

  it('S4-10: shows quotes and expiries where the run has them, and undefined where it has none', async () => {
    const instance = await instanceOf(reply("[view.quote('A') ?? 'none', view.expiry('A') ?? 'never']"));
    expect(reasonOf(instance, viewOf(1))).toEqual(['none', 'never']);
    const quote = { bid: 9, ask: NaN, bidSize: 3, askSize: 4, eventTime: 1, availableAt: 2 };
    const quoted = { ...viewOf(2), quote: () => quote, expiry: () => 77 };
    expect(reasonOf(instance, quoted)).toEqual([{ ...quote, ask: null }, 77]);
    // What the host no longer shows is gone.
    expect(reasonOf(instance, viewOf(3))).toEqual(['none', 'never']);
    const other = await instanceOf("view.quote('B'); return [];");
    expect(() => other.decide(viewOf(1))).toThrow("instrument 'B' is not part of this run");
  });

  it('S3-27: passes on the members of a combined strategy and whose its targets are', async () => {
    const parts = "parts: [{ member: 'one', value: 1 }, { member: 'two', value: -0.5 }]";
    const leg = (more: string): string => `{ instrument: 'A', target: { kind: 'lots', value: 1 }, ${more} }`;
    const combined = async (members: string, more: string): Promise<StrategyInstance> => {
      const path = join(folder, `combined-${open.length}.mjs`);
      const decide = `decide: () => [{ legs: [${leg(more)}], allOrNone: false, reason: 'r' }]`;
      const text = strategy('').replace(/create:.*$/su, `create: () => ({ members: ${members}, ${decide} }) };`);
      writeFileSync(path, text);
      const { entry, folder: own } = await prepareModule(path, join(folder, 'store'));
      const sandbox = await openSandbox({ entry, folder: own, seed: 's', nInstruments: 1, nBars: 100 });
      open.push(sandbox);
      return sandbox.create({}, { instruments: ['A'], seed: 's' }, sandbox.inspect({}).terms);
    };
    const instance = await combined("['one', 'two']", parts);
    expect(instance.members).toEqual(['one', 'two']);
    const [intent] = instance.decide(viewOf(1)) as readonly Intent[];
    expect(intent?.legs[0]?.parts?.map(({ value }) => value)).toEqual([1, -0.5]);
    expect((await combined('undefined', '')).members).toBeUndefined();
    await expect(combined("['one', 'one']", '')).rejects.toThrow('must be a non-empty array of different texts');
    const wrong = await combined("['one']", "parts: [{ member: 'one' }]");
    expect(() => wrong.decide(viewOf(1))).toThrow('leg.parts must be an array');
  });

  it('keeps the state of an instance between decisions', async () => {
    const instance = await instanceOf(reply('++count'));
    expect([reasonOf(instance, viewOf(1)), reasonOf(instance, viewOf(2))]).toEqual([1, 2]);
  });

  it('ends a decision that takes too long, and says where', async () => {
    const instance = await instanceOf('for (;;) {}', 200);
    expect(() => instance.decide(viewOf(1))).toThrow(
      /gave no answer within 0.2 s \(module-\d+\.mjs, strategy 'test', in decide\(\) at 1970-01-01T00:00:00.001Z\)/u,
    );
  });

  it('keeps the text of an error that a decision throws, with file, line, strategy and time', async () => {
    const instance = await instanceOf("throw new Error('no idea today');");
    const error = thrownBy(() => instance.decide(viewOf(7)));
    expect(error).toMatchObject({
      code: 'STRATEGY_FAILED',
      message: expect.stringMatching(
        /^the strategy module failed: no idea today \(module-\d+\.mjs:2, strategy 'test', in decide\(\) at 1970-01-01T00:00:00.007Z\)$/u,
      ) as unknown,
      hint: 'With ASSAY_DEBUG=1 the stack is printed.',
      context: { stack: expect.stringContaining('decide') as unknown, strategy: 'test' },
    });
  });

  it.each([
    ["view.price('A', 'clsoe')", "there is no field 'clsoe'; there are open, high, low, close, volume"],
    ["view.price('A')", "there is no field 'undefined'; there are open, high, low, close, volume"],
    ["view.term('A', 1)", 'there is no term 1; terms() declared 0 = price(close)'],
    ["view.term('A', 'price')", 'there is no term price; terms() declared 0 = price(close)'],
    ["view.price('B', 'close')", "instrument 'B' is not part of this run; there are A"],
  ])('says what there is when a decision reads %s', async (asked, message) => {
    const instance = await instanceOf(reply(asked));
    expect(() => instance.decide(viewOf(1))).toThrow(message);
  });

  it.each([
    ["Promise.reject(new Error('too late')); return [];", 'too late'],
    ["(async () => { await null; throw new Error('after a pause'); })(); return [];", 'after a pause'],
    ["queueMicrotask(() => { throw new Error('beside'); }); return [];", 'beside'],
  ])('makes an error of a rejection that nobody handles: %s', async (decide, message) => {
    const instance = await instanceOf(decide);
    expect(() => instance.decide(viewOf(1))).toThrow(`a promise was rejected and nobody handled it: ${message}`);
  });

  it('lets a module handle its own rejections, between one decision and the next', async () => {
    const instance = await instanceOf(
      `Promise.reject(new Error('x')).catch(() => { count += 10; }); ${reply('count')}`,
    );
    expect([reasonOf(instance, viewOf(1)), reasonOf(instance, viewOf(2))]).toEqual([0, 10]);
  });

  it('says that an answer is too large, at once', async () => {
    const instance = await instanceOf(reply("'x'.repeat(2_000_000)"));
    expect(() => instance.decide(viewOf(1))).toThrow(/its answer takes 2000\d+ bytes, more than the 1048576/u);
  });

  it('says that memory ran out, and not that there is an endless loop', async () => {
    const path = join(folder, 'hoarder.mjs');
    writeFileSync(
      path,
      strategy('const kept = []; for (let i = 0; ; i++) kept.push(Array.from({ length: 1_000 }, (_, j) => i + j));'),
    );
    const { entry, folder: own } = await prepareModule(path, join(folder, 'store'));
    const limits = { seed: 's', nInstruments: 1, nBars: 100, answerTimeoutMs: 20_000 };
    const sandbox = await openSandbox({ entry, folder: own, ...limits });
    const instance = sandbox.create({}, { instruments: ['A'], seed: 's' }, sandbox.inspect({}).terms);
    expect(() => instance.decide(viewOf(1))).toThrow('ended before it answered');
    await expect(sandbox.close()).rejects.toMatchObject({
      code: 'MEMORY_LIMIT',
      message:
        "the strategy module ran out of memory, it may keep 128 MiB (hoarder.mjs, strategy 'test', in decide() at 1970-01-01T00:00:00.001Z)",
    });
  });

  it('works for files and folders whose names have spaces, umlauts and signs', async () => {
    const odd = join(folder, 'meine Bücher, 100 % #1');
    mkdirSync(join(odd, 'unter Ordner'), { recursive: true });
    writeFileSync(join(odd, 'unter Ordner', 'größe #1 & 50%.mjs'), 'export const size = 3;\n');
    const path = join(odd, 'schöne Strategie (1) #2.mjs');
    const imported = "import { size } from './unter%20Ordner/größe%20%231 & 50%25.mjs';\n";
    writeFileSync(path, imported + strategy(reply('size')));
    const { entry, folder: own } = await prepareModule(path, join(odd, 'store'));
    const sandbox = await openSandbox({ entry, folder: own, seed: 's', nInstruments: 1, nBars: 100 });
    open.push(sandbox);
    const instance = sandbox.create({}, { instruments: ['A'], seed: 's' }, sandbox.inspect({}).terms);
    expect(reasonOf(instance, viewOf(1))).toBe(3);
  });

  it.each([
    [
      "[{ term: 'emma', field: 'close', window: 3 }]",
      "terms()[0]: there is no term 'emma'; there are price, sma, highest",
    ],
    ["[{ name: 'sma' }]", 'terms()[0]: there is no term named by nothing; there are price, sma'],
    ["[{ term: 'sma', field: 'mid', window: 3 }]", "terms()[0], 'sma': invalid 'field'"],
    ["[{ term: 'sma', field: 'close' }]", "terms()[0], 'sma': invalid 'window'"],
    ['undefined', 'terms() must return an array of terms, returned undefined'],
  ])('refuses %s as terms, and says which there are', async (terms, message) => {
    const path = join(folder, `terms-${open.length}.mjs`);
    writeFileSync(path, strategy('return [];').replace(/terms: \(\) => \[.*?\]/u, `terms: () => (${terms})`));
    const { entry, folder: own } = await prepareModule(path, join(folder, 'store'));
    const sandbox = await openSandbox({ entry, folder: own, seed: 's', nInstruments: 0, nBars: 0 });
    open.push(sandbox);
    expect(() => sandbox.inspect({})).toThrow(message);
  });

  it.each([
    ['return 7;', 'must return an array of intents, returned number'],
    ['return Promise.resolve([]);', 'returned a promise; it may not be async'],
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
