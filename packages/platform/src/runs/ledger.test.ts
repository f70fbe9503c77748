import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../settings/index.ts';
import { nodeChild, temporaryFolder } from '../settings/testing/index.ts';
import {
  appendFinishedRun,
  appendTrials,
  priorTrials,
  readLedger,
  readTrials,
  registerPlan,
  withdrawPlan,
} from './ledger.ts';
import { ledgerFile, ledgerHeadFile } from './ledger-chain.ts';
import type { LedgerEntry } from './ledger-entries.ts';
import { killAt } from './testing/kill.ts';

const APPENDER = new URL('testing/ledger-appender.ts', import.meta.url);
const RUN = { runId: 'f'.repeat(16), now: () => 0 };

function trial(number: number) {
  return { key: number.toString(16).padStart(16, '0'), number };
}

function linesOf(workspace: string): string[] {
  return readFileSync(ledgerFile(workspace), 'utf8').split('\n').slice(0, -1);
}

function writeLines(workspace: string, lines: readonly string[]): void {
  writeFileSync(ledgerFile(workspace), lines.map((line) => `${line}\n`).join(''));
}

/** Changes the record of one line. */
function edited(index: number): (lines: readonly string[]) => readonly string[] {
  return (lines) => lines.with(index, (lines[index] ?? '').replace('"record":{', '"record":{"x":1,'));
}

function withoutChain(line: string): string {
  return line.replace(/"prev":"\w+",/u, '');
}

function keysOf(trials: readonly { readonly key: string }[]): string[] {
  return trials.map(({ key }) => key);
}

describe('appendTrials', () => {
  it('S4-19: counts every configuration once over all runs; the first record stands', async () => {
    const workspace = temporaryFolder();
    expect(await appendTrials(workspace, [trial(1), trial(2), trial(1)], RUN)).toEqual({ added: 2, known: 1 });
    const again = { ...trial(2), number: 99 };
    expect(await appendTrials(workspace, [again, trial(3)], { runId: 'e'.repeat(16), now: () => 5 })).toEqual({
      added: 1,
      known: 1,
    });
    expect(await readTrials(workspace)).toEqual([trial(1), trial(2), trial(3)]);
    const reaching = (to: number): { key: string; number: number; to: number } => ({ ...trial(4), to });
    expect(await appendTrials(workspace, [reaching(10)], RUN)).toEqual({ added: 1, known: 0 });
    expect(await appendTrials(workspace, [reaching(10), reaching(9)], RUN)).toEqual({ added: 0, known: 2 });
    expect(await appendTrials(workspace, [reaching(20)], RUN)).toEqual({ added: 1, known: 0 });
    const reached = (await readTrials<{ key: string; to?: number }>(workspace)).filter(
      ({ key }) => key === trial(4).key,
    );
    expect(reached.map(({ to }) => to)).toEqual([20]);
    expect(await appendTrials(workspace, [], RUN)).toEqual({ added: 0, known: 0 });
  });

  it('S4-19: takes what the rows of one run add at once together, one turn of the lock for all that wait', async () => {
    const workspace = temporaryFolder();
    const results = await Promise.all(Array.from({ length: 500 }, (_, i) => appendTrials(workspace, [trial(i)], RUN)));
    expect(new Set(results.map(({ added }) => added))).toEqual(new Set([1]));
    expect(await readTrials(workspace)).toHaveLength(500);
    const twice = await Promise.all(
      [trial(1), trial(501), trial(501)].map((one) => appendTrials(workspace, [one], RUN)),
    );
    expect(twice.map(({ added, known }) => [added, known])).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
  });

  it('S4-19: cuts off what a killed writer left, and refuses to go on from a damaged line', async () => {
    const workspace = temporaryFolder();
    await appendTrials(workspace, [trial(1)], RUN);
    appendFileSync(ledgerFile(workspace), '{"kind":"trial","key":"0000');
    expect(await readTrials(workspace)).toEqual([trial(1)]);
    await appendTrials(workspace, [trial(2)], RUN);
    expect(await readTrials(workspace)).toEqual([trial(1), trial(2)]);
    appendFileSync(ledgerFile(workspace), 'x\n');
    await expect(appendTrials(workspace, [trial(3)], RUN)).rejects.toThrow('line 3 is not an entry');
    await expect(readTrials(workspace)).rejects.toMatchObject({ code: 'DATA_INVALID' });
    expect(linesOf(workspace)).toHaveLength(3);
  });

  it('X-04: writes nothing of a batch that holds a number that is not finite', async () => {
    const workspace = temporaryFolder();
    const bad = { key: trial(2).key, sharpe: NaN };
    await expect(appendTrials(workspace, [trial(1), bad], RUN)).rejects.toThrow("invalid 'record.sharpe'");
    expect(await readTrials(workspace)).toEqual([]);
    await expect(appendTrials(workspace, [{ key: 'NOT HEX' }], RUN)).rejects.toThrow("invalid 'key'");
  });

  it('S4-19, X-11: loses nothing and doubles nothing with several writers and kills', async () => {
    const workspace = temporaryFolder();
    const acknowledged: number[] = [];
    const write = async (from: number, lines: number): Promise<void> => {
      const child = nodeChild(APPENDER, [workspace, from, 60, 5]);
      const said = await killAt(child, { lines, turns: lines * 10 });
      acknowledged.push(...said.flatMap((last) => Array.from({ length: 5 }, (_, index) => Number(last) - index)));
    };
    await Promise.all([write(0, 3), write(30, 5), write(60, Infinity)]);
    await Promise.all([write(0, Infinity), write(30, 2)]);
    const keys = keysOf(await readTrials(workspace));
    expect(new Set(keys).size).toBe(keys.length);
    for (const number of acknowledged) expect(keys).toContain(trial(number).key);
    await appendTrials(
      workspace,
      Array.from({ length: 120 }, (_, number) => trial(number)),
      RUN,
    );
    expect(keysOf(await readTrials(workspace)).sort()).toEqual(
      Array.from({ length: 120 }, (_, number) => trial(number).key),
    );
  });
});

