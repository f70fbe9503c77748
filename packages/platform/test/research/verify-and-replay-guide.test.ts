/** docs/how-to/verify-and-replay.md, followed by the letter. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import { runResearch } from '../../src/research/index.ts';
import { runPaths } from '../../src/runs/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { randomWalk } from '../../src/sources/index.ts';
import { SILENT_PROGRESS } from '../../src/telemetry/index.ts';
import { testWorkspace } from './workspace.ts';

const GUIDE = new URL('../../../../docs/how-to/verify-and-replay.md', import.meta.url);

const CONFIG = `
name: guided
packs: [{ name: walk, dataset: walk, timeframe: 1d }]
strategies: [{ class: random-entry, sweep: { seed: [1, 2] } }]
experiment: { walkForward: { trainSize: 200, testSize: 200 } }
`;

/** The commands of a guide, line by line. */
function commandsOf(guide: string): readonly string[] {
  const blocks = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gmu)].map(([, text = '']) => text.trimEnd());
  return blocks.flatMap((text) => text.split('\n'));
}

describe('docs/how-to/verify-and-replay.md', () => {
  it(
    'S2-42, S2-43: every command does what it says, and one changed byte ends with 1',
    { timeout: 400_000 },
    async () => {
      const workspace = testWorkspace();
      await workspace.publish('walk', randomWalk({ seed: 3, bars: 700 }));
      const { runId } = await workspace.run(workspace.write('guided.yaml', CONFIG), 1);
      const cwd = temporaryFolder();
      const env = { ASSAY_WORKSPACE: workspace.root };
      const run = (line: string): ReturnType<typeof runCli> =>
        runCli(line.replace('RUN', runId.slice(0, 8)).replace('ID', runId).split(' ').slice(1), { cwd, env });
      const commands = commandsOf(readFileSync(GUIDE, 'utf8'));
      expect(commands.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
        ...['assay runs verify', 'assay runs replay', 'assay runs export'],
        ...['tar -xzf run.tar.gz', 'assay runs verify', 'assay runs replay'],
      ]);
      for (const line of commands) {
        if (line.startsWith('tar ')) {
          expect(spawnSync('tar', line.split(' ').slice(1), { cwd }).status).toBe(0);
          continue;
        }
        const result = await run(line);
        expect([
          line,
          result.code,
          result.stderr
            .replaceAll(/^.*\d+ %.*$/gmu, '')
            .trim()
            .slice(0, 300),
        ]).toEqual([line, 0, expect.any(String)]);
        expect(result.stdout).toMatch(/is as it was written|every byte the same|sha-256 [0-9a-f]{64}/u);
      }

      const paths = runPaths(workspace.root, runId);
      appendFileSync(path.join(paths.artefacts, 'rankings.json'), '\n');
      const verified = await run('assay runs verify RUN');
      expect(verified.code).toBe(1);
      expect(verified.stdout).toMatch(
        /is NOT as it was written: 1 problem\n\nartefacts\/rankings\.json: was changed\n {2}expected {2}sha-256/u,
      );
      const shown = await run('assay runs show RUN');
      expect(shown.stdout).toContain('understand  not stated');
      workspace.remove();
    },
  );

  it(
    'S3-50: the record has six fields, and one of a run that failed says that it is partial',
    { timeout: 400_000 },
    async () => {
      const workspace = testWorkspace();
      await workspace.publish('walk', randomWalk({ seed: 3, bars: 700 }));
      const { runId } = await workspace.run(workspace.write('guided.yaml', CONFIG), 1);
      const env = { ASSAY_WORKSPACE: workspace.root };
      const cwd = workspace.root;
      const shown = async (run: string): Promise<Record<string, unknown>> =>
        ((await runCli(['runs', 'show', run, '--json'], { cwd, env })).json() as { record: Record<string, unknown> })
          .record;
      const record = await shown(runId);
      expect(record).toMatchObject({
        partial: false,
        explain: { benchmark: 'buy-and-hold', strategies: [{ name: 'random-entry', parameterSets: 2 }] },
        understand: 'not stated',
        execute: { priorTrials: 0 },
        interpret: { rows: [{ id: expect.any(String) as string }] },
        validate: {
          ran: expect.arrayContaining([expect.objectContaining({ check: 'leak test', rows: 1 })]) as unknown,
        },
        decide: { rows: [{ verdict: expect.stringMatching(/killed|insufficient|suspicious|candidate/u) as string }] },
      });

      const stopped = runResearch({
        ...{ configPath: workspace.write('broken.yaml', CONFIG.replace('guided', 'broken').replace('[1, 2]', '[3]')) },
        ...{ workspace: workspace.root, workers: 1, memoryBytes: 2 ** 31, clock: { now: () => 0 } },
        progress: {
          ...SILENT_PROGRESS,
          start: () => {
            throw new Error('stopped');
          },
        },
      });
      await expect(stopped).rejects.toThrow('stopped');
      const listed = (await runCli(['runs', 'list', '--json'], { cwd, env })).json() as {
        runId: string;
        state: string;
      }[];
      const failed = listed.find(({ state }) => state === 'failed')?.runId ?? '';
      expect(await shown(failed)).toMatchObject({
        ...{ partial: true, understand: 'not stated', explain: { strategies: [{ name: 'random-entry' }] } },
        ...{ execute: null, interpret: null, validate: null, decide: null },
      });
      const text = await runCli(['runs', 'show', failed], { cwd, env });
      expect(text.stdout).toContain('partial record');
      expect(text.stdout).toContain('decide      not reached');
      const verified = await runCli(['runs', 'verify', failed], { cwd, env });
      expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('has not finished') as string]);
      workspace.remove();
    },
  );
});
