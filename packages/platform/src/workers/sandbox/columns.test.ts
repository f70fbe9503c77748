import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BarColumns, DecisionView } from '@assay/quant/strategy';
import { openSandbox } from './open-sandbox.ts';
import type { Sandbox } from './open-sandbox.ts';
import { prepareModule } from './prepare-module.ts';

const module = (members: string): string =>
  `export const strategy = { name: 'test', summary: 's', source: 's', parameters: [], terms: () => [], ${members} };`;
const REPORTING = `create: () => ({ decide: (view) => {
  const reason = JSON.stringify([view.column('A', 'up'), view.column('B', 'up')]);
  return [{ legs: [{ instrument: 'A', target: { kind: 'lots', value: 1 } }], allOrNone: false, reason }];
} })`;

const ZEROS = { open: [0, 0, 0], high: [0, 0, 0], low: [0, 0, 0], volume: [0, 0, 0] };

function barsOf(instrument: string, close: readonly number[]): BarColumns {
  const columns = { ...ZEROS, openTime: [0, 1, 2], closeTime: [1, 2, 3], availableAt: [1, 2, 3], close };
  const arrays = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]));
  return { instrument, length: close.length, ...arrays } as unknown as BarColumns;
}

const BARS = [barsOf('A', [10, 11, 12]), barsOf('B', [5, 7, 6])];

const VIEW: DecisionView = {
  decisionTime: 2,
  instruments: ['A', 'B'],
  updated: ['A'],
  equity: 1,
  barCount: () => 2,
  price: () => 1,
  barTime: () => 1,
  term: () => NaN,
  column: (instrument) => (instrument === 'A' ? 4 : Infinity),
  position: () => 0,
  workingOrders: () => [],
};

describe('columns of a module', () => {
  let folder = '';
  const open: Sandbox[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-columns-'));
  });
  afterAll(async () => {
    await Promise.all(open.map((sandbox) => sandbox.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function sandboxOf(members: string): Promise<Sandbox> {
    const path = join(folder, `module-${open.length}.mjs`);
    writeFileSync(path, module(members));
    const { entry, folder: own } = await prepareModule(path, join(folder, 'store'));
    const sandbox = await openSandbox({ entry, folder: own, seed: 's', nInstruments: 2, nBars: 3 });
    open.push(sandbox);
    return sandbox;
  }

  it('X-01: are computed over all bars, instrument by instrument; the bars of the host stay as they are', async () => {
    const sandbox = await sandboxOf(`${REPORTING}, columns: ({ instrument, close, length }, params, { all }) => {
      const next = Float64Array.from(close, (price, i) => close[i + 1] - price);
      close.fill(0);
      return { next, of: new Float64Array(length).fill(all.findIndex((one) => one.instrument === instrument)) };
    }`);
    expect(sandbox.inspect({}).hasColumns).toBe(true);
    const columns = await sandbox.columns({}, BARS);
    expect(columns.map(({ next }) => [...(next ?? [])])).toEqual([
      [1, 1, NaN],
      [2, -1, NaN],
    ]);
    expect(columns.map(({ of }) => of?.[0])).toEqual([0, 1]);
    expect([...(BARS[0] as BarColumns).close]).toEqual([10, 11, 12]);
    // Asked again it answers again: nothing of the first question is left over.
    expect((await sandbox.columns({}, BARS))[1]?.['next']?.[0]).toBe(2);
  });

  it('are read by name at the newest bar; what is not finite is NaN, and a name there is none of is an error', async () => {
    const sandbox = await sandboxOf(`${REPORTING}, columns: () => ({})`);
    const context = { instruments: ['A', 'B'], seed: 's' };
    const [action] = sandbox.create({}, context, [], ['up']).decide(VIEW);
    expect(action).toMatchObject({ reason: '[4,null]' });
    expect(() => sandbox.create({}, context, [], ['down']).decide(VIEW)).toThrow(
      /view\.column\(\): there is no column 'up'; columns\(\) returned down/,
    );
    expect(() => sandbox.create({}, context, []).decide(VIEW)).toThrow(/columns\(\) returned none/);
  });

  it.each([
    ['() => [1]', /'columns\(\) of A': must be an object of columns by name/],
    ['() => ({ up: [1, 2, 3] })', /'columns\(\) of A: up': must be a Float64Array/],
    ['() => ({ up: new Float64Array(2) })', /'columns\(\) of A: up': must be as long as the bars, 3, was 2/],
    ['({ instrument }) => ({ [instrument]: new Float64Array(3) })', /must be the same names for every instrument/],
    ["() => { throw new Error('no idea') }", /no idea \(module-\d+\.mjs:4, strategy 'test', in columns\(\)\)/],
  ])('X-08: %s is refused, and said where', async (columns, message) => {
    const sandbox = await sandboxOf(`${REPORTING}, columns: ${columns}`);
    await expect(sandbox.columns({}, BARS)).rejects.toThrow(message);
  });

  it('are a function where they are declared', async () => {
    await expect(sandboxOf(`${REPORTING}, columns: 3`)).rejects.toThrow(/'columns' must be a function/);
    expect((await sandboxOf(REPORTING)).inspect({}).hasColumns).toBe(false);
  });
});