describe('the chain of the ledger', () => {
  /** Four trials and a finished run, with a head. */
  async function written(): Promise<string> {
    const workspace = temporaryFolder();
    await appendTrials(workspace, [1, 2, 3].map(trial), RUN);
    await appendTrials(workspace, [trial(4)], RUN);
    await appendFinishedRun(workspace, { experimentId: 'e', name: 'n', auditHead: 'a'.repeat(64) }, RUN);
    return workspace;
  }

  it.each<[string, (lines: readonly string[]) => readonly string[], RegExp]>([
    ['emptied', () => [], /has 0 of the 5 lines/],
    ['cut at the end', (lines) => lines.slice(0, 3), /has 3 of the 5 lines/],
    ['cut at the beginning', (lines) => lines.slice(1), /its first lines are missing/],
    ['without one line', (lines) => lines.toSpliced(1, 1), /line 2 does not follow from line 1/],
    ['with a line twice', (lines) => lines.toSpliced(1, 0, lines[1] ?? ''), /line 3 does not follow from line 2/],
    ['with an edited record', edited(0), /line 2 does not follow from line 1/],
    ['with an edited last line', edited(4), /line 5 is not as it was written/],
    ['of the form before the chain', (lines) => lines.map(withoutChain), /is of an older form/],
  ])(
    'S4-19, X-15: refuses a ledger that was %s, for readers and writers, and says the way back',
    async (_, change, message) => {
      const workspace = await written();
      writeLines(workspace, change(linesOf(workspace)));
      const before = readFileSync(ledgerFile(workspace), 'utf8');
      for (const use of [
        () => readTrials(workspace),
        () => priorTrials(workspace, { exclude: new Set(), family: () => true }),
        () => appendTrials(workspace, [trial(9)], RUN),
      ]) {
        await expect(use()).rejects.toMatchObject({
          code: 'DATA_INVALID',
          hint: expect.stringContaining('rebuild-ledger'),
        });
        await expect(use()).rejects.toThrow(message);
      }
      expect(readFileSync(ledgerFile(workspace), 'utf8')).toBe(before);
    },
  );

  it('S4-19: refuses a ledger whose file or whose head is gone, and a head that is not one', async () => {
    const [gone, headless, wrong] = [await written(), await written(), await written()];
    rmSync(ledgerFile(gone));
    await expect(readTrials(gone)).rejects.toThrow('has 0 of the 5 lines');
    rmSync(ledgerHeadFile(headless));
    await expect(readTrials(headless)).rejects.toThrow("ledger-head.json' is missing");
    writeFileSync(ledgerHeadFile(wrong), '{"format":2}');
    await expect(readTrials(wrong)).rejects.toThrow('is not what Assay writes there');
    writeFileSync(ledgerHeadFile(wrong), '');
    await expect(readTrials(wrong)).rejects.toThrow('is not valid JSON');
  });

  it('S4-19: goes on where a writer was killed after its lines and before the head', async () => {
    const workspace = temporaryFolder();
    await appendTrials(workspace, [trial(1)], RUN);
    const head = readFileSync(ledgerHeadFile(workspace));
    await appendTrials(workspace, [trial(2)], RUN);
    writeFileSync(ledgerHeadFile(workspace), head);
    await appendTrials(workspace, [trial(3)], RUN);
    expect(await readTrials(workspace)).toEqual([1, 2, 3].map(trial));
    writeLines(workspace, linesOf(workspace).slice(0, 2));
    await expect(readTrials(workspace)).rejects.toThrow('has 2 of the 3 lines');
  });
});

