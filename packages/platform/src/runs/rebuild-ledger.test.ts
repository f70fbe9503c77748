import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import { removeRun, showRun } from './catalogue.ts';
import { appendTrials, checkLedger, finishedHeads, priorTrials, readLedger, readTrials } from './ledger.ts';
import { ledgerFile, ledgerHeadFile } from './ledger-chain.ts';
import type { LedgerEntry } from './ledger-entries.ts';
import { rebuildLedger } from './rebuild-ledger.ts';
import { runPaths } from './run-paths.ts';
import { smallRun } from './testing/small-run.ts';

const EXTRA = { key: 'e'.repeat(16), total: 1 };
const quiet = (): void => undefined;

/** A finished run of six trials and a seventh trial that no run vouches for. */
async function workspaceWithRun(): Promise<{ workspace: string; id: string }> {
  const workspace = temporaryFolder();
  const id = await smallRun(workspace, quiet);
  await appendTrials(workspace, [EXTRA], { runId: 'e'.repeat(16) });
  return { workspace, id };
}

function linesOf(workspace: string): string[] {
  return readFileSync(ledgerFile(workspace), 'utf8').split('\n').slice(0, -1);
}

const byKey = (trials: readonly { readonly key: string }[]): readonly unknown[] =>
  [...trials].sort((one, other) => (one.key < other.key ? -1 : 1));

describe('checkLedger', () => {
  it('S4-19, X-15: refuses a ledger, whole in itself, that lacks trials of a finished run', async () => {
    const { workspace, id } = await workspaceWithRun();
    await checkLedger(workspace);
    rmSync(path.join(workspace, 'trials'), { recursive: true });
    const all = { exclude: new Set<string>(), family: () => true };
    await expect(priorTrials(workspace, all)).rejects.toThrow(`6 of the 6 trials of finished run '${id}' are missing`);
    await appendTrials(workspace, [EXTRA], { runId: 'e'.repeat(16) });
    await expect(checkLedger(workspace)).rejects.toMatchObject({ code: 'DATA_INVALID' });
  });
});

describe('rebuildLedger', () => {
  it('touches nothing where the ledger is as it was written', async () => {
    const { workspace } = await workspaceWithRun();
    const before = readFileSync(ledgerFile(workspace), 'utf8');
    expect(await rebuildLedger(workspace)).toBeUndefined();
    expect(readFileSync(ledgerFile(workspace), 'utf8')).toBe(before);
    expect(await rebuildLedger(temporaryFolder())).toBeUndefined();
  });

  it.each<[string, (workspace: string) => void, number]>([
    ['removed', (workspace) => rmSync(path.join(workspace, 'trials'), { recursive: true }), 0],
    ['emptied', (workspace) => writeFileSync(ledgerFile(workspace), ''), 0],
    ['cut', (workspace) => writeFileSync(ledgerFile(workspace), `${linesOf(workspace).slice(0, 3).join('\n')}\n`), 0],
    ['edited', (workspace) => edit(workspace, (lines) => lines.with(2, 'rubbish')), 1],
    ['without its head', (workspace) => rmSync(ledgerHeadFile(workspace)), 1],
    [
      'of the older form',
      (workspace) => edit(workspace, (lines) => lines.map((line) => line.replace(/"prev":"\w+",/u, ''))),
      1,
    ],
  ])('S4-19: makes a ledger that was %s again from the runs and from what still reads', async (_, damage, fromOld) => {
    const { workspace, id } = await workspaceWithRun();
    const trials = byKey(await readTrials(workspace));
    damage(workspace);
    const left = existsSync(ledgerFile(workspace)) ? readFileSync(ledgerFile(workspace), 'utf8') : null;
    const result = await rebuildLedger(workspace, { now: () => 0 });
    expect(result).toMatchObject({ trials: 6 + fromOld, runs: 1, fromRuns: 6, fromOld });
    await checkLedger(workspace);
    expect(byKey(await readTrials(workspace))).toEqual(
      fromOld === 1 ? trials : trials.filter((one) => (one as typeof EXTRA).key !== EXTRA.key),
    );
    if (left === null) expect(result?.old).toBeNull();
    else expect(readFileSync(path.join(workspace, 'trials', result?.old ?? ''), 'utf8')).toBe(left);
    const entries: LedgerEntry[] = [];
    for await (const entry of readLedger(workspace)) entries.push(entry);
    expect(entries[0]).toMatchObject({
      kind: 'rebuilt',
      record: { reason: expect.stringContaining('trial'), fromOld },
    });
    expect((await finishedHeads(workspace)).get(id)?.size).toBeGreaterThan(0);
    expect((await showRun(workspace, id)).problems).toEqual([]);
    expect(await rebuildLedger(workspace)).toBeUndefined();
    await appendTrials(workspace, [{ key: 'd'.repeat(16) }], { runId: 'd'.repeat(16) });
  });

  it('S4-19: takes the word of a finished run over an edited line', async () => {
    const { workspace } = await workspaceWithRun();
    const trials = byKey(await readTrials(workspace));
    edit(workspace, (lines) => lines.map((line) => line.replace(/"total":[^}]+/u, '"total":0,"to":9e15')));
    await rebuildLedger(workspace);
    expect(byKey(await readTrials(workspace)).slice(0, 6)).toEqual(trials.slice(0, 6));
  });

  it('says which run hinders it, and goes on once that is removed', async () => {
    const { workspace, id } = await workspaceWithRun();
    rmSync(path.join(workspace, 'trials'), { recursive: true });
    mkdirSync(path.join(workspace, 'trials'));
    writeFileSync(path.join(runPaths(workspace, id).artefacts, 'trials.json'), '[]');
    await expect(rebuildLedger(workspace)).rejects.toThrow(`run '${id}' is damaged`);
    await removeRun(workspace, id, { force: true });
    expect(await rebuildLedger(workspace)).toBeUndefined();
  });
});

function edit(workspace: string, how: (lines: readonly string[]) => readonly string[]): void {
  writeFileSync(ledgerFile(workspace), `${how(linesOf(workspace)).join('\n')}\n`);
}
