/** Hostile strategy modules in the sandbox: what they reach for is not there, and what they answer is met with a reason. */
import { builtinModules } from 'node:module';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BarColumns, DecisionView } from '@assay/quant/strategy';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { openSandbox, prepareModule } from '../../src/workers/index.ts';
import type { Sandbox } from '../../src/workers/index.ts';
import { describeStrategy } from '../../src/workers/sandbox/module-contract.ts';
import { answeringModule, ANSWERS, ENDLESS } from './answers.ts';
import { attemptingModule, attemptsAt } from './attempts.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'assay-hostile-'));
const opened: Sandbox[] = [];
const SECRET = path.join(folder, 'secret.mjs');

async function sandboxOf(name: string, text: string, answerTimeoutMs = 20_000): Promise<Sandbox> {
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(file, text);
  const { entry, folder: own } = await prepareModule(file, path.join(folder, 'store'));
  const sandbox = await openSandbox({ entry, folder: own, seed: 's', nInstruments: 1, nBars: 10, answerTimeoutMs });
  opened.push(sandbox);
  return sandbox;
}

/** A view whose equity says what the module is to do. */
function viewOf(equity: number): DecisionView {
  return {
    decisionTime: 0,
    instruments: ['A'],
    updated: ['A'],
    equity,
    barCount: () => 0,
    price: () => NaN,
    barTime: () => NaN,
    term: () => NaN,
    column: () => NaN,
    position: () => 0,
    workingOrders: () => [],
  };
}

function thrownBy(work: () => unknown): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

afterAll(async () => {
  await Promise.all(opened.map((sandbox) => sandbox.close()));
  rmSync(folder, { recursive: true, force: true });
});

describe('a hostile strategy module', () => {
  const attempts = attemptsAt({
    secretFile: `file://${SECRET}`,
    productFile: new URL('../../src/workers/sandbox/channel.ts', import.meta.url).href,
    builtins: builtinModules.flatMap((name) => (name.startsWith('node:') ? [name] : [name, `node:${name}`])),
  });
  let got: readonly string[] = [];
  let again: readonly string[] = [];

  beforeAll(async () => {
    writeFileSync(SECRET, 'export const secret = 1;\n');
    const text = attemptingModule(attempts);
    got = JSON.parse((await sandboxOf('attempts', text)).description.summary) as string[];
    again = JSON.parse((await sandboxOf('attempts', text)).description.summary) as string[];
  }, 60_000);

  it.each(attempts.map(([name, , answer], index) => ({ name, answer, index })))(
    'does not get: $name',
    ({ answer, index }) => {
      expect(got[index]).toMatch(answer);
    },
  );

  it('gets the same a second time', () => {
    expect(again).toEqual(got);
    expect(got).toHaveLength(attempts.length);
  });
});

describe('the answer of a hostile strategy module', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await sandboxOf('answers', answeringModule());
  }, 60_000);

  it.each(ANSWERS.map(([name, , error], index) => ({ name, error, index })))('$name', ({ error, index }) => {
    const instance = sandbox.create({}, { instruments: ['A'], seed: 's' }, []);
    const thrown = thrownBy(() => instance.decide(viewOf(index)));
    if (error === undefined) return expect(thrown).toBeUndefined();
    expect(thrown).toMatchObject({ code: 'STRATEGY_FAILED', message: expect.stringMatching(error) as unknown });
    // It says where: file, strategy and time.
    expect(thrown?.message).toMatch(/\(answers\.mjs(?::\d+)?, strategy 'answers', in decide\(\) at 1970-01-01T/u);
  });

  it.each(ENDLESS)('%s that does not end is ended', async (name, body) => {
    const text = `export const strategy = { name: 'endless', summary: 's', source: 's', parameters: [], terms: () => [],
      create: () => ({ decide: () => { ${body} } }) };`;
    const endless = await sandboxOf(`endless-${name.replaceAll(' ', '-')}`, text, 200);
    const instance = endless.create({}, { instruments: ['A'], seed: 's' }, []);
    expect(() => instance.decide(viewOf(0))).toThrow(/gave no answer within 0\.2 s .*in decide\(\)/u);
  });
});

describe('a hostile strategy module that computes columns', () => {
  const bars: BarColumns = {
    instrument: 'A',
    length: 3,
    ...{
      openTime: Float64Array.of(0, 1, 2),
      closeTime: Float64Array.of(1, 2, 3),
      availableAt: Float64Array.of(1, 2, 3),
    },
    ...{ open: Float64Array.of(1, 2, 3), high: Float64Array.of(1, 2, 3), low: Float64Array.of(1, 2, 3) },
    ...{ close: Float64Array.of(1, 2, 3), volume: Float64Array.of(1, 2, 3) },
  };
  let sandbox: Sandbox;

  beforeAll(async () => {
    const text = `let reads = 0;
      const kinds = {
        tamper: (bars) => { bars.close.fill(9); bars.high[0] = 1e9; return { own: bars.close }; },
        twoFaced: () => ({ get own() { return reads++ === 0 ? new Float64Array(3) : [1]; } }),
        short: () => ({ own: new Float64Array(2) }),
        uncopied: () => ({ own: new Float64Array(3), [Symbol.iterator]: 1, get other() { throw new Error('no copy'); } }),
      };
      export const strategy = { name: 'columns', summary: 's', source: 's', parameters: [], terms: () => [],
        columns: (bars, { kind }) => kinds[kind](bars), create: () => ({ decide: () => [] }) };`;
    sandbox = await sandboxOf('columns', text);
  }, 60_000);

  it('X-01: changes a copy of the prices only', async () => {
    const before = structuredClone(bars);
    expect(await sandbox.columns({ kind: 'tamper' }, [bars])).toEqual([{ own: Float64Array.of(9, 9, 9) }]);
    expect(bars).toEqual(before);
  });

  it.each([
    ['twoFaced', /must be a Float64Array/u],
    ['short', /as long as the bars, 3/u],
    ['uncopied', /no copy/u],
  ])('is met with a reason where its columns are none: %s', async (kind, message) => {
    await expect(sandbox.columns({ kind }, [bars])).rejects.toThrow(message);
  });
});

describe('a hostile strategy module, before it runs', () => {
  it('S2-10: may not have a link to a file outside of its folder', async () => {
    writeFileSync(SECRET, 'export const secret = 1;\n');
    const own = temporaryFolder();
    symlinkSync(SECRET, path.join(own, 'mine.mjs'));
    writeFileSync(path.join(own, 'a.mjs'), "import './mine.mjs';\n");
    await expect(prepareModule(path.join(own, 'a.mjs'), path.join(own, 'store'))).rejects.toThrow(
      "imports './mine.mjs', a link to a file outside the folder of the module",
    );
  });

  it.each([0, 1, 2, 3, 4, 5, 6])('may not show a check another name than its copy: after %i looks', (looks) => {
    let reads = 0;
    const strategy = {
      get name() {
        return reads++ < looks ? 'sound' : '<b>';
      },
      ...{ summary: 's', source: 's', parameters: [], terms: () => [], create: () => ({ decide: () => [] }) },
    };
    try {
      expect(describeStrategy({ strategy }).name).toBe('sound');
    } catch (error) {
      expect((error as Error).message).toContain("the module's strategy is not sound: 'name'");
    }
  });
});
