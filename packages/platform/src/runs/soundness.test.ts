import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import { listRuns, removeRun, showRun } from './catalogue.ts';
import { runPaths } from './run-paths.ts';
import type { RunPaths } from './run-paths.ts';
import { smallRun } from './testing/small-run.ts';

const quiet = (): void => undefined;

/** A finished run, opened again once so that its audit has two ends, and its files. */
async function finishedRun(): Promise<{ workspace: string; id: string; paths: RunPaths }> {
  const workspace = temporaryFolder();
  const id = await smallRun(workspace, quiet);
  await smallRun(workspace, quiet);
  return { workspace, id, paths: runPaths(workspace, id) };
}

function change(file: string, how: (text: string) => string): void {
  writeFileSync(file, how(readFileSync(file, 'utf8')));
}

const firstLines = (text: string, count: number): string => text.split('\n').slice(0, count).join('\n').concat('\n');
const linesUntil = (text: string, event: string): string =>
  firstLines(text, text.split('\n').findIndex((line) => line.includes(`"event":"${event}"`)) + 1);

describe('a finished run whose files were changed', () => {
  it.each<[string, (paths: RunPaths) => void, RegExp, null?]>([
    ['an emptied audit', ({ audit }) => writeFileSync(audit, ''), /its audit is empty or missing/],
    ['no audit', ({ audit }) => rmSync(audit), /its audit is empty or missing/],
    [
      'an audit cut before its end',
      ({ audit }) => change(audit, (text) => firstLines(text, 5)),
      /the end of its audit is missing/,
    ],
    [
      'an audit cut after an earlier end',
      ({ audit }) => change(audit, (text) => linesUntil(text, 'run-finished')),
      /was cut or exchanged/,
    ],
    [
      'an audit cut after it was opened again',
      ({ audit }) => change(audit, (text) => linesUntil(text, 'run-reopened')),
      /was cut or exchanged/,
    ],
    [
      'another finished.json',
      ({ finished }) => change(finished, (text) => text.replace('"trials"', '"trails"')),
      /is not the one that its audit/,
    ],
    [
      'a cut finished.json',
      ({ finished }) => change(finished, (text) => text.slice(0, 30)),
      /'finished.json' is not as it was written/,
    ],
    [
      'an audit whose first time was changed',
      ({ audit }) => change(audit, (text) => text.replace('"time":"2', '"time":"3')),
      /audit '.*' is not as it was written/,
      null,
    ],
    [
      'X-08: another name in run.json, which the id is not made of,',
      ({ manifest }) => change(manifest, (text) => text.replace('"name": "small"', '"name": "smell"')),
      /'.*run\.json' is not as it was written/,
      null,
    ],
  ])(
    '%s is damaged in the list, and neither shown as sound nor opened again',
    async (_, damage, message, name: string | null = 'small') => {
      const { workspace, id, paths } = await finishedRun();
      damage(paths);
      const [listed] = await listRuns(workspace);
      expect(listed).toMatchObject({ state: 'damaged', name });
      expect(listed?.problem?.message).toMatch(message);
      expect(listed?.problem?.advice).toContain(`assay runs remove ${id} --force`);
      await expect(showRun(workspace, id)).rejects.toThrow(message);
      await expect(smallRun(workspace, quiet)).rejects.toMatchObject({ code: 'DATA_INVALID' });
      await removeRun(workspace, id, { force: true });
      await smallRun(workspace, quiet);
      expect((await listRuns(workspace)).map(({ state }) => state)).toEqual(['finished']);
      expect((await showRun(workspace, id)).problems).toEqual([]);
      await smallRun(workspace, quiet);
    },
  );

  it('is shown with the artefacts that are damaged or missing, and mended by its own command', async () => {
    const { workspace, id, paths } = await finishedRun();
    change(path.join(paths.artefacts, 'summary.json'), (text) => text.slice(0, 10));
    rmSync(path.join(paths.artefacts, 'trials.json'));
    const { problems, state } = await showRun(workspace, id);
    expect(state).toBe('finished');
    expect(problems.map(({ message }) => message)).toEqual([
      `artefact '${path.join(paths.artefacts, 'summary.json')}' is not as it was written`,
      `artefact '${path.join(paths.artefacts, 'trials.json')}' is missing`,
    ]);
    expect(problems[0]?.advice).toContain('Run its config again');
    await smallRun(workspace, quiet);
    expect((await showRun(workspace, id)).problems).toEqual([]);
  });

  it('is shown although the trial ledger is damaged, and says so', async () => {
    const { workspace, id } = await finishedRun();
    writeFileSync(path.join(workspace, 'trials', 'ledger.jsonl'), '');
    const { problems } = await showRun(workspace, id);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('trial ledger')]);
    expect((await listRuns(workspace)).map(({ state }) => state)).toEqual(['finished']);
  });

  it.each([
    ['cut', (text: string): string => text.slice(0, 20)],
    ['emptied', (): string => ''],
    ['null', (): string => 'null'],
    ['of another run', (text: string): string => text.replace(/"runId": "\w+"/u, `"runId": "${'0'.repeat(16)}"`)],
  ])('whose manifest is %s stands in the list among the others', async (_, how) => {
    const { workspace, id, paths } = await finishedRun();
    change(paths.manifest, how);
    expect(await listRuns(workspace)).toMatchObject([{ runId: id, name: null, state: 'damaged', failure: null }]);
    const hint = expect.stringContaining('assay runs remove') as string;
    await expect(showRun(workspace, id)).rejects.toMatchObject({ code: 'DATA_INVALID', hint });
    await removeRun(workspace, id, { force: true });
    expect(await listRuns(workspace)).toEqual([]);
  });
});
