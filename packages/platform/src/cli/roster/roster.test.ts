import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fixedClock } from '@assay/core/time';
import { beforeAll, describe, expect, it } from 'vitest';
import { rosterSchema } from '@assay/contracts/schemas';
import { runCli, walkBetween, workspaceWith } from '../testing/index.ts';
import type { CliResult } from '../testing/index.ts';

/** Data from the autumn of 2017 to the last session of the first week of January 2018, asked for in the week after. */
const NOW = Date.UTC(2018, 0, 9, 12);
const STRATEGY = ['--strategy', 'moving-average-crossover', '--axes', 'fast=2,3', '--params', 'slow=6'];

describe('assay roster', { timeout: 240_000 }, () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await workspaceWith([walkBetween('AAA', { from: '2017-01-03', to: '2018-01-06' })]);
    return () => rmSync(cwd, { recursive: true, force: true });
  });
  const assay = (...args: readonly string[]): Promise<CliResult> => runCli(args, { cwd, clock: fixedClock(NOW) });
  const update = (...more: readonly string[]): Promise<CliResult> =>
    assay('roster', 'update', ...STRATEGY, '--workers', '1', '--quiet', '--json', ...more);
  const weekFile = (week: string): string =>
    path.join(cwd, 'assay-workspace/published/rosters/moving-average-crossover/weeks', `${week}.json`);

  it('S1-14 X-08 archives the last complete week once, from the 13 weeks that end with it, and refuses what is stale or not over', async () => {
    const none = await assay('roster', 'show', '--json');
    expect([none.code, none.json().error.code]).toEqual([2, 'NOT_FOUND']);

    const first = await update();
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    expect(first.json()).toMatchObject({ week: '2018-W01', isNew: true });
    const archived = JSON.parse(readFileSync(weekFile('2018-W01'), 'utf8'));
    expect(archived.window).toEqual({ from: '2017-10-09', to: '2018-01-07' });
    expect(archived.instruments[0].cells).toHaveLength(2);

    const again = await update();
    expect(again.json()).toMatchObject({ week: '2018-W01', isNew: false });
    expect(JSON.parse(readFileSync(weekFile('2018-W01'), 'utf8'))).toEqual(archived);

    const early = await update('--week', '2018-W02');
    expect([early.code, early.json().error.message]).toEqual([2, 'week 2018-W02 is not over: it ends on 2018-01-14']);

    const fromGrid = ['--from-grid', 'moving-average-crossover-weekly'];
    const idle = await update('--week', '2017-W52', ...fromGrid);
    expect([idle.code, idle.json().error.message]).toEqual([
      2,
      expect.stringContaining('--axes, --params would change'),
    ]);
    const taken = await assay(
      ...['roster', 'update', '--strategy', 'moving-average-crossover', '--quiet', '--json', '--week', '2017-W52'],
      ...fromGrid,
    );
    expect([taken.code, taken.json().error.code]).toEqual([3, 'DATA_UNFIT']);
    expect(taken.json().error.message).toContain('is not of week 2017-W52: it covers 2017-10-09 to 2018-01-07');
    expect(existsSync(weekFile('2017-W52'))).toBe(false);

    const later = fixedClock(Date.UTC(2018, 0, 22));
    const stale = await runCli(
      ['roster', 'update', ...STRATEGY, '--workers', '1', '--quiet', '--json', '--week', '2018-W02'],
      { cwd, clock: later },
    );
    expect([stale.code, stale.json().error.code]).toEqual([3, 'DATA_UNFIT']);
    expect(stale.json().error.message).toContain('AAA ends on 2018-01-05, before the session of 2018-01-12');

    const shown = await assay('roster', 'show', '--json');
    const roster = rosterSchema.parse(shown.json());
    expect(roster).toEqual(first.json().roster);
    const told = await assay('roster', 'show');
    expect(told.stdout).toContain(roster.instruments[0]?.why.slice(0, 30));
    expect(told.stdout).toContain('1 week archived, 2018-W01 to 2018-W01');

    const drawn = await assay('roster', 'show', '--picture', 'pictures/roster.html');
    const picture = path.join(cwd, 'pictures/roster.html');
    expect(drawn.stdout).toBe(`${told.stdout}\nPicture: ${picture}\n`);
    expect(readFileSync(picture, 'utf8')).toContain(
      `<title>AAA 2018-W01, ${roster.instruments[0]?.history[0]?.outcome}`,
    );
    const refused = await assay('roster', 'show', '--picture', 'roster.png');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('must be a file that ends with .html')]);
  });

  it('S1-14 runs the grid of the next week with the settings that the weeks before have tightened an instrument to', async () => {
    const weeks = path.join(cwd, 'assay-workspace/published/rosters/gates/weeks');
    mkdirSync(weeks, { recursive: true });
    const axes = { maxHazard: 0.1, minRepetitions: 1, holdMinutes: 240 };
    const { dataset } = JSON.parse(readFileSync(weekFile('2018-W01'), 'utf8')).grid;
    const borderline = {
      qualified: true,
      score: 1,
      trades: 40,
      pnl: 1,
      profitFactor: 1.1,
      profitFactorCapped: false,
      sharpe: 1,
    };
    for (const [index, maxHazard] of [0.1, 0.08].entries()) {
      const name = `2017-W${51 + index}`;
      const archived = {
        ...{ format: 1, week: name, archivedAt: '2018-01-01T00:00:00.000Z', weeks: 13 },
        ...{ window: { from: '2017-10-02', to: '2017-12-31' }, own: axes },
        grid: { name: 'gates-weekly', runId: 'r', strategy: 'gates', dataset },
        settings: { maxHazard: 0.1, minRepetitions: 1 },
        instruments: [{ instrument: 'AAA', cells: [{ key: 'k', axes: { ...axes, maxHazard }, ...borderline }] }],
      };
      writeFileSync(path.join(weeks, `${name}.json`), JSON.stringify(archived));
    }
    const updated = await assay('roster', 'update', '--strategy', 'gates', '--workers', '1', '--quiet', '--json');
    expect({ code: updated.code, stderr: updated.stderr }).toEqual({ code: 0, stderr: '' });
    const archived = JSON.parse(readFileSync(path.join(weeks, '2018-W01.json'), 'utf8'));
    const caps = archived.instruments[0].cells.map((cell: { axes: { maxHazard: number } }) => cell.axes.maxHazard);
    expect([...new Set(caps)]).toEqual([0.06, 0.08, 0.1, 0.12]);
    expect([archived.own, archived.settings]).toEqual([axes, { maxHazard: 0.1, minRepetitions: 1 }]);
    const [entry] = updated.json().roster.instruments;
    expect(entry.history.at(-1).figures.axes).toEqual({ ...axes, maxHazard: 0.06 });
    const grid = JSON.parse(
      readFileSync(path.join(cwd, 'assay-workspace/published/grids/gates-weekly/grid.json'), 'utf8'),
    );
    expect(grid.notes).toContain('maxHazard: 0.06 is tried too: the roster has tightened AAA');
  });
});
