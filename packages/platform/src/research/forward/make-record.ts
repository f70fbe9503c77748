/**
 * The record of a frozen run on later bars.
 *
 * 1. `planForward`: the accounts on later dataset versions, from manifests alone.
 * 2. `readForward`: bars up to the newest one; the judged part is compared with what the run has read, row by row.
 * 3. `frozenStrategies`: the strategies, user modules from the run's own folder.
 * 4. `simulateForward`: each row from the first later close on, with the parameters that its last fold chose.
 * 5. `rowWith`: its figures, held against the judged record.
 * Nothing is chosen, so that nothing of it is a trial, and nothing is written but a scratch folder that is gone at the end.
 */
import path from 'node:path';
import type { ForwardRecord, ForwardRow } from '@assay/contracts/schemas';
import { forwardRecordSchema } from '@assay/contracts/schemas';
import type { EpochMs } from '@assay/core/time';
import { openLakehouse } from '../../lakehouse/index.ts';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { codeVersion, withScratchFolder } from '../../settings/index.ts';
import type { Progress } from '../../telemetry/index.ts';
import { startEvaluator } from '../../workers/index.ts';
import { fittingWorkers } from '../check-memory.ts';
import { readRowSimulation } from '../row-results.ts';
import { rowHead, rowWith, rowWithout } from './forward-row.ts';
import type { FrozenRow, FrozenRun } from './frozen-run.ts';
import { frozenStrategies } from './frozen-strategies.ts';
import { planForward } from './plan-forward.ts';
import type { ForwardPlan, ForwardRequest } from './plan-forward.ts';
import { readForward } from './read-forward.ts';
import type { ForwardReading } from './read-forward.ts';
import { simulateForward, writePack } from './simulate-forward.ts';
import type { ForwardSimulating } from './simulate-forward.ts';

/** How a record is made; none of it changes its numbers. */
export interface ForwardResources {
  readonly workers: number;
  readonly memoryBytes: number;
  readonly progress: Progress;
}

/** Which bars a record is made of. */
export interface RecordRequest extends ForwardRequest {
  readonly lockbox?: ForwardRecord['lockbox'];
  /** Last close that another record of the run has judged, by account. */
  readonly judgedElsewhere?: ReadonlyMap<string, EpochMs> | undefined;
}

/** Opens the lakehouse of a run for reading, and closes it again. */
export async function withLakeOf<Result>(
  { workspace }: Pick<FrozenRun, 'workspace'>,
  { memoryBytes }: Pick<ForwardResources, 'memoryBytes'>,
  use: (lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  const limits = { readOnly: true, memoryBytes: Math.floor(memoryBytes / 4), threads: 1 } as const;
  const lake = openLakehouse(path.join(workspace, 'lake'), limits);
  try {
    return await use(lake);
  } finally {
    await lake.close();
  }
}

/**
 * Makes the record of a frozen run on later bars; the same bars give the same record.
 *
 * @throws {PlatformError} MEMORY_LIMIT if the bars do not fit; {DataError} if data or run are damaged or unfit.
 */
export async function makeRecord(
  run: FrozenRun,
  request: RecordRequest,
  resources: ForwardResources,
): Promise<ForwardRecord> {
  return withLakeOf(run, resources, async (lake) => {
    const plans = await planForward(run, lake, request);
    const workers = fittingWorkers({ accounts: plans.map(({ account }) => account) }, resources, 'research');
    const start = { from: request.from, judgedElsewhere: request.judgedElsewhere };
    const readings = new Map<string, ForwardReading>();
    for (const plan of plans) readings.set(plan.frozen.id, await readForward(run, plan, { lake, start }));
    const rows = await judgeRows(run, readings, { ...resources, workers });
    return forwardRecordSchema.parse({
      format: 1,
      ...{ kind: request.kind, runId: run.runId, name: run.name, frozenAt: run.frozenAt },
      ...{ judgedCode: run.judgedCode, codeVersion: codeVersion(), currency: run.settings.currency },
      ...(request.lockbox === undefined ? {} : { lockbox: request.lockbox }),
      trials: 0,
      accounts: plans.map(({ frozen }: ForwardPlan) => (readings.get(frozen.id) as ForwardReading).model),
      rows,
    });
  });
}

async function judgeRows(
  run: FrozenRun,
  readings: ReadonlyMap<string, ForwardReading>,
  resources: ForwardResources,
): Promise<readonly ForwardRow[]> {
  if (run.rows.length === 0) return [];
  return withScratchFolder('forward', (scratch) => judgeRowsIn(scratch, run, { readings, resources }));
}

async function judgeRowsIn(
  scratch: string,
  run: FrozenRun,
  {
    readings,
    resources,
  }: { readonly readings: ReadonlyMap<string, ForwardReading>; readonly resources: ForwardResources },
): Promise<readonly ForwardRow[]> {
  resources.progress.start('judging later bars', run.rows.length);
  const evaluator = await startEvaluator({
    workers: resources.workers,
    heapMb: Math.max(64, Math.floor(resources.memoryBytes / 2 ** 21 / resources.workers)),
    memoryBytes: resources.memoryBytes,
    readable: [scratch],
    emptyFolder: path.join(scratch, 'empty'),
  });
  try {
    const strategies = await frozenStrategies(run, { moduleStore: path.join(scratch, 'modules'), evaluator });
    const simulating = { evaluator, strategies, scratch: path.join(scratch, 'packs') };
    const rows: ForwardRow[] = [];
    for (const [account, reading] of readings) {
      const own = run.rows.filter((row) => row.account.id === account);
      rows.push(...(await judgeAccount(run, own, { reading, simulating, onRow: () => resources.progress.advance() })));
    }
    const order = new Map(run.rows.map(({ ranking }, index) => [ranking.id, index]));
    const place = ({ id, verdict }: ForwardRow): number =>
      (verdict === 'candidate' ? 0 : run.rows.length) + (order.get(id) as number);
    return rows.sort((one, other) => place(one) - place(other));
  } finally {
    await evaluator.close();
    resources.progress.finish();
  }
}

async function judgeAccount(
  run: FrozenRun,
  rows: readonly FrozenRow[],
  {
    reading,
    simulating,
    onRow,
  }: { readonly reading: ForwardReading; readonly simulating: ForwardSimulating; readonly onRow: () => void },
): Promise<readonly ForwardRow[]> {
  const { range } = reading;
  const pack = range === undefined ? undefined : await writePack(reading, simulating.scratch);
  const { periodsPerYear } = reading.prepared.account;
  const { confidence } = run.policy;
  return Promise.all(
    rows.map(async (row) => {
      const judged = await readRowSimulation(run.workspace, run.runId, row.ranking.id);
      const head = rowHead(row, judged, periodsPerYear);
      if (pack === undefined || range === undefined) return rowWithout(head, 'no-bars', { confidence });
      const found = await simulateForward(run, row, { pack, range }, simulating);
      onRow();
      if ('problem' in found) return rowWithout(head, 'failed', { confidence, problem: found.problem });
      return rowWith(head, found, { run, reading, judged });
    }),
  );
}
