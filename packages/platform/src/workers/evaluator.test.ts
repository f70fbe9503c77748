import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import { treeMemoryBytes } from '../telemetry/index.ts';
import { startEvaluator } from './evaluator.ts';
import type { Evaluator } from './evaluator.ts';
import { prepareModule } from './sandbox/prepare-module.ts';

const TASKS = new URL('./testing/tasks.ts', import.meta.url).href;

// A module that reports in its summary what it could reach, past the import scan through a function made from text.
const HOSTILE = `
const tried = [];
const imported = new Function('name', 'return import(name)');
for (const name of ['node:fs', 'node:net', 'node:child_process', 'node:worker_threads', 'node:sqlite', 'node:os', 'data:text/javascript,1', '${new URL('./task.ts', import.meta.url).href}']) {
  try { await imported(name); tried.push(name + ' allowed'); } catch (error) { tried.push(error.code); }
}
tried.push(typeof fetch, typeof Atomics, typeof performance, typeof process, typeof Event);
tried.push(new Intl.DateTimeFormat('en', { timeZone: 'UTC' }).format().replaceAll('/', '-'), Date.now(), new Date().getTime(), Math.random());
tried.push(new Intl.DateTimeFormat('en', { timeZone: 'UTC' }).formatToParts().at(-1).value);
export const strategy = { name: 'hostile', summary: tried.join(' '), source: 'a test', parameters: [], terms: () => [], create: () => ({ decide: () => [] }) };
`;

describe('startEvaluator', () => {
  let folder = '';
  let evaluator: Evaluator;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-evaluator-'));
    writeFileSync(join(folder, 'shared.bin'), new Uint8Array([7, 8, 9]));
    mkdirSync(join(folder, 'modules'));
    evaluator = await startEvaluator({
      workers: 1,
      heapMb: 256,
      readable: [folder],
      emptyFolder: join(folder, 'empty'),
    });
  });

  afterAll(async () => {
    await evaluator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('S2-10: denies an evaluation the network, addons, databases, other files, writes, children and the environment (ruling 15)', async () => {
    const { result } = await evaluator.run({ module: TASKS, exportName: 'attempt', argument: null });
    expect(result).toMatchObject({
      readPasswords: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      child: 'ERR_ACCESS_DENIED',
      network: 'ERR_ACCESS_DENIED',
      names: 'ERR_ACCESS_DENIED',
      datagram: 'ERR_ACCESS_DENIED',
      database: 'ERR_UNKNOWN_BUILTIN_MODULE',
      addon: 'ERR_DLOPEN_DISABLED',
      bindings: 'ERR_ACCESS_DENIED',
      inspector: 'ERR_ACCESS_DENIED',
      environment: 'LANG,LC_ALL,TZ',
    });
  });

  it('hands files over in shared memory', async () => {
    const buffers = { file: join(folder, 'shared.bin') };
    const { result } = await evaluator.run({ module: TASKS, exportName: 'measure', argument: null, buffers });
    expect(result).toEqual([3, 7]);
  });

  it('hands files over that one task reads', async () => {
    const files = { file: join(folder, 'shared.bin') };
    const { result } = await evaluator.run({ module: TASKS, exportName: 'measureOwn', argument: null, files });
    expect(result).toEqual([3, 7]);
  });

  it('keeps code, message and context of an error across thread and process', async () => {
    await expect(evaluator.run({ module: TASKS, exportName: 'fail', argument: null })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: "invalid 'x': must be > 0, was 1",
      context: { parameter: 'x' },
    });
  });

  it('gives a user module no built-in module, clock, chance or environment, the same every time', async () => {
    const path = join(folder, 'hostile.mjs');
    writeFileSync(path, HOSTILE);
    const { entry, folder: own } = await prepareModule(path, join(folder, 'modules'));
    const run = (): Promise<{ readonly result: unknown }> =>
      evaluator.run({ module: TASKS, exportName: 'summaryOf', argument: { entry, folder: own } });
    const { result } = await run();
    expect(String(result)).toMatch(/^(SANDBOX_DENIED ){8}(undefined ){5}1-1-1970 0 0 0\.\d+ 1970$/);
    expect((await run()).result).toBe(result);
  });

  it('keeps the text of a module that fails to load (S4-10)', async () => {
    const path = join(folder, 'broken.mjs');
    writeFileSync(path, "throw new Error('my own reason');\n");
    const { entry, folder: own } = await prepareModule(path, join(folder, 'modules'));
    await expect(
      evaluator.run({ module: TASKS, exportName: 'summaryOf', argument: { entry, folder: own } }),
    ).rejects.toMatchObject({
      code: 'STRATEGY_FAILED',
      message: 'the strategy module failed: my own reason (broken.mjs:1, while it is loaded)',
    });
  });

  it('says which export is missing', async () => {
    const path = join(folder, 'nameless.mjs');
    writeFileSync(path, 'export const tactic = 1;\n');
    const { entry, folder: own } = await prepareModule(path, join(folder, 'modules'));
    await expect(
      evaluator.run({ module: TASKS, exportName: 'summaryOf', argument: { entry, folder: own } }),
    ).rejects.toThrow("must export a constant named 'strategy', it exports tactic");
  });

  it('X-08: S2-10: a thread that ends or fills its heap fails its own task, and says why; the others go on', async () => {
    const run = (exportName: string): Promise<unknown> =>
      evaluator.run({ module: TASKS, exportName, argument: null }).catch((error: unknown) => error);
    const [ended, full, next] = await Promise.all(['endThread', 'fillHeap', 'attempt'].map(run));
    expect(ended).toMatchObject({
      code: 'EXTERNAL_FAILURE',
      message: 'a worker thread ended in the middle of its task: worker exited with code: 3',
      hint: expect.stringContaining('finished steps are kept') as unknown,
    });
    expect(full).toMatchObject({
      code: 'MEMORY_LIMIT',
      message: 'a worker thread filled the 256 MiB of heap that it may take',
      hint: expect.stringContaining('raise --memory') as unknown,
    });
    expect(next).toMatchObject({ result: { write: 'ERR_ACCESS_DENIED' } });
  });

  it('X-08: says that it was killed and what to do, to whoever waits and to whoever asks afterwards', async () => {
    const doomed = await startEvaluator({
      workers: 1,
      heapMb: 64,
      readable: [folder],
      emptyFolder: join(folder, 'doomed'),
    });
    const endless = doomed.run({ module: TASKS, exportName: 'waitForEver', argument: null });
    process.kill(doomed.pid, 'SIGKILL');
    const killed = {
      code: 'EXTERNAL_FAILURE',
      message: 'the evaluator process was killed',
      hint: expect.stringMatching(/^Run the same command again: finished steps are kept\..*raise --memory/u) as unknown,
    };
    await expect(endless).rejects.toMatchObject(killed);
    await expect(doomed.run({ module: TASKS, exportName: 'fail', argument: null })).rejects.toMatchObject(killed);
    await doomed.close();
  });

  it('refuses a working folder that is not empty', async () => {
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'x'), '');
    await expect(startEvaluator({ workers: 1, heapMb: 64, readable: [], emptyFolder: full })).rejects.toMatchObject({
      code: 'ILLEGAL_STATE',
    });
  });
});

