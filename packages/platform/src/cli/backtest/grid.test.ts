import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { gridResultSchema, gridStatusSchema, gridSummarySchema } from '@assay/contracts/schemas';
import type { GridResult, GridSummary } from '@assay/contracts/schemas';
import { runCli, treeHash, walkBetween, workspaceWith } from '../testing/index.ts';
import type { CliResult } from '../testing/index.ts';

const DAYS = { from: '2016-01-04', to: '2018-01-02' };
const AXES = ['--axes', 'fast=3,6', '--axes', 'slow=9,20'];

/** Who is shown as the best gains something, has counted its trials, and was replayed. */
function expectHonestBest({ best, bestOfAll, cells, status, evidence }: GridResult['instruments'][number]): void {
  expect(bestOfAll).not.toBeNull();
  expect(status === 'qualified').toBe(best !== null);
  if (best === null) return;
  const { metrics, qualified } = cells[best] as (typeof cells)[number];
  expect(qualified).toBe(true);
  expect([metrics.pnl, metrics.returnFraction, metrics.sharpe].some((figure) => (figure ?? -1) > 0)).toBe(true);
  expect(evidence).toMatchObject({ trials: 4, leak: { outcome: 'clean' } });
}

describe('assay backtest grid', { timeout: 240_000 }, () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await workspaceWith([walkBetween('AAA', DAYS), walkBetween('BBB', DAYS)]);
    return () => rmSync(cwd, { recursive: true, force: true });
  });

  const grid = (...more: readonly string[]): Promise<CliResult> =>
    runCli(
      ['backtest', 'grid', '--strategy', 'moving-average-crossover', '--workers', '1', '--quiet', '--json', ...more],
      { cwd },
    );
  const file = (name: string): string => path.join(cwd, 'assay-workspace/published/grids', name);
  const resultOf = (name: string): GridResult => {
    const value: unknown = JSON.parse(readFileSync(file(`${name}/grid.json`), 'utf8'));
    return gridResultSchema.parse(value); // which leaves out what is not of the result
  };
  const trials = (): readonly { readonly key: string; readonly role: string }[] => {
    const lines = readFileSync(path.join(cwd, 'assay-workspace/trials/ledger.jsonl'), 'utf8').trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as { kind: string; key: string; record: { role: string } });
    return entries.filter(({ kind }) => kind === 'trial').map(({ key, record }) => ({ key, role: record.role }));
  };

  it('S1-06 S1-08 S1-09 X-09 makes every cell a trial once, whatever the order of the axes, and shows no losing cell as the best', async () => {
    const first = await grid(...AXES);
    expect(first.stderr).toBe('');
    const summary: GridSummary = gridSummarySchema.parse(first.json());
    expect([summary.cells, summary.trials.thisRun, summary.trials.prior]).toEqual([8, 8, 0]);
    const result = resultOf('moving-average-crossover');
    expect(result.instruments.map(({ instrument, cells }) => [instrument, cells.length])).toEqual([
      ['AAA', 4],
      ['BBB', 4],
    ]);
    result.instruments.forEach(expectHonestBest);
    expect(summary.status).toBe(first.code === 0 ? 'qualified' : 'insufficient');
    const made = trials();
    expect(made).toHaveLength(8);
    expect(new Set(made.map(({ role }) => role))).toEqual(new Set(['grid']));
    const bytes = readFileSync(file('moving-average-crossover/grid.json'), 'utf8');
    expect(bytes).not.toMatch(/NaN|Infinity/u);

    const again = await grid('--axes', 'slow=20,9', '--axes', 'fast=6,3');
    expect(gridSummarySchema.parse(again.json()).runId).toBe(summary.runId);
    expect(trials()).toHaveLength(8);
    expect(readFileSync(file('moving-average-crossover/grid.json'), 'utf8')).toBe(bytes);

    // The cell by itself is the trial that the grid has made, to the last figure.
    const cell = result.instruments[0]?.cells[1];
    const params = `fast=${String(cell?.axes['fast'])},slow=${String(cell?.axes['slow'])}`;
    const alone = await runCli(
      [
        ...['backtest', 'run', '--strategy', 'moving-average-crossover', '--params', params, '--instruments', 'AAA'],
        ...['--no-stress', '--workers', '1', '--quiet', '--json'],
      ],
      { cwd },
    );
    expect(alone.json().trials.key).toBe(cell?.key);
    expect(trials()).toHaveLength(8);
  });

  it('S1-10 keeps the last good result beside an error, and tells both', async () => {
    const name = 'moving-average-crossover'; // as the test before has left it
    const before = readFileSync(file(`${name}/grid.json`), 'utf8');
    const failed = await grid(...AXES, '--from', '2017-12-20');
    expect(failed.code).toBe(3);
    const status = await runCli(['backtest', 'status', name, '--json'], { cwd });
    expect(status.code).toBe(1);
    const told = gridStatusSchema.parse(status.json());
    expect(told).toMatchObject({ state: 'error', progress: null, error: { code: 'DATA_UNFIT' } });
    expect(told.latest).not.toBeNull();
    expect(readFileSync(file(`${name}/grid.json`), 'utf8')).toBe(before);
    const unknown = await runCli(['backtest', 'status', 'nothing', '--json'], { cwd });
    expect(unknown.json()).toMatchObject({ state: 'idle', latest: null });
  });

  it('S1-10 ends as interrupted where it is stopped, with the last good result beside, and the same command goes on', async () => {
    const name = 'moving-average-crossover';
    const args = ['backtest', 'grid', '--strategy', name, '--workers', '1', '--quiet', ...AXES, '--to', '2017-06-30'];
    const before = readFileSync(file(`${name}/grid.json`), 'utf8');
    const stop = new AbortController();
    // The first that it prints is what it runs on: nothing is evaluated yet.
    const stopped = await runCli(args, { cwd, stop: stop.signal, onOutput: () => stop.abort() });
    expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining('the grid was interrupted')]);
    expect(stopped.stderr).toContain('The same command goes on where it stopped.');
    const statusOf = async (): Promise<unknown> =>
      (await runCli(['backtest', 'status', name, '--json'], { cwd })).json();
    const told = gridStatusSchema.parse(await statusOf());
    expect(told).toMatchObject({ state: 'interrupted', progress: { state: 'interrupted', cells: { total: 8 } } });
    expect(readFileSync(file(`${name}/grid.json`), 'utf8')).toBe(before);

    const resumed = await runCli([...args, '--json'], { cwd });
    const summary = gridSummarySchema.parse(resumed.json());
    expect(summary.runId).toBe(told.progress?.runId);
    expect(gridStatusSchema.parse(await statusOf())).toMatchObject({ state: 'completed', progress: null });
  });

  it('S1-06 plans without touching anything, and names what is wrong by its option', async () => {
    const before = treeHash(cwd);
    const planned = await grid(...AXES, '--dry-run');
    expect(planned.json()).toMatchObject({
      cells: 8,
      combinations: 4,
      instruments: ['AAA', 'BBB'],
      contract: 'base/1',
    });
    const none = await grid();
    expect([none.code, none.json().error.context.problems[0].message]).toEqual([
      2,
      expect.stringContaining('at least one axis'),
    ]);
    const named = await grid(...AXES, '--name', '../x');
    expect([named.code, named.json().error.message]).toEqual([2, expect.stringContaining('this grid cannot be run')]);
    const wrong = await grid('--axes', 'fest=1,2');
    expect(wrong.code).toBe(2);
    expect(JSON.stringify(wrong.json())).toContain("'fast'");
    writeFileSync(path.join(cwd, 'grid.yaml'), 'axis: { fast: [1] }\n');
    const misspelt = await grid('--grid', 'grid.yaml');
    expect(JSON.stringify(misspelt.json())).toContain('axes');
    rmSync(path.join(cwd, 'grid.yaml'));
    expect(treeHash(cwd)).toBe(before);
  });
});
