import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli, walkBetween, workspaceWith } from '../testing/index.ts';

const config = (params: string, costs: string): string => `
name: pair
packs: [{ dataset: made, timeframe: 1d }]
strategies:
  - { class: mean-reversion, params: { window: 10 } }
  - { class: random-entry, params: { seed: ${params}, entryProbability: 0.2 } }
experiment:
  walkForward: { trainSize: 200, testSize: 100 }
  costs: { halfSpreadBps: ${costs} }
`;

describe('assay runs diff', () => {
  let cwd: string;
  const ids: string[] = [];
  beforeAll(async () => {
    cwd = await workspaceWith([walkBetween('AAA', { from: '2015-01-01', to: '2018-01-01' })]);
    for (const [params, costs] of [
      ['1', '1'],
      ['2', '9'],
    ] as const) {
      writeFileSync(path.join(cwd, 'pair.yaml'), config(params, costs));
      const run = await runCli(['research', 'run', '--config', 'pair.yaml', '--once', '--json'], { cwd });
      expect(run.code).toBe(0);
      ids.push((run.json() as { runId: string }).runId);
    }
  }, 120_000);

  it('X-13: says of a run and itself that nothing differs', async () => {
    const { stdout, code } = await runCli(['runs', 'diff', ids[0] as string, ids[0] as string], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('The two runs are the same.');
  });

  it('names what went in otherwise, earlier trials among it, and what each row became', async () => {
    const { stdout } = await runCli(['runs', 'diff', ids[0] as string, ids[1] as string, '--all'], { cwd });
    expect(stdout).not.toContain('The two runs are the same.');
    expect(stdout).toMatch(/priorTrials +0 +[1-9]/u);
    expect(stdout).toMatch(/mean-reversion\.pack-1\.AAA +\w+ +\w+ +.*→/u);
    const json = (await runCli(['runs', 'diff', ids[0] as string, ids[1] as string, '--json'], { cwd })).json() as {
      inputs: { path: string }[];
      rows: { id: string; first: object; second: object; differences: { path: string }[] }[];
    };
    expect(json.inputs.some(({ path: at }) => at.includes('fills'))).toBe(true);
    const row = json.rows.find(({ id }) => id === 'mean-reversion.pack-1.AAA');
    expect(row?.differences.map(({ path: at }) => at)).toContain('metrics.totalReturn');
  });

  it('writes a page that stands alone, with the equity of both', async () => {
    const { code } = await runCli(['runs', 'diff', ids[0] as string, ids[1] as string, '--html', 'pair.html'], { cwd });
    expect(code).toBe(0);
    const page = readFileSync(path.join(cwd, 'pair.html'), 'utf8');
    expect(page).toMatch(/<svg/u);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/u);
    expect(page).toContain(ids[1]);
  });

  it('X-08: refuses a run that is not there, and one that is no research run', async () => {
    const missing = await runCli(['runs', 'diff', ids[0] as string, 'ffff'], { cwd });
    expect(missing.code).not.toBe(0);
    expect(missing.stderr).toContain('ffff');
    const params = ['--strategy', 'buy-and-hold', '--instruments', 'AAA', '--json'];
    const backtest = (await runCli(['backtest', 'run', ...params], { cwd })).json() as { runId: string };
    const { code, stderr } = await runCli(['runs', 'diff', ids[0] as string, backtest.runId], { cwd });
    expect(code).not.toBe(0);
    expect(stderr).toContain('holds no rankings');
  }, 60_000);
});