describe('plans', () => {
  const all = { exclude: new Set<string>(), family: () => true };
  const [own, other] = ['a'.repeat(16), 'b'.repeat(16)];

  function began(workspace: string, runId: string): string {
    const folder = path.join(workspace, 'runs', runId);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'run.json'), '{}');
    return folder;
  }

  it('S4-19: count for others while the run is under way, each key once, and are no evaluated trials', async () => {
    const workspace = temporaryFolder();
    const folder = began(workspace, own);
    await registerPlan(workspace, [1, 2, 3].map(trial), { runId: own });
    expect(await registerPlan(workspace, [1, 2, 3].map(trial), { runId: own })).toEqual({ added: 0, known: 1 });
    await appendTrials(workspace, [{ ...trial(2), number: 22 }], { runId: own });
    await registerPlan(workspace, [3, 4].map(trial), { runId: other }); // a run without a folder: it was removed
    expect(await priorTrials(workspace, all)).toEqual([trial(1), { ...trial(2), number: 22 }, trial(3)]);
    expect(await readTrials(workspace)).toEqual([{ ...trial(2), number: 22 }]);
    writeFileSync(path.join(folder, 'finished.json'), '{"runId":"x","artefacts":{}}');
    expect(keysOf(await priorTrials(workspace, all))).toEqual([trial(2).key]);
  });

  it('S4-19: no longer count once withdrawn, and count again when the run goes on', async () => {
    const workspace = temporaryFolder();
    began(workspace, own);
    expect(await withdrawPlan(workspace, 'none', { runId: own })).toEqual({ added: 0, known: 1 });
    await registerPlan(workspace, [trial(1)], { runId: own });
    await withdrawPlan(workspace, 'it failed', { runId: own });
    expect(await priorTrials(workspace, all)).toEqual([]);
    await registerPlan(workspace, [trial(1)], { runId: own });
    expect(keysOf(await priorTrials(workspace, all))).toEqual([trial(1).key]);
  });
});

describe('priorTrials', () => {
  it('S4-19: are those of the family, less the run’s own, sorted by key', async () => {
    const workspace = temporaryFolder();
    await appendTrials(workspace, [5, 3, 4, 2, 1].map(trial), RUN);
    await appendFinishedRun(workspace, { experimentId: 'e', name: 'n', auditHead: 'a'.repeat(64) }, RUN);
    const family = (one: { readonly number: number }): boolean => one.number !== 4;
    const priors = await priorTrials<ReturnType<typeof trial>>(workspace, { exclude: new Set([trial(5).key]), family });
    expect(priors).toEqual([1, 2, 3].map(trial));
  });

  it('are none in a new workspace', async () => {
    expect(await priorTrials(temporaryFolder(), { exclude: new Set(), family: () => true })).toEqual([]);
  });
});

describe('readLedger', () => {
  it('shows trials and finished runs as they were written', async () => {
    const workspace = temporaryFolder();
    await appendTrials(workspace, [trial(1)], RUN);
    const finished = { experimentId: 'e', name: 'n', auditHead: 'a'.repeat(64) };
    await appendFinishedRun(workspace, finished, RUN);
    await appendFinishedRun(workspace, finished, RUN);
    const entries: LedgerEntry[] = [];
    for await (const entry of readLedger(workspace)) entries.push(entry);
    const time = '1970-01-01T00:00:00.000Z';
    const [first = ''] = linesOf(workspace);
    const common = { runId: RUN.runId, time };
    expect(entries).toEqual([
      { kind: 'trial', key: trial(1).key, prev: '0'.repeat(64), ...common, record: trial(1) },
      { kind: 'run-finished', key: finished.auditHead, prev: sha256Hex(first), ...common, record: finished },
    ]);
    expect(first).toMatch(/^\{"kind":"trial","key":"/u);
  });

  it('reads a hundred thousand trials and adds to them', async () => {
    const workspace = temporaryFolder();
    await appendTrials(
      workspace,
      Array.from({ length: 100_000 }, (_, number) => trial(number)),
      RUN,
    );
    expect(await appendTrials(workspace, [trial(7), trial(100_000)], RUN)).toEqual({ added: 1, known: 1 });
    expect(await readTrials(workspace)).toHaveLength(100_001);
  });
});