describe.skipIf(!existsSync('/proc/self/status'))('startEvaluator, where memory is limited', () => {
  const MEBIBYTE = 2 ** 20;
  const deciding = (work: string): string =>
    `export const strategy = { name: 'hoarder', summary: 's', source: 's', parameters: [], terms: () => [],
       create: () => { const kept = []; return { decide: () => { ${work} return []; } }; } };`;
  const arrays = (count: number): string =>
    `for (let i = 0; i < ${count}; i++) kept.push(new Uint8Array(2 ** 24).fill(1));`;

  async function decideWithin(extraMiB: number, work: string): Promise<unknown> {
    const folder = temporaryFolder();
    const path = join(folder, 'hoarder.mjs');
    writeFileSync(path, deciding(work));
    const { entry, folder: own } = await prepareModule(path, join(folder, 'modules'));
    const memoryBytes = (treeMemoryBytes([process.pid]) ?? 0) + extraMiB * MEBIBYTE;
    const emptyFolder = join(folder, 'empty');
    const evaluator = await startEvaluator({ workers: 1, heapMb: 256, memoryBytes, readable: [folder], emptyFolder });
    const task = { module: TASKS, exportName: 'decideOnce', argument: { entry, folder: own } };
    const outcome = await evaluator.run(task).catch((error: unknown) => error);
    const again = await evaluator.run(task).catch((error: unknown) => error);
    await evaluator.close();
    if (outcome instanceof Error) expect(again).toBe(outcome);
    return outcome;
  }

  it('X-17 ends a module that takes more through array buffers, names it and says what to do', async () => {
    expect(await decideWithin(500, arrays(60))).toMatchObject({
      code: 'MEMORY_LIMIT',
      message: expect.stringMatching(
        /^the command took .* [MG]iB while it evaluated the strategy module 'hoarder\.mjs', the limit is /u,
      ) as unknown,
      hint: expect.stringContaining('raise --memory') as unknown,
      context: { modules: ['hoarder.mjs'] },
    });
  });

  it('X-17 ends a loop that can be stopped neither by the limit of its heap nor from outside', async () => {
    const work = 'for (;;) kept.push(new Array(1_000).fill(Math.random()));';
    expect(await decideWithin(700, work)).toMatchObject({ code: 'MEMORY_LIMIT' });
  });

  it('lets a module be that stays below', async () => {
    expect(await decideWithin(700, arrays(4))).toMatchObject({ result: 0 });
  });
});
