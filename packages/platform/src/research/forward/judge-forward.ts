import type { ForwardRecord } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import { formatIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { readAmendments } from '../../runs/index.ts';
import { readAccountBars } from '../row-results.ts';
import { frozenRun } from './frozen-run.ts';
import type { FrozenRun } from './frozen-run.ts';
import { keepRecord, readRecord } from './keep-record.ts';
import type { KeptRecord } from './keep-record.ts';
import { makeRecord, withLakeOf } from './make-record.ts';
import type { ForwardResources } from './make-record.ts';
import { planForward } from './plan-forward.ts';
import type { ForwardPlan } from './plan-forward.ts';
import { judgedEnd } from './read-forward.ts';

/** Which run is judged on which later bars. */
export interface JudgeForwardRequest extends ForwardResources {
  readonly workspace: string;
  /** The run's id or the beginning of it. */
  readonly run: string;
  /** As `name@version`. @default the newest version of each dataset of the run */
  readonly dataset?: string | undefined;
  /** Use a dataset although its audit found errors. @default false */
  readonly acceptUnfit?: boolean | undefined;
  readonly clock: { now(): number };
}

/** A record with its place. */
export interface JudgedForward extends KeptRecord {
  readonly record: ForwardRecord;
}

/** What a forward record would be made of. */
export interface ForwardOutlook {
  readonly runId: string;
  readonly name: string;
  readonly frozenAt: string;
  readonly accounts: readonly {
    readonly id: string;
    readonly judgedDataset: string;
    readonly dataset: string;
    /** Date of the last judged close, and of the newest that may be read. */
    readonly judgedTo: string;
    readonly newest: string;
    readonly hasLaterBars: boolean;
    readonly endsBefore?: string | undefined;
  }[];
  readonly rows: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly account: string;
    readonly params: Readonly<Record<string, unknown>>;
  }[];
}

/**
 * Judges the candidates and held rows of a finished run on bars that came after its judged period, keeps the record in the run's
 * folder and publishes it beside the verdicts.
 *
 * @throws {PlatformError} INSUFFICIENT_EVIDENCE, with nothing written, if there is no row to judge or no later bar.
 * @throws {PlatformError} ILLEGAL_STATE if the run has not finished, is no research run, or has opened its lockbox without judging it.
 * @throws {DataError} if run or data are damaged or unfit.
 */
export async function judgeForward(request: JudgeForwardRequest): Promise<JudgedForward> {
  const { workspace, clock, dataset, acceptUnfit = false } = request;
  const run = await frozenRun(workspace, request.run);
  const judgedElsewhere = await judgedByLockbox(run);
  const outlook = await withLakeOf(run, request, async (lake) =>
    outlookOf(run, await planForward(run, lake, { kind: 'forward', dataset, acceptUnfit }), judgedElsewhere),
  );
  checkEvidence(outlook);
  const record = await makeRecord(run, { kind: 'forward', dataset, acceptUnfit, judgedElsewhere }, request);
  if (record.accounts.every(({ from }) => from === null)) throw noLaterBars(outlook);
  return { record, ...(await keepRecord(record, { workspace, clock })) };
}

/**
 * What `judgeForward` would read, from manifests and the run's folder alone; nothing is written.
 *
 * @throws as `judgeForward`, for what can be known before the bars are read.
 */
export async function planForwardRecord(
  request: Omit<JudgeForwardRequest, 'clock' | 'progress' | 'workers'>,
): Promise<ForwardOutlook> {
  const { workspace, dataset, acceptUnfit = false } = request;
  const run = await frozenRun(workspace, request.run);
  const judgedElsewhere = await judgedByLockbox(run);
  const outlook = await withLakeOf(run, request, async (lake) =>
    outlookOf(run, await planForward(run, lake, { kind: 'forward', dataset, acceptUnfit }), judgedElsewhere),
  );
  checkEvidence(outlook);
  return outlook;
}

/**
 * Last close of each account that the run's own opened lockbox has judged: no bar is told twice.
 *
 * @throws {PlatformError} ILLEGAL_STATE if the run has opened it and not judged it yet.
 */
async function judgedByLockbox({ workspace, runId }: FrozenRun): Promise<ReadonlyMap<string, EpochMs>> {
  const found = await readRecord(workspace, runId, 'lockbox');
  const isOpen = (await readAmendments(workspace, runId, 'lockbox-opened')).length > 0;
  if (isOpen && found === undefined) {
    throw new PlatformError('ILLEGAL_STATE', `run '${runId}' has opened its lockbox and has not judged it yet`, {
      hint: 'The command that opened it was stopped: give `assay verdict open-lockbox RUN --reason TEXT` again, it goes on.',
    });
  }
  const accounts = found?.record.accounts ?? [];
  return new Map(accounts.flatMap(({ id, to }) => (to === null ? [] : [[id, Date.parse(to)] as const])));
}

async function outlookOf(
  run: FrozenRun,
  plans: readonly ForwardPlan[],
  judgedElsewhere: ReadonlyMap<string, EpochMs>,
): Promise<ForwardOutlook> {
  const accounts = [];
  for (const { frozen, account, newest, endsBefore } of plans) {
    const end = judgedEnd(await readAccountBars(run.workspace, run.runId, frozen.id));
    const after = Math.max(end, judgedElsewhere.get(frozen.id) ?? -Infinity);
    accounts.push({
      ...{ id: frozen.id, judgedDataset: frozen.dataset },
      dataset: `${account.manifest.name}@${account.manifest.version}`,
      ...{ judgedTo: formatIsoDate(after), newest: formatIsoDate(newest), hasLaterBars: newest > after },
      ...(endsBefore === undefined ? {} : { endsBefore }),
    });
  }
  const rows = run.rows.map(({ ranking, account, params }) => {
    return { id: ranking.id, verdict: ranking.verdict, account: account.id, params };
  });
  return { runId: run.runId, name: run.name, frozenAt: run.frozenAt, accounts, rows };
}

function checkEvidence(outlook: ForwardOutlook): void {
  if (outlook.rows.length === 0) {
    throw new PlatformError('INSUFFICIENT_EVIDENCE', `run '${outlook.runId}' has no candidate and no held row`, {
      hint: 'A killed row has no forward record: what refuted it stands in its reasons.',
    });
  }
  if (!outlook.accounts.some(({ hasLaterBars }) => hasLaterBars)) throw noLaterBars(outlook);
}

function noLaterBars({ runId, accounts }: ForwardOutlook): PlatformError {
  const ends = accounts.map(
    ({ id, dataset, judgedTo, newest, endsBefore }) =>
      `${id}: judged to ${judgedTo}, ${dataset} ends on ${newest}${endsBefore === undefined ? '' : `, before ${endsBefore}`}`,
  );
  const isClosed = accounts.some(({ endsBefore }) => endsBefore !== undefined);
  return new PlatformError(
    'INSUFFICIENT_EVIDENCE',
    `no bar came after what run '${runId}' has judged (${ends.join('; ')})`,
    {
      context: { runId },
      hint: isClosed
        ? 'What is set aside is judged by `assay verdict open-lockbox RUN --reason TEXT`, once; other bars have to come first.'
        : 'Append the bars that have come since: `assay data import FILES --name NAME --append`.',
    },
  );
}
