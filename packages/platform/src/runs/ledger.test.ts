import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeChild, temporaryFolder } from '../settings/testing/index.ts';
import { appendFinishedRun, appendTrials, ledgerFile, priorTrials, readLedger, readTrials } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';
import { killAt } from './testing/kill.ts';

const APPENDER = new URL('testing/ledger-appender.ts', import.meta.url);
const RUN = { runId: 'f'.repeat(16), now: () => 0 };

function trial(number: number) {
  return { key: number.toString(16).padStart(16, '0'), number };
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
    expect(entries).toEqual([
      { kind: 'trial', key: trial(1).key, runId: RUN.runId, time, record: trial(1) },
      { kind: 'run-finished', key: finished.auditHead, runId: RUN.runId, time, record: finished },
    ]);
    expect(readFileSync(ledgerFile(workspace), 'utf8')).toMatch(/^\{"kind":"trial","key":"/u);
  });

  it('reads a hundred thousand trials and adds to them', async () => {
    const workspace = temporaryFolder();
    const line = (number: number): string =>
      JSON.stringify({ kind: 'trial', key: trial(number).key, runId: RUN.runId, time: '', record: trial(number) });
    mkdirSync(path.dirname(ledgerFile(workspace)));
    writeFileSync(ledgerFile(workspace), Array.from({ length: 100_000 }, (_, number) => `${line(number)}\n`).join(''));
    expect(await appendTrials(workspace, [trial(7), trial(100_000)], RUN)).toEqual({ added: 1, known: 1 });
    expect(await readTrials(workspace)).toHaveLength(100_001);
  });
});
