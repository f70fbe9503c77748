/** A published grid that a week of a roster is taken from, instead of a run of its own. */
import path from 'node:path';
import type { GridResult } from '@assay/contracts/schemas';
import { gridResultSchema } from '@assay/contracts/schemas';
import { DataError, NotFoundError, PlatformError } from '@assay/core/errors';
import type { IsoWeek, WeekWindow } from '@assay/quant/evidence';
import { STRATEGIES } from '@assay/quant/strategy';
import { readPublished } from '../../runs/index.ts';
import { readJsonFile } from '../../settings/index.ts';
import type { GridOptions } from '../grid/options.ts';
import { withGridPlan } from '../grid/plan-grid.ts';
import { GRID_AREA } from '../grid/progress-file.ts';
import { ROSTER_WEEKS } from './roster-weeks.ts';

/** What a grid is taken by. */
export type TakingOptions = Omit<GridOptions, 'from' | 'to' | 'name'> & { readonly fromGrid: string };

/**
 * Reads the grid and compares it with what was asked for.
 *
 * @throws {NotFoundError} if no grid of the name is published; {DataError} if its file cannot be read, DATA_UNFIT if it is not of
 * these weeks; {PlatformError} CONFLICT if it is of another strategy, dataset, timeframe or other instruments, USAGE where options
 * would say how a grid is made that is made already.
 */
export async function takenGrid(week: IsoWeek, window: WeekWindow, options: TakingOptions): Promise<GridResult> {
  checkNothingIdle(options);
  const name = options.fromGrid;
  const grid = await readGrid(options.workspace, name);
  await checkSame(grid, options);
  const found = `${grid.window.from ?? 'the first bar'} to ${grid.window.to ?? 'the last'}`;
  if (grid.window.from === window.from && grid.window.to === window.to) return grid;
  throw new DataError(`grid '${name}' is not of week ${week.name}: it covers ${found}`, {
    code: 'DATA_UNFIT',
    context: { grid: name, week: week.name },
    hint: `The trailing ${ROSTER_WEEKS} complete weeks are ${window.from} to ${window.to}; leave --from-grid out to run them.`,
  });
}

async function readGrid(workspace: string, name: string): Promise<GridResult> {
  const published = await readPublished({ workspace, area: GRID_AREA, name });
  if (published === undefined)
    throw new NotFoundError('published grid', name, { hint: '`assay backtest grid --name` publishes one.' });
  const file = path.join(published.folder, 'grid.json');
  const parsed = gridResultSchema.safeParse(await readJsonFile(file).catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new DataError(`'${file}' is not the result of a grid`, {
    context: { file, problem: parsed.error.issues[0]?.message },
    hint: `Run \`assay backtest grid --name ${name}\` again, or leave --from-grid out.`,
  });
}

/** What says how a grid is made, by its option. */
const MAKING: readonly (readonly [string, (options: TakingOptions) => boolean])[] = [
  ['--axes', ({ axes = [] }) => axes.length > 0],
  ['--grid', ({ grid }) => grid !== undefined],
  ['--params', ({ params = {} }) => Object.keys(params).length > 0],
  ['--profile', ({ profile }) => profile !== undefined],
  ['--allow-holds-outside-profile', ({ allowHoldsOutsideProfile = false }) => allowHoldsOutsideProfile],
  ['--accept-unfit', ({ acceptUnfit = false }) => acceptUnfit],
  ['--prior-trials', ({ priorTrials = 0 }) => priorTrials > 0],
];

function checkNothingIdle(options: TakingOptions): void {
  const idle = MAKING.filter(([, isGiven]) => isGiven(options)).map(([name]) => name);
  if (idle.length === 0) return;
  throw new PlatformError('USAGE', `${idle.join(', ')} would change nothing: --from-grid takes a grid as it was made`, {
    context: { options: idle },
    hint: 'Leave them out to take the grid, or leave --from-grid out to make another.',
  });
}

async function checkSame(grid: GridResult, options: TakingOptions): Promise<void> {
  const { fromGrid } = options;
  const different = [await otherStrategy(grid, options), ...otherData(grid, options)];
  const differences = different.filter((one) => one !== undefined);
  if (differences.length === 0) return;
  throw new PlatformError('CONFLICT', `grid '${fromGrid}' is of ${differences.join('; of ')}`, {
    context: { grid: fromGrid, differences },
    hint: 'Name a grid of what the roster is of, or leave --from-grid out to run one.',
  });
}

function otherData(
  { dataset: own, timeframe: bars, instruments: tried }: GridResult,
  { dataset, timeframe = bars, instruments }: TakingOptions,
): readonly (string | undefined)[] {
  const [name, version] = (dataset ?? own.name).split('@');
  const isSame = name === own.name && (version ?? own.version) === own.version;
  const held = tried.map(({ instrument }) => instrument).toSorted();
  const asked = instruments?.toSorted() ?? held;
  return [
    isSame ? undefined : `dataset ${own.name}@${own.version}, not of ${dataset ?? ''}`,
    timeframe === bars ? undefined : `${bars} bars, not of ${timeframe}`,
    asked.join() === held.join() ? undefined : `${held.join(', ')}, not of ${asked.join(', ')}`,
  ];
}

/** The grid's strategy beside the one asked for, where they differ. A module has to be loaded to say its name. */
async function otherStrategy(grid: GridResult, options: TakingOptions): Promise<string | undefined> {
  const { strategy } = options;
  if (strategy === grid.strategy) return undefined;
  const told = (name: string): string => `strategy ${grid.strategy}, not of ${name}`;
  if (STRATEGIES.some(({ name }) => name === strategy)) return told(strategy);
  const named = await withGridPlan(asMade(grid, options), ({ strategies }) => Promise.resolve(strategies[0]?.name));
  return named === grid.strategy ? undefined : told(named ?? strategy);
}

/** The request that makes the grid again. */
function asMade(grid: GridResult, { fromGrid, ...options }: TakingOptions): GridOptions {
  const { from, to } = grid.window;
  return {
    ...{ ...options, name: fromGrid, from: from ?? undefined, to: to ?? undefined },
    dataset: `${grid.dataset.name}@${grid.dataset.version}`,
    timeframe: grid.timeframe,
    instruments: grid.instruments.map(({ instrument }) => instrument),
    params: grid.base,
    axes: grid.axes.map(({ name, values }) => `${name}=${values.join(',')}`),
    acceptUnfit: true,
    allowHoldsOutsideProfile: true,
  };
}
