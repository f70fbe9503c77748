import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, treeHash } from '../../src/cli/testing/index.ts';
import type { PublishedRun } from '../../src/research/index.ts';
import { showRun } from '../../src/runs/index.ts';
import { randomWalk } from '../../src/sources/index.ts';
import { testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const FROM = '2004-06-01';

describe('a lockbox', { timeout: 240_000 }, () => {
  let workspace: TestWorkspace;
  let first: PublishedRun;
  const config = (name: string, lockbox: string, pack = '', params = ''): string =>
    workspace.write(
      `${name}.yaml`,
      `name: ${name}\npacks: [{ name: walk, dataset: walk, timeframe: 1d${pack} }]\nstrategies: [{ class: random-entry${params} }]\n` +
        `experiment: { walkForward: { trainSize: 2y, testSize: 1y } }\n${lockbox}`,
    );
  const lastDay = ({ rankings }: PublishedRun): string => rankings.rows[0]?.period.to ?? '';
  const cli = (...args: string[]): ReturnType<typeof runCli> =>
    runCli([...args, '--workspace', workspace.root], { cwd: workspace.root });

  beforeAll(async () => {
    workspace = testWorkspace();
    await workspace.publish('walk', randomWalk({ seed: 6, bars: 1500, instruments: ['WALK'] }));
    first = await workspace.run(config('kept', `evaluation: { lockbox: { from: ${FROM} } }\n`));
  }, 240_000);
  afterAll(() => workspace.remove());

  it('ruling 8a: the run that sets it aside does not read it', () => {
    expect(lastDay(first) < FROM).toBe(true);
    expect(lastDay(first) > '2004-05-01').toBe(true);
  });

  it('ruling 8a: nor does a run of another name, or a backtest, on the same instrument', async () => {
    expect(lastDay(await workspace.run(config('other', ''))) < FROM).toBe(true);
    await expect(workspace.run(config('late', '', ', end: 2005-01-03'))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/ends on 2005-01-03, in the lockbox of 'kept' from 2004-06-01 on/u) as string,
    });
    const backtest = await cli(
      'backtest',
      'run',
      '--strategy',
      'random-entry',
      '--dataset',
      'walk',
      '--from',
      '2004-07-01',
    );
    expect(backtest.code).toBe(2);
    expect(backtest.stderr).toMatch(/lockbox of 'kept'/u);
  });

  it('ruling 8a: leaving it out of the config, or a later date, does not open it', async () => {
    expect(lastDay(await workspace.run(config('kept', '')))).toBe(lastDay(first));
    expect(lastDay(await workspace.run(config('kept', 'evaluation: { lockbox: { from: 2005-01-01 } }\n')))).toBe(
      lastDay(first),
    );
  });

  it('ruling 8a: is not spent on a run without a row to judge: exit 4, it stays closed', async () => {
    const before = treeHash(workspace.root);
    const refused = await cli('verdict', 'open-lockbox', first.runId, '--reason', 'the search has ended');
    expect(refused.code).toBe(4);
    expect(refused.stderr).toMatch(/has no candidate and no held row: nothing of it could be judged/u);
    expect(refused.stderr).toMatch(/it stays closed/u);
    expect(treeHash(workspace.root)).toBe(before);
  });

  it('ruling 8a: opens once, with a reason, in the audit; then the period can be read', async () => {
    const few = ', params: { entryProbability: 0.003 }';
    const held = await workspace.run(config('kept', `evaluation: { lockbox: { from: ${FROM} } }\n`, '', few));
    const before = await showRun(workspace.root, held.runId);
    expect((await cli('verdict', 'open-lockbox', held.runId)).code).toBe(2);
    const opened = await cli('verdict', 'open-lockbox', held.runId, '--reason', 'the search has ended');
    expect(opened.code).toBe(0);
    expect(opened.stdout).toMatch(/The lockbox of 'kept' is open: WALK from 2004-06-01 on/u);
    const after = await showRun(workspace.root, held.runId);
    // Opened, judged, and published with it: two lines each.
    expect([after.state, after.audit.entries]).toEqual(['finished', before.audit.entries + 6]);
    const again = await cli('verdict', 'open-lockbox', held.runId, '--reason', 'once more');
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/was opened on .* the search has ended/u);
    const later = await workspace.run(config('kept', `evaluation: { lockbox: { from: ${FROM} } }\n`));
    expect(lastDay(later) > FROM).toBe(true);
  });

  it('ruling 8a: without one there is nothing to open', async () => {
    const { runId } = await workspace.run(config('plain', '', ', start: 2000-06-01'));
    const result = await cli('verdict', 'open-lockbox', runId, '--reason', 'curious');
    expect(result.stderr).toMatch(/'plain' has set no lockbox aside/u);
  });
});
