/**
 * Makes a finished run again from its folder alone and compares every byte.
 *
 * 1. The inputs are read from the run's folder and checked against the hashes that the run vouches for.
 * 2. In an empty workspace of its own: a lakehouse of the slices and manifests that were kept, a trial ledger that holds the
 *    frozen prior trials, and the cycle that the run was compared with. Nothing of the run's own workspace is read.
 * 3. The run is made as any other, by the same code that made it the first time, from the request that was kept; user modules
 *    are those of the folder. Only the dates that the clock had decided, and the code version that names are made of, are frozen.
 * 4. Every file of the two folders is compared, but the audit; and what was published, without its moment and its summary.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '@assay/core/time';
import { layOutLake } from '../../lakehouse/index.ts';
import { appendTrials, readPublished, runPaths } from '../../runs/index.ts';
import type { RunPaths } from '../../runs/index.ts';
import { codeVersion, ensureDirectory, withScratchFolder } from '../../settings/index.ts';
import type { Progress } from '../../telemetry/index.ts';
import { BACKTEST_AREA } from '../backtest/publish-backtest.ts';
import { runBacktest } from '../backtest/run-backtest.ts';
import { GRID_AREA } from '../grid/progress-file.ts';
import { runGrid } from '../grid/run-grid.ts';
import { parsedCycle } from '../cycle-changes.ts';
import type { LoadedConfig } from '../load-config.ts';
import { runResearch } from '../run-research.ts';
import { compareReplay } from './compare-replay.ts';
import type { ReplayDifference, ReplayedFile } from './compare-replay.ts';
import type { FrozenRun } from './frozen-run.ts';
import { publishedByRun } from './published-by-run.ts';
import { readRunInputs } from './run-inputs.ts';
import type { MissingSlices, RunInputs } from './run-inputs.ts';

/** How a run is replayed. */
export interface ReplayOptions extends MissingSlices {
  readonly paths: RunPaths;
  /** Workspace whose published copies are compared, too; undefined for a folder of its own. */
  readonly workspace: string | undefined;
  readonly workers: number;
  readonly memoryBytes: number;
  readonly progress: Progress;
  readonly clock: Clock;
}

/** What a replay came to. */
export interface RunReplay {
  readonly runId: string;
  readonly folder: string;
  readonly kind: 'research' | 'backtest' | 'grid';
  /** Every byte is the same. */
  readonly ok: boolean;
  readonly codeVersion: { readonly recorded: string; readonly replayed: string };
  readonly files: readonly ReplayedFile[];
  readonly differences: readonly ReplayDifference[];
  /** What was not compared, and why. */
  readonly notes: readonly string[];
}

/** Where each kind of run publishes. */
const AREAS = { research: 'research', backtest: BACKTEST_AREA, grid: GRID_AREA } as const;

/** Files of a run's folder, and of what it publishes, that say when and how it was made. */
const OF_THE_MAKING: readonly string[] = ['audit.jsonl', 'summary.json'];

/**
 * Replays a run.
 *
 * @throws {PlatformError} ILLEGAL_STATE if it has not finished or keeps no request.
 * @throws {DataError} if an input is missing or not as it was kept.
 */
export async function replayRun(options: ReplayOptions): Promise<RunReplay> {
  const inputs = await readRunInputs(options.paths, options);
  return withScratchFolder('replay', async (scratch) => {
    await layOutWorkspace(scratch, inputs);
    const { runId } = await makeAgain(scratch, inputs, options);
    return compared(runPaths(scratch, runId).folder, { scratch, inputs, options });
  });
}

async function layOutWorkspace(scratch: string, inputs: RunInputs): Promise<void> {
  await layOutLake(path.join(scratch, 'lake'), inputs);
  // Under a run of its own, so that no trial is taken for one that the replayed run made.
  if (inputs.priors.length > 0) await appendTrials(scratch, inputs.priors, { runId: '0'.repeat(16), now: () => 0 });
  const before = inputs.cycleBefore === undefined ? undefined : parsedCycle(inputs.cycleBefore);
  if (before === undefined) return;
  const folder = path.join(scratch, 'published', 'research', inputs.request.config.name);
  await mkdir(path.join(folder, 'history', before.cycle), { recursive: true });
  await writeFile(path.join(folder, 'history', before.cycle, 'rankings.json'), JSON.stringify(before));
  await writeFile(path.join(folder, 'current'), `history/${before.cycle}\n`);
}

async function makeAgain(
  workspace: string,
  { request, manifest }: RunInputs,
  { paths, workers, memoryBytes, progress, clock }: ReplayOptions,
): Promise<{ readonly runId: string }> {
  const config = request.config as LoadedConfig['config']; // what it lacks is what a run does beside its own work
  const loaded = { path: path.join(paths.inputs, 'request.json'), folder: paths.folder, config };
  const frozen: FrozenRun = {
    loaded,
    accounts: request.accounts,
    codeVersion: manifest.codeVersion,
    grid: request.grid,
  };
  const made = { workspace, workers, memoryBytes, progress, clock, frozen };
  if (request.kind === 'research') return runResearch({ ...made, configPath: loaded.path });
  const [strategy] = config.strategies;
  const asked = { ...made, strategy: strategy?.class ?? '', folder: paths.folder, name: config.name };
  return request.kind === 'grid' ? runGrid(asked) : runBacktest(asked);
}

async function compared(
  replayed: string,
  context: { readonly scratch: string; readonly inputs: RunInputs; readonly options: ReplayOptions },
): Promise<RunReplay> {
  const { scratch, inputs, options } = context;
  const { paths, workspace } = options;
  const { manifest, request } = inputs;
  await ensureDirectory(replayed);
  const inFolder = await compareReplay({
    recorded: paths.folder,
    replayed,
    apart: OF_THE_MAKING,
    apartBelow: 'amendments/',
  });
  const area = AREAS[request.kind];
  const place = { area, name: request.config.name };
  const found = await publishedByRun(workspace, paths, { ...place, runId: manifest.runId });
  const again = await readPublished({ workspace: scratch, ...place });
  const published =
    found.folder === undefined || again === undefined
      ? { files: [], differences: [] }
      : await compareReplay({
          ...{ recorded: found.folder, replayed: again.folder, apart: OF_THE_MAKING },
          ...{ prefix: `published/${area}/${place.name}/`, withoutMoment: true },
        });
  const differences = [...inFolder.differences, ...published.differences];
  return {
    runId: manifest.runId,
    folder: paths.folder,
    kind: request.kind,
    ok: differences.length === 0,
    codeVersion: { recorded: manifest.codeVersion, replayed: codeVersion() },
    files: [...inFolder.files, ...published.files],
    differences,
    notes: found.note === undefined ? [] : [found.note],
  };
}
