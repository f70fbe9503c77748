import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GridResult } from '@assay/contracts/schemas';
import { fixedClock } from '@assay/core/time';
import { isoWeekNamed, trailingWeeks } from '@assay/quant/evidence';
import { beforeEach, describe, expect, it } from 'vitest';
import { openLakehouse, resolveDataset } from '../../lakehouse/index.ts';
import { gridCell, gridInstrument, gridResult } from '../../reports/testing/index.ts';
import { publishResults } from '../../runs/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { SILENT_PROGRESS } from '../../telemetry/index.ts';
import { publishWalks } from '../grid/testing/small-grid.ts';
import { archiveWeek, readWeek, rosterFolder } from './archive.ts';
import { updateRoster } from './update-roster.ts';
import type { RosterOptions, UpdatedRoster } from './update-roster.ts';
import { weekOfGrid } from './week-of-grid.ts';

const RUN = '0123456789abcdef';
const WEEK = '2017-W20';
const STRATEGY = 'moving-average-crossover';

describe('updateRoster', { timeout: 120_000 }, () => {
  let workspace = '';
  let version = '';
  beforeEach(async () => {
    workspace = temporaryFolder();
    await publishWalks(workspace, ['AAA']); // to August 2017
    const lake = openLakehouse(path.join(workspace, 'lake'), { readOnly: true, threads: 1 });
    version = (await resolveDataset(lake, 'walks')).version;
    await lake.close();
  });

  const gridOf = (week: string, to: string, changes: Partial<GridResult> = {}): GridResult => {
    const { from, to: end } = trailingWeeks(isoWeekNamed(week), 13);
    const one = { ...gridInstrument('AAA', undefined), period: { from, to } };
    return {
      ...gridResult([one], { window: { from, to: end }, strategy: STRATEGY, timeframe: '1d' }),
      dataset: { name: 'walks', version },
      ...changes,
    };
  };
  const publish = (grid: GridResult | string): Promise<unknown> => {
    const text = typeof grid === 'string' ? grid : JSON.stringify(grid);
    return publishResults({ workspace, area: 'grids', name: 'taken', runId: RUN, files: { 'grid.json': text } });
  };
  const update = (changes: Partial<RosterOptions> = {}): Promise<UpdatedRoster> =>
    updateRoster({
      ...{ strategy: STRATEGY, folder: workspace, name: 'r', workspace, workers: 1, memoryBytes: 2 ** 31 },
      ...{ clock: fixedClock(Date.UTC(2018, 0, 2)), progress: SILENT_PROGRESS, week: WEEK, fromGrid: 'taken' },
      ...changes,
    });
  const weeks = (): readonly string[] => {
    const folder = path.join(rosterFolder({ workspace, name: 'r' }), 'weeks');
    mkdirSync(folder, { recursive: true });
    return readdirSync(folder);
  };

  it('S1-14 refuses a grid that was asked for the dates of a week but has measured none of its last session', async () => {
    await publish(gridOf('2017-W40', '2017-08-03'));
    await expect(update({ week: '2017-W40' })).rejects.toMatchObject({
      code: 'DATA_UNFIT',
      message: expect.stringContaining('AAA ends on 2017-08-03, before the session of 2017-10-06') as string,
    });
    expect(weeks()).toEqual([]);
    await publish(gridOf(WEEK, '2017-05-18'));
    await expect(update()).rejects.toMatchObject({ code: 'DATA_UNFIT' });
    await publish(gridOf(WEEK, '2017-05-19'));
    expect((await update()).isNew).toBe(true);
    expect(weeks()).toEqual([`${WEEK}.json`]);
  });

  it('S1-14 takes no grid of another strategy, dataset, bar length or instruments, also where the week is archived', async () => {
    await publish(gridOf(WEEK, '2017-05-19'));
    const wrong: readonly (readonly [Partial<RosterOptions>, string])[] = [
      [{ strategy: 'gates' }, `strategy ${STRATEGY}, not of gates`],
      [{ dataset: 'nosuch' }, `dataset walks@${version}, not of nosuch`],
      [{ timeframe: '1h' }, '1d bars, not of 1h'],
      [{ instruments: ['BBB'] }, 'AAA, not of BBB'],
    ];
    const refused = async (): Promise<void> => {
      for (const [options, difference] of wrong)
        await expect(update(options)).rejects.toMatchObject({
          code: 'CONFLICT',
          message: `grid 'taken' is of ${difference}`,
        });
      await expect(update({ strategy: 'nonsense' })).rejects.toThrow(/nonsense/u);
      await expect(update({ axes: ['fast=2,3'], params: { slow: 9 } })).rejects.toMatchObject({
        code: 'USAGE',
        message: '--axes, --params would change nothing: --from-grid takes a grid as it was made',
      });
    };
    await refused();
    expect(weeks()).toEqual([]);
    await update({ dataset: 'walks', timeframe: '1d', instruments: ['AAA'] });
    await refused();
    expect((await update()).isNew).toBe(false);
    // The same of a week that would be run.
    const asked = { fromGrid: undefined, axes: ['fast=2,3'], params: { slow: 9 } };
    await expect(update({ ...asked, strategy: 'nonsense' })).rejects.toThrow(/nonsense/u);
    await expect(update({ ...asked, dataset: 'nosuch' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await update(asked)).isNew).toBe(false);
  });

  it('S1-14 keeps weeks of one strategy and dataset apart from those of another', async () => {
    await publish(gridOf(WEEK, '2017-05-19'));
    await update();
    await publish(gridOf('2017-W21', '2017-05-26', { strategy: 'buy-and-hold' }));
    await expect(update({ week: '2017-W21', strategy: 'buy-and-hold' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: `roster 'r' is of ${STRATEGY} on walks (week ${WEEK}), not of buy-and-hold on walks`,
    });
    expect(weeks()).toHaveLength(1);
  });

  it('X-08 says of a damaged grid which file it is and what to do', async () => {
    for (const text of ['{', '{}']) {
      await publish(text);
      await expect(update()).rejects.toMatchObject({
        name: 'DataError',
        message: expect.stringMatching(/grid\.json' is not the result of a grid$/u) as string,
        hint: 'Run `assay backtest grid --name taken` again, or leave --from-grid out.',
      });
    }
  });

  it('S1-14 archives the cap of the profile, also where the band was held within its limits, and what was capped', async () => {
    const profile = { maxHazard: 0.14 };
    const axes = [{ name: 'maxHazard', values: [0.12, 0.14] }];
    const capped = gridCell({ metrics: { ...gridCell().metrics, profitFactor: 10, profitFactorCapped: true } });
    const one = {
      ...gridInstrument('AAA', undefined),
      period: { from: '2017-03-01', to: '2017-05-19' },
      cells: [capped],
    };
    await publish(gridOf(WEEK, '2017-05-19', { profile, axes, instruments: [one] }));
    const { week, roster } = await update();
    expect(week.settings).toEqual(profile);
    expect(week.instruments[0]?.cells[0]).toMatchObject({ profitFactor: 10, profitFactorCapped: true });
    expect(roster.instruments[0]?.why).toContain('profit factor ≥ 10.00');
  });

  it('X-08 archives a week once, however many do at once, and refuses a file under the name of another week', async () => {
    const place = { workspace, name: 'r' };
    const { from, to } = trailingWeeks(isoWeekNamed(WEEK), 13);
    const made = Array.from({ length: 6 }, (_, at) =>
      weekOfGrid(gridOf(WEEK, '2017-05-19', { runId: `run-${at}` }), isoWeekNamed(WEEK), { window: { from, to }, at }),
    );
    const kept = await Promise.all(made.map((week) => archiveWeek(place, week)));
    expect(kept.filter(({ isNew }) => isNew)).toHaveLength(1);
    const archived = await readWeek(place, WEEK);
    expect(new Set(kept.map(({ week }) => week.grid.runId))).toEqual(new Set([archived?.grid.runId]));

    const folder = path.join(rosterFolder(place), 'weeks');
    writeFileSync(path.join(folder, '2017-W99.json'), readFileSync(path.join(folder, `${WEEK}.json`)));
    await publish(gridOf(WEEK, '2017-05-19'));
    await expect(update()).rejects.toMatchObject({
      name: 'DataError',
      message: expect.stringContaining(
        `2017-W99.json' holds week ${WEEK}, not the one that it is named after`,
      ) as string,
    });
  });
});
